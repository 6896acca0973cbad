"""Gradients recorded during training, and what they say of VGG-38."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.models.vgg_depth import vgg_08, vgg_38
from cnnlib.training.gradient_flow import GradientFlow
from cnnlib.training.train import train
from tests.helpers.devices import on_every_device


def step(model, optimizer, x, y):
    optimizer.zero_grad()
    F.cross_entropy(model(x), y).backward()
    optimizer.step()


@on_every_device
def test_rows_are_the_means_at_each_step(device):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(12, 3))
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, y = torch.randn(4, 1, 5, 4, device=device), torch.tensor([0, 1, 2, 0], device=device)
    want = []
    with GradientFlow(model, optimizer) as flow:
        for _ in range(2):
            step(model, optimizer, x, y)
            want += [model[i].weight.grad.abs().sum().item() / n for i, n in ((0, 18), (3, 36))]
    step(model, optimizer, x, y)  # not recorded any more
    rows = flow.rows()
    assert [(row["step"], row["layer"]) for row in rows] == [(1, "0"), (1, "3"), (2, "0"), (2, "3")]
    assert [row["mean_abs_gradient"] for row in rows] == pytest.approx(want)
    assert flow.per_layer() == {
        "0": pytest.approx((want[0] + want[2]) / 2),
        "3": pytest.approx((want[1] + want[3]) / 2),
    }


def test_a_layer_without_gradient_counts_as_zero():
    model = nn.ModuleDict({"used": nn.Linear(2, 2), "idle": nn.Linear(2, 2)})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with GradientFlow(model, optimizer) as flow:
        model["used"](torch.ones(1, 2)).sum().backward()
        optimizer.step()
    assert flow.per_layer() == {"used": 1.0, "idle": 0.0}


def test_it_refuses_what_it_cannot_record():
    norm = nn.BatchNorm2d(3)
    optimizer = torch.optim.SGD(norm.parameters(), lr=0.1)
    with pytest.raises(ValueError, match="no convolution or dense layer to train"):
        GradientFlow(norm, optimizer)
    dense = nn.Linear(2, 2)
    flow = GradientFlow(dense, torch.optim.SGD(dense.parameters(), lr=0.1))
    assert flow.rows() == []
    with pytest.raises(ValueError, match=r"No step was recorded: train inside the `with` block\."):
        flow.per_layer()


def flow_of(build, **options) -> dict[str, float]:
    """Train for one epoch on random images; return the mean gradient of each layer."""
    torch.manual_seed(1)
    model = build(3, 10, 8, **options)
    data = torch.randn(10, 3, 8, 8), torch.arange(10)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with GradientFlow(model, optimizer) as flow:
        train(model, data, data, optimizer, epochs=1, progress=False)
    return flow.per_layer()


def test_the_gradient_vanishes_in_plain_vgg_38_alone():
    plain, shallow = flow_of(vgg_38), flow_of(vgg_08)
    assert len(plain) == 38
    assert len(shallow) == 8
    assert next(iter(plain)) == "entry.0"
    assert plain["entry.0"] < 1e-8
    assert shallow["entry.0"] > 1e-6
    assert flow_of(vgg_38, batch_norm=True)["entry.0"] > 1e-3
    assert flow_of(vgg_38, residual=True)["entry.0"] > 1e-6
    assert flow_of(vgg_38, batch_norm=True, residual=True)["entry.0"] > 1e-3
