"""The benchmark for a GPU, on a few grey images and whatever device there is."""

import pytest
import torch

from benchmarks import data_on_device, gpu
from cnnlib.data import Dataset
from cnnlib.experiments.training import tensors
from tests.helpers.devices import on_every_device
from tests.helpers.few_images import few_images


@pytest.fixture(scope="module")
def few() -> Dataset:
    return few_images()


@on_every_device
def test_both_ways_of_feeding_are_timed_in_turn(few, device):
    result = data_on_device.compare(few, torch.device(device), rounds=1)
    assert result["ratio"] == pytest.approx(result["data_loader"] / result["data_on_device"])
    assert result["images"] == 300


def test_both_ways_learn_the_same_from_batches_in_the_same_order(few, monkeypatch):
    """One batch of everything has only one order: the losses after it must agree."""
    monkeypatch.setattr(data_on_device, "BATCH_SIZE", 300)
    learn, validation, _ = tensors(few)
    weights = []
    for way in (data_on_device._on_device, data_on_device._with_loader):
        torch.manual_seed(3)
        model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
        way(model, learn, validation, torch.optim.SGD(model.parameters(), lr=0.1))
        weights.append(model[1].weight.detach())
    torch.testing.assert_close(*weights, rtol=1e-4, atol=1e-6)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_without_a_gpu_a_sentence_and_no_result(capsys, monkeypatch):
    monkeypatch.setattr(data_on_device, "main", lambda _: pytest.fail("ran"))
    gpu.main()
    assert "finds no CUDA device" in capsys.readouterr().out
