"""What the experiments share: images as tensors, and the choice of a precision."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib.data import Dataset
from cnnlib.experiments.experiment import Job
from cnnlib.experiments.training import PRECISIONS, columns, fastest_precision, tensors
from tests.helpers.devices import on_every_device
from tests.helpers.few_images import few_images


@pytest.fixture(scope="module")
def few() -> Dataset:
    return few_images()


def test_only_the_training_images_set_the_scale(few):
    (x, _), (held_out, _), (test, labels) = tensors(few)
    assert abs(x.mean().item()) < 1e-5
    assert abs(x.std(correction=0).item() - 1) < 1e-5
    for images, ours in ((few.x_val, held_out), (few.x_test, test)):
        by_hand = (images / 1.0 - few.x_train.mean()) / few.x_train.std()
        np.testing.assert_allclose(ours.numpy(), by_hand, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(labels.numpy(), few.y_test)


def test_plain_images_are_from_0_to_1(few):
    (x, _), _, _ = tensors(few, standardised=False)
    np.testing.assert_allclose(x.numpy(), few.x_train / 255, rtol=1e-6)
    assert x.dtype == torch.float32


def test_whitened_pixels_have_the_covariance_that_epsilon_leaves(few):
    """Of variance v there remains v / (v + 0.1), in directions that the training images set."""
    parts = {name: getattr(few, name)[..., 9:17, 10:16] for name in ("x_train", "x_val", "x_test")}
    small = replace(few, **parts)
    (plain, _), *_ = tensors(small)
    (white, _), *others = tensors(small, whitened=True)
    before, after = (np.cov(each.flatten(1).double().T, bias=True) for each in (plain, white))
    values, directions = np.linalg.eigh(before)
    want = directions * (values / (values + 0.1)) @ directions.T
    np.testing.assert_allclose(after, want, atol=1e-4)
    turned = replace(small, x_val=small.x_val[::-1], x_test=small.x_test[::-1])
    for (one, _), (same, _) in zip(others, tensors(turned, whitened=True)[1:], strict=True):
        torch.testing.assert_close(one, same.flip(0))


@on_every_device
def test_the_fastest_precision_is_measured_once_and_changes_no_weight(few, device, tmp_path):
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4 * 26 * 26, 10)
    ).to(device)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    job = Job("a", {}, 0, 1, torch.device(device), few, tmp_path)
    images = tensors(few)[0][0][:20]
    chosen = fastest_precision(job, model, images)
    assert chosen in PRECISIONS
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text().replace(f'"{chosen}": ', f'"{chosen}": 9'))
    assert fastest_precision(job, model, images) != chosen  # read, not measured again
    assert all(parameter.grad is None for parameter in model.parameters())
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, before[name], rtol=0, atol=0)
        assert value.is_contiguous()


def test_a_table_by_rows_becomes_one_by_columns():
    rows = [{"epoch": 1, "loss": 2.3025851}, {"epoch": 2, "loss": 0.000123456}]
    assert columns(rows) == {"loss": [2.3026, 0.00012346]}
