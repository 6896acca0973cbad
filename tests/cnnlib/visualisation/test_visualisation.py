"""Saliency, activation maximisation and activation maps, where the answer is known."""

import pytest
import torch
from torch import nn

from cnnlib.models.network_1cd import network_1cd
from cnnlib.training.evaluation_mode import evaluation_mode
from cnnlib.visualisation.activation_maps import activation_maps
from cnnlib.visualisation.activation_maximisation import maximise_activation
from cnnlib.visualisation.saliency import saliency
from tests.helpers.devices import on_every_device


def linear_model(device) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Dropout(0.9), nn.Flatten(), nn.Linear(3 * 4 * 5, 6)).to(device)


@on_every_device
def test_the_saliency_of_a_linear_model_is_its_weights(device):
    model = linear_model(device)
    labels = torch.tensor([4, 0, 4], device=device)
    got = saliency(model, torch.randn(3, 3, 4, 5, device=device), labels)
    want = model[2].weight[labels].reshape(3, 3, 4, 5).abs().amax(1)
    assert got.shape == (3, 4, 5)
    assert torch.equal(got, want)
    assert model.training
    assert model[2].weight.grad is None


@on_every_device
def test_saliency_is_the_finite_difference_of_a_logit(device):
    torch.manual_seed(1)
    model = network_1cd(2, 4, 9, batch_norm=True).to(device, torch.float64).eval()
    x = torch.rand(2, 2, 9, 9, device=device, dtype=torch.float64)
    labels = torch.tensor([3, 1], device=device)
    got = saliency(model, x, labels)
    h = 1e-6
    differences = torch.zeros(2, 2)
    for n in (0, 1):
        for c in (0, 1):
            nudge = torch.zeros_like(x)
            nudge[n, c, 6, 3] = h
            with torch.no_grad():
                up, down = model(x + nudge)[n, labels[n]], model(x - nudge)[n, labels[n]]
            differences[n, c] = (up - down).abs() / (2 * h)
    torch.testing.assert_close(
        got[:, 6, 3].cpu(), differences.amax(1).double(), rtol=1e-4, atol=1e-9
    )


@pytest.mark.parametrize(
    ("shape", "labels", "message"),
    [
        ((3, 4, 5), [0, 0, 0], r"x must have shape \(N, C, H, W\) .*\(3, 4, 5\) and \(3,\)\."),
        ((2, 3, 4, 5), [0], r"not \(2, 3, 4, 5\) and \(1,\)\."),
        ((2, 3, 4, 5), [0, 6], r"labels must be from 0 to 5, not \[0, 6\]\."),
        ((2, 3, 4, 5), [-1, 0], r"not \[-1, 0\]\."),
    ],
)
def test_saliency_refuses(shape, labels, message):
    model = linear_model("cpu")
    with pytest.raises(ValueError, match=message):
        saliency(model, torch.zeros(shape), torch.tensor(labels))
    assert model.training


@on_every_device
def test_the_best_image_of_a_linear_model_is_its_scaled_weights(device):
    model = linear_model(device)
    best = maximise_activation(model, 2, (3, 4, 5), steps=300, learning_rate=0.5, penalty=0.1)
    want = model[2].weight[2].reshape(3, 4, 5) / (2 * 0.1)
    torch.testing.assert_close(best, want)
    assert model.training
    assert model[2].weight.grad is None
    assert not best.requires_grad


@on_every_device
def test_the_image_drives_a_channel_up(device):
    torch.manual_seed(2)
    model = network_1cd(1, 10, 12)[:5].to(device)  # up to the second ReLU
    activations = []
    for steps in (1, 10, 100, 100):
        generator = torch.Generator(device).manual_seed(3)
        image = maximise_activation(model, 5, (1, 12, 13), steps, 5.0, generator=generator)
        activations.append(activation_maps(model, image[None], ["relu2"])["relu2"][:, 5].mean())
    assert activations[0] < activations[1] < activations[2]
    assert activations[2] > 2 * activations[0]
    torch.testing.assert_close(activations[2], activations[3])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"channel": 6}, r"channel 6 is not in an output of shape \(1, 6\)"),
        ({"channel": -1}, r"channel -1 is not in"),
        ({"steps": 0}, r"steps must be at least 1, not 0\."),
        ({"learning_rate": 0.0}, r"learning_rate must be above 0, .* not 0\.0 and 0\.01\."),
        ({"penalty": -1.0}, r"not 1\.0 and -1\.0\."),
        ({"learning_rate": 20.0, "penalty": 0.05}, r"product below 1, not 20\.0 and 0\.05\."),
    ],
)
def test_activation_maximisation_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        maximise_activation(
            linear_model("cpu"), **{"channel": 0, "image_shape": (3, 4, 5)} | options
        )


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
