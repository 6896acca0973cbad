"""Accuracy, top-5 and loss against counts done by hand."""

import math

import pytest
import torch
from torch import nn

from cnnlib.training.metrics import accuracy, evaluate, measure
from tests.helpers.devices import on_every_device

LOGITS = torch.tensor([[3.0, 2, 1, 0], [0, 1, 2, 3], [1, 3, 0, 2], [2, 0, 3, 1], [0, 3, 2, 1]])
LABELS = torch.tensor([0, 2, 0, 1, 1])  # their places among the sorted logits: 1 2 3 4 1


@on_every_device
@pytest.mark.parametrize(("k", "share"), [(1, 0.4), (2, 0.6), (3, 0.8), (4, 1.0), (9, 1.0)])
def test_accuracy(device, k, share):
    assert accuracy(LOGITS.to(device), LABELS.to(device), k) == pytest.approx(share)


@on_every_device
def test_loss_of_equal_logits_is_the_logarithm_of_the_classes(device):
    loss, sums = measure(torch.zeros(6, 10, device=device), torch.arange(6, device=device))
    assert round(loss.item(), 4) == 2.3026
    assert sums[0].item() == pytest.approx(6 * math.log(10))


@on_every_device
@pytest.mark.parametrize("batch_size", [1, 2, 5, 100])
def test_evaluate_weighs_images_not_batches(device, batch_size):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(12, 8), nn.Dropout(0.5)).to(device)
    x, y = torch.randn(7, 2, 3, 2, device=device), torch.arange(7, device=device)
    with torch.no_grad():
        logits = model[1](model[0](x)).double()
    exponentials = logits.exp()
    losses = -(exponentials[range(7), y] / exponentials.sum(1)).log()
    ranks = (logits > logits[range(7), y][:, None]).sum(1)
    got = evaluate(model, x, y, batch_size)
    assert got["loss"] == pytest.approx(losses.mean().item(), rel=1e-5)
    assert got["accuracy"] == pytest.approx((ranks < 1).double().mean().item())
    assert got["top5"] == pytest.approx((ranks < 5).double().mean().item())
    assert model.training


def test_evaluate_changes_nothing():
    model = nn.Sequential(nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3)).eval()
    model[1].train()
    evaluate(model, torch.randn(5, 2, 2, 2) + 3, torch.tensor([0, 1, 2, 0, 1]), 2)
    assert [model.training, model[0].training, model[1].training] == [False, False, True]
    assert torch.equal(model[0].running_mean, torch.zeros(2))
    assert all(parameter.grad is None for parameter in model.parameters())


@pytest.mark.parametrize(
    ("logits", "labels", "k", "message"),
    [
        ((3,), (3,), 1, r"logits must have shape \(N, classes\).*not \(3,\) and \(3,\)\."),
        ((3, 4), (2,), 1, r"not \(3, 4\) and \(2,\)\."),
        ((0, 4), (0,), 1, r"not \(0, 4\) and \(0,\)\."),
        ((3, 4), (3,), 0, r"k must be at least 1, not 0\."),
    ],
)
def test_accuracy_refuses(logits, labels, k, message):
    with pytest.raises(ValueError, match=message):
        accuracy(torch.zeros(logits), torch.zeros(labels, dtype=torch.int64), k)


@pytest.mark.parametrize(
    ("images", "labels", "batch_size", "message"),
    [
        (3, 2, 1, r"one label for each .*\(3, 1, 2, 2\) and labels of shape \(2,\)\."),
        (0, 0, 1, r"at least one image, not images of shape \(0, 1, 2, 2\)"),
        (3, 3, 0, r"batch_size must be at least 1, not 0\."),
    ],
)
def test_evaluate_refuses(images, labels, batch_size, message):
    x, y = torch.zeros(images, 1, 2, 2), torch.zeros(labels, dtype=torch.int64)
    with pytest.raises(ValueError, match=message):
        evaluate(nn.Flatten(), x, y, batch_size)
