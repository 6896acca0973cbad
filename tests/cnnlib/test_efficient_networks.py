"""SqueezeNet, MobileNet and their blocks, against the tables of their papers."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.counting import count_multiply_adds, count_parameters, layer_table
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.fire import Fire
from cnnlib.mobilenet import mobilenet
from cnnlib.models.squeezenet import squeezenet
from tests.helpers.devices import on_every_device
from tests.helpers.networks import on_meta

# Iandola et al. (2016), table 1: (name, output size, parameters), with 13x13 for "13x12".
SQUEEZENET = [
    ("conv1", (96, 111, 111), 14_208),
    ("maxpool1", (96, 55, 55), 0),
    ("fire2", (128, 55, 55), 11_920),
    ("fire3", (128, 55, 55), 12_432),
    ("fire4", (256, 55, 55), 45_344),
    ("maxpool4", (256, 27, 27), 0),
    ("fire5", (256, 27, 27), 49_440),
    ("fire6", (384, 27, 27), 104_880),
    ("fire7", (384, 27, 27), 111_024),
    ("fire8", (512, 27, 27), 188_992),
    ("maxpool8", (512, 13, 13), 0),
    ("fire9", (512, 13, 13), 197_184),
    ("conv10", (1000, 13, 13), 513_000),
    ("avgpool10", (1000, 1, 1), 0),
]


def test_squeezenet_is_every_row_of_its_table():
    model = on_meta(squeezenet)
    rows = layer_table(model, (3, 224, 224), blocks=(Fire,))
    names = [name for name, _, _ in SQUEEZENET]
    got = [(r["name"], r["output_shape"], r["parameters"]) for r in rows if r["name"] in names]
    assert got == SQUEEZENET
    assert count_parameters(model) == 1_248_424


@on_every_device
def test_fire_is_its_formula(device):
    torch.manual_seed(2)
    fire = Fire(5, 2, 3, 4).to(device)
    x = torch.randn(2, 5, 6, 7, device=device)
    s = F.relu(F.conv2d(x, fire.squeeze.weight, fire.squeeze.bias))
    one = F.relu(F.conv2d(s, fire.expand1x1.weight, fire.expand1x1.bias))
    three = F.relu(F.conv2d(s, fire.expand3x3.weight, fire.expand3x3.bias, padding=1))
    torch.testing.assert_close(fire(x), torch.cat([one, three], dim=1))


def mobilenet_table() -> list[tuple[int, tuple[int, ...], tuple[int, int, int]]]:
    """List Howard et al.'s table 1: stride, filter shape in torch's order, input size."""
    rows = [(2, (32, 3, 3, 3), (3, 224, 224))]
    for channels, out, size, stride in [
        (32, 64, 112, 1),
        (64, 128, 112, 2),
        (128, 128, 56, 1),
        (128, 256, 56, 2),
        (256, 256, 28, 1),
        (256, 512, 28, 2),
        *[(512, 512, 14, 1)] * 5,
        (512, 1024, 14, 2),
        (1024, 1024, 7, 1),  # the table says stride 2, but the map stays 7x7
    ]:
        after = size // stride
        rows.append((stride, (channels, 1, 3, 3), (channels, size, size)))
        rows.append((1, (out, channels, 1, 1), (channels, after, after)))
    return rows


def test_mobilenet_is_every_row_of_its_table():
    model = on_meta(mobilenet)
    got = []
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(
                lambda m, x, _: got.append(
                    (m.stride[0], tuple(m.weight.shape), tuple(x[0].shape[1:]))
                )
            )
    rows = layer_table(model, (3, 224, 224), blocks=(DepthwiseSeparable,))
    assert got == mobilenet_table()
    assert [(r["name"], r["output_shape"]) for r in rows[-3:]] == [
        ("pool", (1024, 1, 1)),
        ("flatten", (1024,)),
        ("fc", (1000,)),
    ]
    assert count_parameters(model) == 4_231_976
    assert round(count_multiply_adds(model, (3, 224, 224)) / 1e6) == 569


@pytest.mark.parametrize(
    ("width", "millions", "parameters"),
    [(1.0, 569, 4.2), (0.75, 325, 2.6), (0.5, 149, 1.3), (0.25, 41, 0.5)],
)
def test_the_width_multiplier_gives_table_6(width, millions, parameters):
    model = on_meta(mobilenet, width=width)
    assert round(count_multiply_adds(model, (3, 224, 224)) / 1e6) == millions
    assert round(count_parameters(model) / 1e6, 1) == parameters


@pytest.mark.parametrize(("size", "millions"), [(224, 569), (192, 418), (160, 290), (128, 186)])
def test_the_resolution_multiplier_gives_table_7(size, millions):
    # The paper rounds 290.68 down.
    assert int(count_multiply_adds(on_meta(mobilenet), (3, size, size)) / 1e6 + 0.3) == millions


def test_channels_are_rounded_down_and_never_below_8():
    convolutions = [m for m in on_meta(mobilenet, width=0.1).modules() if isinstance(m, nn.Conv2d)]
    assert [m.out_channels for m in convolutions[:9:2]] == [8, 8, 12, 12, 25]
    assert convolutions[-1].out_channels == 102


@on_every_device
@pytest.mark.parametrize("stride", [1, 2])
def test_depthwise_separable_is_one_convolution_of_rank_one_kernels(device, stride):
    torch.manual_seed(3)
    block = DepthwiseSeparable(3, 5, stride).to(device).eval()
    block.bn1.eps = block.bn2.eps = 0.0
    x = torch.rand(2, 3, 7, 6, device=device)
    with torch.no_grad():
        block.depthwise.weight.abs_()  # nothing is cut off by the ReLU in between
        kernels = block.pointwise.weight * block.depthwise.weight[:, 0]
        want = F.relu(F.conv2d(x, kernels, stride=stride, padding=1))
        torch.testing.assert_close(block(x), want)


def test_depthwise_separable_costs_a_share_of_a_convolution():
    separable = on_meta(DepthwiseSeparable, 128, 32)
    full = nn.Conv2d(128, 32, 3, padding=1, device="meta")
    share = count_multiply_adds(separable, (128, 28, 28)) / count_multiply_adds(full, (128, 28, 28))
    assert math.isclose(share, 1 / 32 + 1 / 9)
