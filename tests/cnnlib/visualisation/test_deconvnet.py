"""The deconvolution network against automatic differentiation."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.models.network_1cd import network_1cd
from cnnlib.visualisation.deconvnet import (
    deconvnet,
    deconvolve,
    forward_with_switches,
    strongest,
    unpool,
)
from tests.helpers.devices import on_every_device


class RectifiedBackwards(torch.autograd.Function):
    """A ReLU whose backward pass is a ReLU of the gradient: Zeiler & Fergus's rule."""

    @staticmethod
    def forward(ctx, x):  # noqa: ARG004
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, grad):  # noqa: ARG004
        return grad.clamp(min=0)


def layers(dtype=torch.float64) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, (3, 2), stride=(1, 2), padding=(1, 2), dilation=(2, 1)),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, stride=2, padding=1),
        nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2),
        nn.ReLU(),
        nn.MaxPool2d((1, 2), ceil_mode=True),
    ).to(dtype)


def by_autograd(model, x, channel, relu) -> torch.Tensor:
    x = x.clone().requires_grad_()
    out = x
    for layer in model:
        out = relu(out) if isinstance(layer, nn.ReLU) else layer(out)
    (grad,) = torch.autograd.grad(out, x, strongest(out.detach(), channel))
    return grad


@on_every_device
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("size", [(12, 17), (11, 16), (15, 15)])
def test_it_is_the_gradient_with_the_rectifier_turned_round(device, dtype, size):
    model = layers(dtype).to(device)
    x = torch.randn(2, 3, *size, device=device, dtype=dtype)
    before = x.clone()
    for channel in range(6):
        got = deconvnet(model, x, channel)
        want = by_autograd(model, x, channel, RectifiedBackwards.apply)
        torch.testing.assert_close(got, want)
    assert torch.equal(x, before)
    assert not got.requires_grad


def test_it_is_not_the_gradient_where_there_are_rectifiers():
    model, x = layers(), torch.randn(2, 3, 12, 17, dtype=torch.float64)
    assert not torch.allclose(deconvnet(model, x, 1), by_autograd(model, x, 1, F.relu))


def test_the_image_stays_as_it_was():
    x = torch.tensor([[[[-1.0, 2.0]]]])
    features, _ = forward_with_switches(nn.Sequential(nn.ReLU(inplace=True)), x)
    assert torch.equal(features, torch.tensor([[[[0.0, 2.0]]]]))
    assert torch.equal(x, torch.tensor([[[[-1.0, 2.0]]]]))


def test_forward_is_the_model():
    model, x = layers(), torch.randn(2, 3, 12, 17, dtype=torch.float64)
    features, records = forward_with_switches(model, x)
    torch.testing.assert_close(features, model(x.clone()))
    assert [record.switches is not None for record in records] == [0, 0, 1, 0, 0, 1]


@on_every_device
def test_unpooling_is_torchs_where_windows_do_not_overlap(device):
    torch.manual_seed(1)
    x = torch.randn(2, 3, 7, 8, device=device)
    pooled, switches = F.max_pool2d(x, (2, 3), return_indices=True)
    want = F.max_unpool2d(pooled, switches, (2, 3), output_size=(7, 8))
    assert torch.equal(unpool(pooled, switches, x.shape), want)


def test_unpooling_adds_what_overlapping_windows_share():
    x = torch.tensor([[[[0.0, 5, 1], [0, 0, 2]]]])
    _, switches = F.max_pool2d(x, 2, stride=1, return_indices=True)
    got = unpool(torch.tensor([[[[3.0, 4.0]]]]), switches, x.shape)
    assert torch.equal(got, torch.tensor([[[[0.0, 7, 0], [0, 0, 0]]]]))


def test_strongest_keeps_one_number_an_image():
    features = torch.tensor([[[[1.0, 2]], [[4, -3]]], [[[9, 9]], [[-2, -1]]]])
    want = torch.tensor([[[[0.0, 0]], [[4, 0]]], [[[0, 0]], [[0, -1]]]])
    assert torch.equal(strongest(features, 1), want)


@on_every_device
def test_the_pattern_lies_in_the_receptive_field(device):
    torch.manual_seed(2)
    model = network_1cd()[:5].to(device)  # up to the second ReLU: 5, 6, then 14 pixels wide
    x = torch.rand(1, 3, 32, 32, device=device)
    rows = deconvnet(model, x, 7)[0].abs().sum(dim=(0, 2)).nonzero().flatten()
    assert 0 < rows.max() - rows.min() + 1 <= 14


def test_it_refuses():
    x = torch.zeros(1, 3, 12, 17, dtype=torch.float64)
    with pytest.raises(ValueError, match=r"x must have 4 axes .*\(3, 12, 17\)"):
        deconvnet(layers(), x[0], 0)
    with pytest.raises(ValueError, match=r"channel must be from 0 to 5 for .*, not 6\."):
        deconvnet(layers(), x, 6)
    with pytest.raises(ValueError, match=r"not -1\."):
        deconvnet(layers(), x, -1)
    for layer in (nn.BatchNorm2d(3), nn.AvgPool2d(2), nn.Conv2d(3, 2, 3, padding="same")):
        with pytest.raises(ValueError, match=r"Layer 1 is .*; a deconvolution network has only"):
            deconvnet(nn.Sequential(nn.ReLU(), layer), x.float(), 0)
    with pytest.raises(ValueError, match=r"Layer 0 is .*reflect"):
        deconvnet(nn.Sequential(nn.Conv2d(3, 2, 3, padding=1, padding_mode="reflect")), x, 0)
    with pytest.raises(ValueError, match=r"There are 0 records for 6 layers\."):
        deconvolve(layers(), x, [])
    with pytest.raises(ValueError, match=r"same shape, not \(1, 1, 2, 2\) and \(1, 1, 2, 3\)\."):
        unpool(torch.zeros(1, 1, 2, 2), torch.zeros(1, 1, 2, 3, dtype=torch.int64), (1, 1, 4, 6))
