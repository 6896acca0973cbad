"""Forward with switches, the deconvolution network and the gradient of a score, by autograd."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.deconvnet import deconvnet
from cnnlib.layer_list import run_layer
from cnnlib.logit_gradient import logit_gradient
from cnnlib.switches import forward_with_switches
from tests.helpers.torch_layers import RectifiedBackwards, forward, to_dtype

SIZES = [(12, 17), (11, 16), (15, 15)]
with_sizes = pytest.mark.parametrize("size", SIZES)
with_dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])


def layers(rng):
    def conv(filters, channels, *kernel, **options):
        weight = rng.normal(size=(filters, channels, *kernel))
        return "conv2d", {"weight": weight, "bias": rng.normal(size=filters), **options}

    return [
        conv(4, 3, 3, 2, stride=(1, 2), padding=(1, 2), dilation=(2, 1)),
        ("relu", {}),
        ("max_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1}),
        conv(6, 2, 3, 3, stride=2, padding=1, groups=2),
        ("relu", {}),
        ("max_pool2d", {"kernel_size": (1, 2), "ceil_mode": True}),
    ]


def whole(rng, size):
    body = layers(rng)
    numbers = forward(torch.zeros(1, 3, *size, dtype=torch.float64), body).numel()
    dense = {"weight": rng.normal(size=(5, numbers)), "bias": rng.normal(size=5)}
    return [*body, ("flatten", {}), ("linear", dense)]


def tolerance(dtype):
    return {"rtol": 1e-4, "atol": 1e-3} if dtype == "float32" else {"rtol": 1e-9, "atol": 1e-9}


@with_dtypes
@with_sizes
def test_forward_is_torchs_and_so_are_the_switches(dtype, size):
    rng = np.random.default_rng(0)
    network = to_dtype(layers(rng), dtype)
    x = rng.normal(size=(2, 3, *size)).astype(dtype)
    out, records = forward_with_switches(x, network)
    want = torch.tensor(x)
    for layer, record in zip(network, records, strict=True):
        assert tuple(record["size"]) == tuple(want.shape[2:])
        if layer[0] == "max_pool2d":
            _, indices = F.max_pool2d(want, **layer[1], return_indices=True)
            np.testing.assert_array_equal(record["switches"], indices)
        else:
            assert record["switches"] is None
        want = forward(want, [layer])
    assert out.dtype == dtype
    np.testing.assert_allclose(out, want, **tolerance(dtype))


@with_dtypes
@with_sizes
def test_deconvnet_is_the_gradient_with_the_rectifier_turned_round(dtype, size):
    rng = np.random.default_rng(1)
    network = to_dtype(layers(rng), dtype)
    x = rng.normal(size=(2, 3, *size)).astype(dtype)
    image = torch.tensor(x, requires_grad=True)
    out = forward(image, network, RectifiedBackwards.apply)
    before = x.copy()
    for unit in np.ndindex(6, *out.shape[2:]):
        place = (slice(None), *unit)
        upstream = torch.zeros_like(out)
        upstream[place] = out[place].detach()
        (want,) = torch.autograd.grad(out, image, upstream, retain_graph=True)
        got = deconvnet(x, network, unit)
        assert got.dtype == dtype
        np.testing.assert_allclose(got, want, **tolerance(dtype))
    np.testing.assert_array_equal(x, before)


def test_deconvnet_is_not_the_gradient_where_there_are_rectifiers():
    rng = np.random.default_rng(2)
    network, x = layers(rng), rng.normal(size=(2, 3, 12, 17))
    image = torch.tensor(x, requires_grad=True)
    out = forward(image, network)
    unit = tuple(np.argwhere(out[0].detach().numpy() > 1)[0])
    (grad,) = torch.autograd.grad(out[0][unit], image)
    assert not np.allclose(deconvnet(x, network, unit)[0], out[0][unit].item() * grad[0].numpy())


@with_dtypes
@with_sizes
def test_the_gradient_of_a_score_is_that_of_autograd(dtype, size):
    rng = np.random.default_rng(3)
    network = to_dtype(whole(rng, size), dtype)
    x = rng.normal(size=(3, 3, *size)).astype(dtype)
    labels = np.array([4, 0, 4])
    image = torch.tensor(x, requires_grad=True)
    scores = forward(image, network)[torch.arange(3), torch.tensor(labels)]
    (want,) = torch.autograd.grad(scores.sum(), image)
    got = logit_gradient(x, network, labels)
    assert got.dtype == dtype
    np.testing.assert_allclose(got, want, **tolerance(dtype))


def test_they_refuse():
    rng = np.random.default_rng(4)
    network, x = layers(rng), np.zeros((1, 3, 12, 17))
    with pytest.raises(ValueError, match=r"x must have 4 axes .*\(3, 12, 17\)"):
        forward_with_switches(x[0], network)
    with pytest.raises(ValueError, match="reverses conv2d, relu and max_pool2d, not 'flatten'"):
        deconvnet(x, [*network, ("flatten", {})], (0, 0, 0))
    with pytest.raises(ValueError, match=r"unit \(6, 0, 0\) is not in an output of 6 channels"):
        deconvnet(x, network, (6, 0, 0))
    with pytest.raises(ValueError, match=r"unit \(0, -1, 0\) is not in"):
        deconvnet(x, network, (0, -1, 0))
    for labels in ([0, 1], [5], [-1]):
        with pytest.raises(ValueError, match="labels must be 1 numbers from 0 to 4"):
            logit_gradient(x, whole(rng, (12, 17)), np.array(labels))
    with pytest.raises(ValueError, match="There is no layer 'conv3d'"):
        run_layer(x, "conv3d", {})
