"""Gradients recorded while a network trains, and what they say of VGG-38."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.gradient_flow import GradientFlow
from cnnlib.training.train import train
from cnnlib.vgg import vgg_08, vgg_38
from tests.helpers.devices import on_every_device


@on_every_device
def test_the_means_over_the_passes_are_recorded(device):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(12, 3))
    model = model.to(device)
    x, y = torch.randn(4, 1, 5, 4, device=device), torch.tensor([0, 1, 2, 0], device=device)
    weights = {name: model[int(name)].weight for name in ("0", "3")}
    loss = F.cross_entropy(model(x), y)
    alone = torch.autograd.grad(loss, list(weights.values()))
    means = dict(zip(weights, (g.abs().mean().item() for g in alone), strict=True))
    with GradientFlow(model) as flow:
        for factor in (1.0, 3.0):  # .grad adds up, which the recorder must not see
            (factor * F.cross_entropy(model(x), y)).backward()
    F.cross_entropy(model(x), y).backward()  # not recorded any more
    want = {name: 2 * mean for name, mean in means.items()}
    assert flow.per_layer() == pytest.approx(want, rel=1e-4)
    assert not model[0].weight._backward_hooks


def test_it_stops_after_an_error_and_changes_no_gradient():
    model = nn.Linear(3, 2)
    x = torch.randn(4, 3)
    model(x).square().sum().backward()
    want = model.weight.grad.clone()
    model.zero_grad()
    flow = GradientFlow(nn.ModuleDict({"dense": model}))

    def fail():
        with flow:
            model(x).square().sum().backward()
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert torch.equal(model.weight.grad, want)
    model(x).sum().backward()
    assert flow.per_layer() == {"dense": pytest.approx(want.abs().mean().item())}


def test_a_layer_without_gradient_counts_as_zero():
    model = nn.ModuleDict({"used": nn.Linear(2, 2), "idle": nn.Linear(2, 2)})
    with GradientFlow(model) as flow:
        model["used"](torch.ones(1, 2)).sum().backward()
    assert flow.per_layer() == {"used": 1.0, "idle": 0.0}


def test_it_refuses_what_it_cannot_record():
    with pytest.raises(ValueError, match="no convolution or dense layer to train"):
        GradientFlow(nn.BatchNorm2d(3))


def flow_of(build, **options) -> dict[str, float]:
    """Train for one epoch on random images; return the mean gradient of each layer."""
    torch.manual_seed(1)
    model = build(3, 10, 8, **options)
    data = torch.randn(10, 3, 8, 8), torch.arange(10)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with GradientFlow(model) as flow:
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
