"""Described networks: sizes and counts against those of the network that PyTorch runs."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnnlib.architecture.build import arrays_of, build, load_arrays
from cnnlib.architecture.description import ArchitectureError, read_layers
from cnnlib.architecture.sizes import summarise
from cnnlib.counting import count_multiply_adds, count_parameters

IMAGE = (3, 9, 12)
CONV = {"in_channels": 3, "out_channels": 4, "kernel_size": 3, "padding": 1}


def conv(taken, given, size=3, **options):
    if isinstance(size, int):
        options = {"padding": size // 2, **options}
    options["kernel_size"] = size
    return ("Conv2d", {"in_channels": taken, "out_channels": given, **options})


def norm(channels):
    return ("BatchNorm2d", {"num_features": channels})


SMALL = [
    conv(3, 4, bias=False, stride=(2, 1)),
    norm(4),
    ("LeakyReLU", {"negative_slope": 0.1}),
    ("Residual", {"body": [conv(4, 6, groups=2), ("ReLU", {})], "shortcut": [conv(4, 6, 1)]}),
    ("Residual", {"body": [conv(6, 6), norm(6)]}),
    ("Concat", {"branches": [[conv(6, 2, 1)], [conv(6, 5, 5)], []]}),
    ("MaxPool2d", {"kernel_size": 2}),
    ("AvgPool2d", {"kernel_size": (1, 2), "stride": 1, "padding": (0, 1)}),
    ("Dropout", {"p": 0.2}),
    ("AdaptiveAvgPool2d", {"output_size": 1}),
    ("Flatten", {}),
    ("Linear", {"in_features": 13, "out_features": 7}),
]


@st.composite
def networks(draw):
    """Layers that fit each other on images of shape IMAGE, as a student might line them up."""
    layers, channels = [], IMAGE[0]
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["conv", "depthwise", "norm", "pool", "residual", "concat"]))
        given = draw(st.integers(1, 5))
        pair = st.tuples(st.integers(1, 3), st.integers(1, 3))
        if kind == "conv":
            options = {"stride": draw(pair), "padding": draw(pair), "dilation": draw(pair)}
            layers.append(conv(channels, given, draw(pair), **options))
            channels = given
        elif kind == "depthwise":
            layers.append(conv(channels, 2 * channels, groups=channels, bias=False))
            channels *= 2
        elif kind == "norm":
            layers.append(norm(channels))
        elif kind == "pool":
            layers.append(("MaxPool2d", {"kernel_size": (2, 3), "stride": draw(pair)}))
        elif kind == "residual":
            layers.append(("Residual", {"body": [conv(channels, channels), ("Tanh", {})]}))
        else:
            branches = [[conv(channels, given, 1)], [conv(channels, 3)]]
            layers.append(("Concat", {"branches": branches}))
            channels = given + 3
        if channels > 64:
            break
    return layers


@settings(max_examples=60, deadline=None)
@given(networks())
def test_sizes_and_counts_are_those_of_the_network_that_runs(layers):
    try:
        summary = summarise(read_layers(layers), IMAGE)
    except ArchitectureError:
        # What is refused cannot run: a window that does not fit.
        with pytest.raises(RuntimeError):
            build(layers).eval()(torch.zeros(1, *IMAGE))
        return
    network = build(layers).eval()
    assert summary.output_shape == tuple(network(torch.zeros(1, *IMAGE)).shape[1:])
    assert summary.parameters == count_parameters(network)
    assert summary.multiply_adds == count_multiply_adds(network, IMAGE)


def test_a_network_of_every_layer_type():
    summary = summarise(read_layers(SMALL), IMAGE)
    network = build(SMALL).eval()
    assert summary.output_shape == tuple(network(torch.zeros(2, *IMAGE)).shape[1:]) == (7,)
    assert summary.parameters == count_parameters(network)
    assert summary.multiply_adds == count_multiply_adds(network, IMAGE)
    assert summary.types["Conv2d"] == 6
    assert summary.largest_map == 13 * 5 * 12  # what the branches give together
    assert network[3].shortcut[0].kernel_size == (1, 1)
    assert network[2].negative_slope == 0.1


def test_what_other_layers_take():
    layers = [("MaxPool2d", {"kernel_size": (2, 3), "stride": 1}), ("ReLU", {}), ("Flatten", {})]
    pooled = 3 * 8 * 10
    summary = summarise(read_layers(layers), IMAGE)
    assert summary.other_operations == 2 * 3 * pooled + 3 * pooled
    assert summary.multiply_adds == summary.parameters == 0


def test_blocks_add_and_join():
    network = build(SMALL[3:6]).double().eval()
    x = torch.randn(2, 4, 5, 7, dtype=torch.float64)
    first = network[0]
    y = torch.relu(first.body[0](x)) + first.shortcut[0](x)
    torch.testing.assert_close(first(x), y)
    y = network[1].body(y) + y
    want = torch.cat([network[2].branches[0](y), network[2].branches[1](y), y], dim=1)
    torch.testing.assert_close(network(x), want)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_parameters_go_out_and_in(dtype):
    one, other = build(SMALL), build(SMALL)
    one(torch.randn(4, *IMAGE))  # moves the running statistics
    arrays = {name: array.astype(dtype) for name, array in arrays_of(one).items()}
    assert "1.running_var" in arrays
    assert not any("num_batches" in name for name in arrays)
    load_arrays(other, arrays | {"1.num_batches_tracked": 3})
    x = torch.randn(2, *IMAGE)
    torch.testing.assert_close(other.eval()(x), one.eval()(x))
    arrays["0.weight"][:] = 0
    assert one[0].weight.abs().sum() > 0


def test_names_are_those_of_pytorch():
    names = {"3.body.0.weight", "3.shortcut.0.bias", "5.branches.1.0.weight", "11.bias"}
    assert names <= arrays_of(build(SMALL)).keys()


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ({}, "expected a list of layers, not a dict of 0."),
        (["ReLU"], 'layer 0: expected the name of a layer and its options, as ("ReLU", {}), not'),
        ([("ReLU", {}), ("Conv3d", {})], "layer 1: 'Conv3d' is none of the layers that can be"),
        ([("ReLU", {"inplace": True})], "layer 0 (ReLU): it has no option 'inplace', none at all."),
        ([("Linear", {"out_features": 3})], "layer 0 (Linear): the option in_features is missing."),
        (
            [("Conv2d", {**CONV, "kernel_size": (3, 0)})],
            "kernel_size must be a whole number from 1 to 64, or two of them, not a tuple of 2.",
        ),
        (
            [("Conv2d", {**CONV, "out_channels": True})],
            "out_channels must be a whole number from 1 to 4096, not True.",
        ),
        ([("Conv2d", {**CONV, "bias": 0})], "bias must be True or False, not 0."),
        ([("Dropout", {"p": 1})], "p must be a number from 0 to less than 1, not 1."),
        ([("Residual", {})], "layer 0 (Residual): the option body is missing."),
        ([("Residual", {"body": 3})], "layer 0.body: expected a list of layers, not 3."),
        ([("Concat", {"branches": []})], "branches must be a list of 1 to 16 lists of layers."),
        ([("ReLU", {})] * 501, "there are more than 500 layers."),
        ([conv(2, 4)], "layer 0 (Conv2d): in_channels is 2, but its input has 3 channels."),
        (
            [conv(3, 4, groups=3)],
            "groups is 3, which must divide in_channels 3 and out_channels 4.",
        ),
        ([conv(3, 4, (9, 13))], "its window covers 13 pixels, but its input, padded, has"),
        ([norm(4)], "layer 0 (BatchNorm2d): num_features is 4, but its input has 3 channels."),
        ([("Linear", {"in_features": 3, "out_features": 3})], "put a Flatten before it."),
        (
            [("Flatten", {}), norm(3)],
            "it takes images (C, H, W), but its input has the shape (324,)",
        ),
        (
            [("MaxPool2d", {"kernel_size": 2, "padding": 2})],
            "layer 0 (MaxPool2d): padding must be at most half of kernel_size.",
        ),
        (
            [("Residual", {"body": [("ReLU", {}), conv(3, 4)]})],
            "layer 0 (Residual): its body gives the shape (4, 9, 12) and its shortcut (3, 9, 12)",
        ),
        (
            [("Concat", {"branches": [[], [conv(3, 4, stride=2)]]})],
            "its branches give the shapes (3, 9, 12), (4, 5, 6): only channels may differ.",
        ),
        ([("AdaptiveAvgPool2d", {"output_size": 64}), conv(3, 300)], "1048576 at most can be."),
    ],
)
def test_each_fault_is_one_clear_sentence(layers, sentence):
    with pytest.raises(ArchitectureError) as raised:
        summarise(read_layers(layers), IMAGE)
    assert sentence in str(raised.value)
    assert str(raised.value).count("\n") == 0


def test_blocks_are_not_nested_without_end():
    layers = []
    for _ in range(6):
        layers = [("Residual", {"body": layers})]
    with pytest.raises(ArchitectureError, match="blocks are nested more than 4 deep"):
        read_layers(layers)


def test_only_the_layers_that_are_allowed():
    assert read_layers([("ReLU", {})], ("ReLU",))[0].type == "ReLU"
    with pytest.raises(ArchitectureError, match="'Residual' is none of the layers"):
        read_layers([("Residual", {"body": []})], ("ReLU",))


def test_parameters_that_do_not_fit_leave_the_network_usable():
    network = nn.Sequential(nn.Linear(2, 1))
    for arrays in (None, {}, {"0.weight": np.ones((1, 2))}):
        with pytest.raises(ArchitectureError):
            load_arrays(network, arrays)
