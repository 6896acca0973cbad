"""VGG-08, VGG-38 and the residual block, against their formulas."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.counting import count_parameters, layer_table
from cnnlib.residual import ResidualBlock
from cnnlib.vgg import vgg_08, vgg_38
from tests.helpers.devices import on_every_device
from tests.helpers.networks import count, on_meta


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("residual", [False, True])
def test_vgg_38_has_37_convolutions_and_1_dense_layer(batch_norm, residual):
    model = on_meta(vgg_38, batch_norm=batch_norm, residual=residual)
    assert (count(model, nn.Conv2d), count(model, nn.Linear)) == (37, 1)
    assert count(model, nn.BatchNorm2d) == (37 if batch_norm else 1)
    assert count(model, ResidualBlock) == (15 if residual else 0)
    assert count(model, nn.AvgPool2d) == 3
    assert all(m.out_channels == 32 for m in model.modules() if isinstance(m, nn.Conv2d))
    weights = 27 * 32 + 36 * 9 * 32 * 32 + 32 * 100 + 100
    norms = 64 * (37 if batch_norm else 1)
    assert count_parameters(model) == weights + norms


@pytest.mark.parametrize("batch_norm", [False, True])
def test_vgg_08_has_7_convolutions_and_1_dense_layer(batch_norm):
    model = on_meta(vgg_08, batch_norm=batch_norm)
    assert (count(model, nn.Conv2d), count(model, nn.Linear)) == (7, 1)
    assert count(model, nn.BatchNorm2d) == (7 if batch_norm else 1)


def test_vgg_38_halves_its_maps_in_each_stage():
    rows = layer_table(on_meta(vgg_38, residual=True), (3, 32, 32), blocks=(ResidualBlock,))
    shapes = {row["name"]: row["output_shape"] for row in rows}
    assert shapes["entry.2"] == shapes["stage1_block5"] == (32, 32, 32)
    assert shapes["stage2_block1"] == shapes["stage2_block5"] == (32, 16, 16)
    assert shapes["stage3_block5"] == (32, 8, 8)
    assert shapes["fc"] == (100,)
    assert rows[-4]["output_shape"] == (32, 4, 4)


@on_every_device
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_residual_block_is_its_formula(device, batch_norm, dtype):
    torch.manual_seed(1)
    block = ResidualBlock(3, 3, batch_norm=batch_norm).to(device, dtype)
    x = torch.randn(2, 3, 5, 4, device=device, dtype=dtype)

    def normalised(y):
        if not batch_norm:
            return y
        mean = y.mean(dim=(0, 2, 3), keepdim=True)
        variance = ((y - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
        return (y - mean) / (variance + 1e-5).sqrt()

    hidden = normalised(F.conv2d(x, block.conv1.weight, padding=1))
    hidden = torch.where(hidden > 0, hidden, 0.01 * hidden)
    want = x + normalised(F.conv2d(hidden, block.conv2.weight, padding=1))
    want = torch.where(want > 0, want, 0.01 * want)
    torch.testing.assert_close(block(x), want)


def test_a_residual_block_with_no_weights_passes_its_input_and_the_gradient():
    block = ResidualBlock(2, 2)
    nn.init.zeros_(block.conv1.weight)
    nn.init.zeros_(block.conv2.weight)
    x = torch.rand(1, 2, 4, 3, requires_grad=True)
    out = block(x)
    assert torch.equal(out, x)
    (grad,) = torch.autograd.grad(out, x, torch.full_like(out, 3.0))
    assert torch.equal(grad, torch.full_like(x, 3.0))


@pytest.mark.parametrize(("out_channels", "stride"), [(4, 1), (3, 2), (5, 3)])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_residual_block_projects_what_changes_its_shape(out_channels, stride, batch_norm):
    torch.manual_seed(2)
    block = ResidualBlock(3, out_channels, stride, batch_norm).double().eval()
    x = torch.randn(2, 3, 7, 10, dtype=torch.float64)

    def scaled(y):  # running statistics are still 0 and 1
        return y / math.sqrt(1 + 1e-5) if batch_norm else y

    hidden = F.leaky_relu(scaled(F.conv2d(x, block.conv1.weight, stride=stride, padding=1)))
    residual = scaled(F.conv2d(hidden, block.conv2.weight, padding=1))
    picked = x[:, :, ::stride, ::stride]
    shortcut = scaled(torch.einsum("oi,nihw->nohw", block.shortcut.weight[:, :, 0, 0], picked))
    torch.testing.assert_close(block(x), F.leaky_relu(shortcut + residual))
    assert count(block, nn.BatchNorm2d) == (3 if batch_norm else 0)
    assert not any(name.endswith("conv1.bias") for name, _ in block.named_parameters())


@pytest.mark.parametrize("shape", [(1, 4, 5, 5), (3, 5, 5)])
def test_residual_block_refuses(shape):
    with pytest.raises(ValueError, match=r"must have shape \(N, 3, H, W\), not \(\d"):
        ResidualBlock(3, 3)(torch.zeros(shape))
