"""Networks of NumPy layers against the same networks in PyTorch, weights included."""

import numpy as np
import pytest
import torch

from cnnlib.gradient_check import check_gradients
from cnnlib.layers import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Layer,
    LeakyReLU,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Sigmoid,
    kaiming_uniform,
)
from cnnlib.layers.regularisation import BatchNorm2d, Dropout


def twins() -> tuple[Sequential, torch.nn.Sequential]:
    """Return a network with one layer of each kind that is not random, and PyTorch's copy of it."""
    rng = np.random.default_rng(0)
    mine = Sequential(
        Conv2d(2, 6, (3, 2), stride=(2, 1), padding=(1, 2), rng=rng),
        BatchNorm2d(6, momentum=0.3),
        ReLU(),
        MaxPool2d(3, stride=(1, 2), padding=1),
        Conv2d(6, 4, 3, padding=2, dilation=2, groups=2, rng=rng),
        LeakyReLU(0.2),
        AvgPool2d((1, 2), ceil_mode=True),
        Flatten(),
        Linear(4 * 4 * 3, 5, rng=rng),
        Sigmoid(),
    )
    nn = torch.nn
    theirs = nn.Sequential(
        nn.Conv2d(2, 6, (3, 2), (2, 1), (1, 2)),
        nn.BatchNorm2d(6, momentum=0.3),
        nn.ReLU(),
        nn.MaxPool2d(3, (1, 2), 1),
        nn.Conv2d(6, 4, 3, padding=2, dilation=2, groups=2),
        nn.LeakyReLU(0.2),
        nn.AvgPool2d((1, 2), ceil_mode=True),
        nn.Flatten(),
        nn.Linear(4 * 4 * 3, 5),
        nn.Sigmoid(),
    )
    named = dict(theirs.named_parameters())
    assert named.keys() == mine.parameters().keys()
    with torch.no_grad():
        for name, parameter in mine.parameters().items():
            assert parameter.shape == tuple(named[name].shape)
            named[name].copy_(torch.tensor(parameter))
    return mine, theirs


def test_a_network_computes_what_torchs_computes_in_both_modes():
    mine, theirs = twins()
    rng = np.random.default_rng(1)
    for mode in (True, True, False):
        x = rng.normal(size=(3, 2, 7, 6)).astype("float32")
        grad_out = rng.normal(size=(3, 5)).astype("float32")
        leaf = torch.tensor(x, requires_grad=True)
        theirs.train(mode).zero_grad()
        want = theirs(leaf)
        want.backward(torch.tensor(grad_out))

        got = mine.train(mode).forward(x)
        grad_x = mine.backward(grad_out)
        assert got.dtype == grad_x.dtype == np.float32
        np.testing.assert_allclose(got, want.detach().numpy(), rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(grad_x, leaf.grad.numpy(), rtol=1e-3, atol=1e-5)
        assert mine.gradients.keys() == mine.parameters().keys()
        for name, parameter in theirs.named_parameters():
            gradient = mine.gradients[name]
            assert gradient.dtype == np.float32
            np.testing.assert_allclose(gradient, parameter.grad.numpy(), rtol=1e-3, atol=1e-5)


def test_the_gradient_with_respect_to_the_input_by_central_differences():
    rng = np.random.default_rng(2)
    network = Sequential(
        Conv2d(1, 3, 3, rng=rng), Sigmoid(), AvgPool2d(2), Flatten(), Linear(12, 2, rng=rng)
    )

    def backward(grad_out, x):
        network.forward(x)
        return network.backward(grad_out)

    check_gradients(network.forward, backward, {"x": rng.normal(size=(2, 1, 6, 7))})


def test_modes_reach_every_layer_however_deep():
    inner, outer = Dropout(rng=np.random.default_rng(0)), BatchNorm2d(2)
    network = Sequential(Sequential(inner), outer)
    assert network.eval() is network
    assert [inner.training, outer.training, network.training] == [False] * 3
    network.train()
    assert [inner.training, outer.training, network.training] == [True] * 3


def test_parameters_are_the_arrays_themselves():
    network = Sequential(Flatten(), Sequential(Linear(4, 3, rng=np.random.default_rng(0))))
    assert list(network.parameters()) == ["1.0.weight", "1.0.bias"]
    network.parameters()["1.0.weight"][...] = 0
    network.parameters()["1.0.bias"][...] = 7
    np.testing.assert_array_equal(network.forward(np.ones((2, 4), "float32")), np.full((2, 3), 7))


def test_first_weights_are_drawn_as_torch_draws_them():
    rng = np.random.default_rng(3)
    layer, module = (
        Conv2d(8, 64, (3, 5), groups=2, rng=rng),
        torch.nn.Conv2d(8, 64, (3, 5), groups=2),
    )
    for name, theirs in module.named_parameters():
        mine = layer.parameters()[name]
        assert mine.dtype == np.float32
        assert mine.shape == tuple(theirs.shape)
        bound = (4 * 3 * 5) ** -0.5
        assert 0.9 * bound < np.abs(mine).max() <= bound
        assert np.abs(mine).max() == pytest.approx(theirs.detach().abs().max().item(), rel=0.1)
        assert mine.std() == pytest.approx(bound / 3**0.5, rel=0.15)


def test_the_same_seed_gives_the_same_network():
    first, second = (Linear(4, 3, rng=np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first.weight, second.weight)
    np.testing.assert_array_equal(first.bias, second.bias)


def test_backward_before_forward():
    for layer in (ReLU(), Flatten(), MaxPool2d(2), BatchNorm2d(1)):
        with pytest.raises(ValueError, match=f"{type(layer).__name__}: call forward before"):
            layer.backward(np.ones((1, 1, 2, 2)))


def test_a_layer_must_define_its_passes():
    with pytest.raises(NotImplementedError, match="Layer does not define forward"):
        Layer().forward(np.ones(1))
    with pytest.raises(NotImplementedError, match="Layer does not define backward"):
        Layer().backward(np.ones(1))


def test_bad_input():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="groups=2 must divide in_channels=3 and out_channels=4"):
        Conv2d(3, 4, 3, groups=2, rng=rng)
    with pytest.raises(ValueError, match="kernel_size must be"):
        Conv2d(3, 4, 0, rng=rng)
    with pytest.raises(ValueError, match=r"fan_in must be at least 1, not 0, .*\(3, 0\)"):
        Linear(0, 3, rng=rng)
    with pytest.raises(ValueError, match="fan_in"):
        kaiming_uniform((2,), 0, rng)
    with pytest.raises(ValueError, match=r"\(1, 2, 4, 4\) .* \(3, 1, 2, 2\)"):
        Conv2d(1, 3, 2, rng=rng).forward(np.ones((1, 2, 4, 4)))
