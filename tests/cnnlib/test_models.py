"""The other networks against the tables of their papers, and all of them in use."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.counting import count_multiply_adds, count_parameters, layer_table
from cnnlib.mobilenet import mobilenet
from cnnlib.models.lenet_variants import lenet_variant
from cnnlib.models.network_1cd import network_1cd
from cnnlib.models.squeezenet import squeezenet
from cnnlib.models.vgg16 import vgg16
from cnnlib.vgg import vgg_08, vgg_38
from tests.helpers.devices import on_every_device
from tests.helpers.networks import count, on_meta


def test_network_1cd_has_1_190_000_weights():
    model = on_meta(network_1cd)
    rows = {row["name"]: row for row in layer_table(model, (3, 32, 32))}
    weights = {name: rows[name]["parameters"] for name in ("conv1", "conv2", "conv3", "fc4", "fc5")}
    assert weights == {
        "conv1": 2_400 + 32,
        "conv2": 51_200 + 64,
        "conv3": 102_400 + 64,
        "fc4": 1_024_000 + 1_000,
        "fc5": 10_000 + 10,
    }
    assert count_parameters(model, biases=False) == 1_190_000
    sizes = [rows[name]["output_shape"] for name in ("conv1", "pool1", "pool2", "conv3", "pool3")]
    assert sizes == [(32, 32, 32), (32, 16, 16), (64, 8, 8), (64, 8, 8), (64, 4, 4)]


def test_network_1cd_normalises_each_convolution_and_drops_hidden_units():
    names = list(dict(network_1cd(1, 10, 28, batch_norm=True, dropout=0.3).named_children()))
    assert names[:4] == ["conv1", "bn1", "relu1", "pool1"]
    assert names[-4:] == ["fc4", "relu4", "dropout4", "fc5"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"image_size": 7}, r"image_size must be at least 8 .* not 7\."),
        ({"dropout": 1.0}, r"dropout must be .* not 1\.0\."),
        ({"dropout": -0.1}, r"dropout must be .* not -0\.1\."),
    ],
)
def test_network_1cd_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        network_1cd(**options)


@pytest.mark.parametrize("filters", [32, 64])
@pytest.mark.parametrize("layers", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("context", "sizes"),
    [("max", (15, 8, 5, 3)), ("average", (15, 8, 5, 3)), ("dilated", (26, 22, 16, 8))],
)
def test_lenet_variants(context, sizes, layers, filters):
    model = on_meta(lenet_variant, context, layers, filters)
    convolutions = layers * (2 if context == "dilated" else 1)
    assert count(model, nn.Conv2d) == convolutions
    first, later = 9 * filters + filters, 9 * filters**2 + filters
    dense = 4 * filters * 47 + 47
    assert count_parameters(model) == first + (convolutions - 1) * later + dense
    rows = {row["name"]: row["output_shape"] for row in layer_table(model, (1, 28, 28))}
    last = f"{'dilated' if context == 'dilated' else 'pool'}{layers}"
    assert rows[last] == (filters, sizes[layers - 1], sizes[layers - 1])
    assert rows["average"] == (filters, 2, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mean", 1), r'context must be "max", "average" or "dilated", not \'mean\'\.'),
        (("max", 0), r"layers must be from 1 to 4, not 0\."),
        (("max", 5), r"layers must be from 1 to 4, not 5\."),
    ],
)
def test_lenet_variants_refuse(arguments, message):
    with pytest.raises(ValueError, match=message):
        lenet_variant(*arguments)


# Simonyan & Zisserman (2015), table 1 (D): output channels of the convolutions and dense layers.
VGG16 = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512, 4096, 4096, 1000]


def test_vgg16_is_every_row_of_its_table():
    rows = [r for r in layer_table(on_meta(vgg16), (3, 224, 224)) if r["parameters"]]
    assert [row["output_shape"][0] for row in rows] == VGG16
    inputs = [3, *VGG16[:12], 512 * 7 * 7, 4096, 4096]
    taps = [9] * 13 + [1] * 3
    for row, into, out, k in zip(rows, inputs, VGG16, taps, strict=True):
        assert row["parameters"] == k * into * out + out, row["name"]
        assert row["multiply_adds"] == k * into * out * math.prod(row["output_shape"][1:])
    sizes = [row["output_shape"][1] for row in rows[:13]]
    assert sizes == [224, 224, 112, 112, 56, 56, 56, 28, 28, 28, 14, 14, 14]


def test_vgg16_has_138_357_544_parameters():
    model = on_meta(vgg16)
    assert (count(model, nn.Conv2d), count(model, nn.Linear)) == (13, 3)
    assert count_parameters(model) == 138_357_544
    rows = {row["name"]: row for row in layer_table(model, (3, 224, 224))}
    assert rows["pool5"]["output_shape"] == (512, 7, 7)
    assert rows["fc6"]["parameters"] == 102_764_544
    assert count_multiply_adds(model, (3, 224, 224)) == 15_470_264_320


@on_every_device
@pytest.mark.parametrize(
    ("build", "shape", "classes"),
    [
        (lambda: vgg_08(1, 7, 4), (1, 9, 11), 7),
        (lambda: vgg_38(2, 7, 4, batch_norm=True, residual=True), (2, 8, 10), 7),
        (lambda: network_1cd(1, 7, 9, dropout=0.5), (1, 9, 9), 7),
        (lambda: lenet_variant("dilated", 4, 4), (1, 28, 28), 47),
        (lambda: squeezenet(1, 7), (1, 40, 47), 7),
        (lambda: mobilenet(1, 7), (1, 32, 40), 7),
    ],
)
def test_every_network_learns_from_a_batch_of_another_shape(device, build, shape, classes):
    torch.manual_seed(4)
    model = build().to(device)
    logits = model(torch.rand(3, *shape, device=device))
    assert logits.shape == (3, classes)
    F.cross_entropy(logits, torch.tensor([0, 3, 6], device=device)).backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


@on_every_device
def test_an_untrained_network_knows_nothing(device):
    torch.manual_seed(5)
    model = network_1cd().to(device)
    x = torch.randn(50, 3, 32, 32, device=device)
    loss = F.cross_entropy(model(x), torch.arange(50, device=device) % 10)
    assert abs(loss.item() - math.log(10)) < 0.02
    assert round(math.log(10), 4) == 2.3026
