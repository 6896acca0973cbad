"""The networks against the tables of their papers, counted on the device "meta"."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.counting import count_multiply_adds, count_parameters, layer_table
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.fire import Fire
from cnnlib.mobilenet import mobilenet
from cnnlib.models.lenet_variants import lenet_variant
from cnnlib.models.network_1cd import network_1cd
from cnnlib.models.squeezenet import squeezenet
from cnnlib.models.vgg16 import vgg16
from cnnlib.residual import ResidualBlock
from cnnlib.vgg import vgg_08, vgg_38
from tests.helpers.devices import on_every_device


def on_meta(build, *arguments, **options) -> nn.Module:
    with torch.device("meta"):
        return build(*arguments, **options)


def count(model: nn.Module, kind: type[nn.Module]) -> int:
    return sum(isinstance(module, kind) for module in model.modules())


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
