"""The experiments for a GPU, on a few grey images and whatever device there is."""

import json

import numpy as np
import pytest
import torch

from benchmarks import data_on_device, gpu, last_rung
from benchmarks.preparation import standardised
from benchmarks.results import save_result
from cnnlib.data import Dataset, load
from tests.helpers.devices import on_every_device


@pytest.fixture(scope="module")
def few() -> Dataset:
    """The first 300 images of fashion-mini, and fewer to validate and to test with."""
    data = load()
    parts = {"train": 300, "val": 40, "test": 50}
    images = {f"x_{part}": getattr(data, f"x_{part}")[:n] for part, n in parts.items()}
    labels = {f"y_{part}": getattr(data, f"y_{part}")[:n] for part, n in parts.items()}
    return Dataset(**images, **labels, classes=data.classes)


def test_only_the_training_images_set_the_scale(few):
    (x, _), (held_out, _), _ = standardised(few)
    assert abs(x.mean().item()) < 1e-5
    assert abs(x.std(correction=0).item() - 1) < 1e-5
    by_hand = (few.x_val / 1.0 - few.x_train.mean()) / few.x_train.std()
    np.testing.assert_allclose(held_out.numpy(), by_hand, rtol=1e-4, atol=1e-5)


@on_every_device
def test_the_last_rung_trains_measures_the_test_set_and_goes_on(few, device, tmp_path):
    device, file = torch.device(device), tmp_path / "rung.pt"
    first = last_rung.train_last_rung(few, device, 1, file, progress=False)
    assert first["images"] == {"train": 300, "validation": 40, "test": 50}
    assert len(first["history"]) == 1
    again = last_rung.train_last_rung(few, device, 2, file, progress=False)
    assert again["history"][:1] == first["history"]
    assert [row["learning_rate"] for row in again["history"]] == pytest.approx([0.1, 0.095])
    hits = again["test_accuracy"] * 50
    assert hits == pytest.approx(round(hits), abs=1e-4)  # a share of 50 images
    assert 0 < again["test_accuracy"] <= again["test_top5"] <= 1


def test_augmentation_shifts_and_mirrors_without_making_anything_up():
    x = torch.arange(1.0, 8 * 9 + 1).reshape(1, 1, 8, 9).repeat(500, 1, 1, 1)
    y = last_rung.augment(x, torch.Generator().manual_seed(1))
    assert y.shape == x.shape
    assert set(y.unique().tolist()) <= {0.0, *range(1, 73)}
    steps = y[:, 0, 4, 1:] - y[:, 0, 4, :-1]
    mirrored = (steps == -1).any(dim=1) & ~(steps == 1).any(dim=1)
    assert 0.4 < mirrored.float().mean() < 0.6


@on_every_device
def test_both_ways_of_feeding_are_timed_in_turn(few, device):
    result = data_on_device.compare(few, torch.device(device), rounds=1)
    assert result["ratio"] == pytest.approx(result["data_loader"] / result["data_on_device"])
    assert result["images"] == 300


def test_both_ways_learn_the_same_from_batches_in_the_same_order(few, monkeypatch):
    """One batch of everything has only one order: the losses after it must agree."""
    monkeypatch.setattr(data_on_device, "BATCH_SIZE", 300)
    learn, validation, _ = standardised(few)
    weights = []
    for way in (data_on_device._on_device, data_on_device._with_loader):
        torch.manual_seed(3)
        model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
        way(model, learn, validation, torch.optim.SGD(model.parameters(), lr=0.1))
        weights.append(model[1].weight.detach())
    torch.testing.assert_close(*weights, rtol=1e-4, atol=1e-6)


def test_a_result_says_what_made_it_and_is_replaced_whole(tmp_path):
    for ratio in (1.0, 2.0):
        path = save_result("x", {"ratio": ratio}, tmp_path / "results")
    assert json.loads(path.read_text()) == {"ratio": 2.0}
    assert [file.name for file in path.parent.iterdir()] == ["x.json"]


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_without_a_gpu_a_sentence_and_no_result(capsys, monkeypatch):
    monkeypatch.setattr(last_rung, "main", lambda _: pytest.fail("ran"))
    gpu.main()
    assert "finds no CUDA device" in capsys.readouterr().out
