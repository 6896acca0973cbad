"""Activation maps, guided back-propagation, SmoothGrad and lost weights: known answers."""

import pytest
import torch
from torch import nn

from cnnlib.training.evaluation_mode import evaluation_mode
from cnnlib.visualisation.activation_maps import activation_maps
from cnnlib.visualisation.fashion_network import fashion_network, layers_of
from cnnlib.visualisation.guided_backpropagation import guided_backpropagation
from cnnlib.visualisation.randomisation import cascading_randomisation, rank_correlation
from cnnlib.visualisation.smooth_gradient import smooth_gradient
from tests.helpers.devices import on_every_device
from tests.helpers.torch_layers import forward


@on_every_device
def test_activation_maps_are_what_the_layers_put_out(device):
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True), nn.Dropout(0.5)).to(device)
    x = torch.randn(2, 1, 5, 6, device=device)
    maps = activation_maps(model, x, ["1", "0", "2"])
    assert list(maps) == ["1", "0", "2"]
    with torch.no_grad():
        torch.testing.assert_close(maps["0"], model[0](x))
    assert maps["0"].min() < 0  # not overwritten by the ReLU in place
    assert torch.equal(maps["1"], maps["0"].clamp(min=0))
    assert torch.equal(maps["2"], maps["1"])
    assert model.training
    assert not any(module._forward_hooks for module in model.modules())


def test_activation_maps_refuse():
    model = nn.ModuleDict({"idle": nn.ReLU(), "used": nn.ReLU()})
    model.forward = model["used"].forward
    with pytest.raises(ValueError, match=r"There is no layer 'conv9'; the model has .*idle, used"):
        activation_maps(model, torch.zeros(1, 1, 2, 2), ["conv9"])
    with pytest.raises(ValueError, match=r"The model does not run its layer 'idle'\."):
        activation_maps(model, torch.zeros(1, 1, 2, 2), ["idle"])


def test_evaluation_mode_puts_every_module_back():
    model = nn.Sequential(nn.Dropout(), nn.BatchNorm2d(2))
    model[1].eval()

    def fail() -> None:
        with evaluation_mode(model):
            assert not model[0].training
            model(torch.zeros(3))

    with pytest.raises(ValueError, match="expected 4D input"):
        fail()
    assert [model.training, model[0].training, model[1].training] == [True, True, False]


class Guided(torch.autograd.Function):
    """A ReLU that passes back what is positive, where its input was."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad.clamp(min=0) * (x > 0)


def test_guided_backpropagation_rectifies_both_ways():
    torch.manual_seed(0)
    model = fashion_network().double().train()
    x = torch.randn(3, 1, 28, 28, dtype=torch.float64)
    labels = torch.tensor([4, 0, 9])
    leaf = x.clone().requires_grad_()
    want = forward(leaf, layers_of(model), Guided.apply).gather(1, labels[:, None])
    (want,) = torch.autograd.grad(want.sum(), leaf)
    torch.testing.assert_close(guided_backpropagation(model, x, labels), want)
    assert model.training
    assert all(parameter.grad is None for parameter in model.parameters())
    assert not any(module._backward_hooks for module in model.modules())


def test_a_network_as_data_is_the_network():
    torch.manual_seed(1)
    model = fashion_network()
    x = torch.rand(2, 1, 28, 28)
    torch.testing.assert_close(forward(x, layers_of(model)), model(x))
    assert sum(p.numel() for p in model.parameters()) == 11_274
    with pytest.raises(ValueError, match=r"Dropout.* has no counterpart"):
        layers_of(nn.Sequential(nn.Dropout()))


def test_the_mean_over_noise_is_close_to_what_calculus_says():
    generator = torch.Generator().manual_seed(0)
    x = torch.full((1, 1, 1, 2), 3.0)
    got = smooth_gradient(lambda images: images**2, x, 0.5, 4000, generator)
    torch.testing.assert_close(got, x**2 + 0.25, rtol=0.01, atol=0)  # E(x + n)² = x² + sigma²


def test_weights_are_lost_from_the_last_layer_on():
    torch.manual_seed(2)
    model = fashion_network()
    changed = []
    for name, other in cascading_randomisation(model, seed=3):
        pairs = zip(model.state_dict().items(), other.state_dict().values(), strict=True)
        changed.append({key.split(".")[0] for (key, a), b in pairs if not torch.equal(a, b)})
        assert name in changed[-1]
        assert not other.training
    assert changed == [{"7"}, {"7", "3"}, {"7", "3", "0"}]


def test_the_correlation_of_ranks():
    a = torch.tensor([[1.0, 5.0], [2.0, 9.0]])
    assert rank_correlation(a, a**3) == pytest.approx(1)
    assert rank_correlation(a, -a) == pytest.approx(-1)
    tied = torch.tensor([1.0, 2, 2, 3]), torch.tensor([1.0, 3, 2, 4])
    assert rank_correlation(*tied) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)
