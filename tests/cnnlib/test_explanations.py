"""Saliency, Grad-CAM, maximisation and FGSM in torch, where the answer is known."""

import pytest
import torch
from torch import nn

from cnnlib.activation_maximisation import maximise_activation
from cnnlib.adversarial import fgsm
from cnnlib.grad_cam import grad_cam
from cnnlib.models.network_1cd import network_1cd
from cnnlib.saliency import saliency
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
def test_grad_cam_of_a_linear_classifier_weighs_maps_by_its_mean_weights(device):
    torch.manual_seed(3)
    features = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.Dropout(0.9)).to(device)
    classifier = nn.Sequential(nn.Dropout(0.9), nn.Flatten(), nn.Linear(3 * 4 * 5, 6)).to(device)
    x, labels = torch.randn(4, 2, 6, 7, device=device), torch.tensor([4, 0, 4, 5], device=device)
    got = grad_cam(features, classifier, x, labels)
    maps = features.eval()(x)
    alpha = classifier[2].weight[labels].reshape(4, 3, 20).mean(2)
    want = sum(alpha[:, k, None, None] * maps[:, k] for k in range(3)).clamp(min=0)
    torch.testing.assert_close(got, want.detach())
    assert got.max() > 0
    assert not got.requires_grad
    assert classifier.training
    assert all(p.grad is None for p in [*features.parameters(), *classifier.parameters()])


@on_every_device
def test_the_best_image_of_a_linear_model_is_its_scaled_weights_in_range(device):
    model = linear_model(device)
    start = torch.rand(3, 4, 5, device=device)
    best = maximise_activation(model, start, 2, steps=300, learning_rate=0.5, penalty=0.1)
    want = (model[2].weight[2].reshape(3, 4, 5) / (2 * 0.1)).clamp(0, 1)
    torch.testing.assert_close(best, want.detach())
    assert model.training
    assert model[2].weight.grad is None
    assert not best.requires_grad


@on_every_device
def test_the_image_drives_a_channel_up_and_stays_in_range(device):
    torch.manual_seed(2)
    model = network_1cd(1, 10, 12)[:5].to(device)  # up to the second ReLU
    start = torch.full((1, 12, 13), 0.5, device=device)
    # A channel that a grey image leaves at zero has no gradient to follow.
    channel = int(model(start[None]).mean(dim=(0, 2, 3)).argmax())
    activations = []
    for steps in (1, 10, 100):
        image = maximise_activation(model, start, channel, steps, 5.0)
        assert 0 <= image.min() <= image.max() <= 1
        activations.append(model(image[None])[:, channel].mean().item())
    assert activations[0] < activations[1] <= activations[2]
    assert activations[2] > 1.5 * activations[0]


@on_every_device
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_fgsm_is_the_corner_of_the_box_in_which_a_linear_loss_is_highest(device, dtype):
    torch.manual_seed(4)
    model = nn.Sequential(nn.Flatten(), nn.Linear(6, 2)).to(device, dtype)
    x = torch.tensor([[[[0.5, 0.5, 0.5], [0.05, 0.98, 0.5]]]], device=device, dtype=dtype)
    labels = torch.tensor([1], device=device)
    got = fgsm(model, x, labels, 0.1)
    weight = (model[1].weight[0] - model[1].weight[1]).detach()
    want = (x + 0.1 * weight.sign().reshape(1, 1, 2, 3)).clamp(0, 1)
    torch.testing.assert_close(got, want)
    loss = nn.functional.cross_entropy
    best = loss(model(got), labels)
    for _ in range(50):
        other = (x + 0.2 * (torch.rand_like(x) - 0.5)).clamp(0, 1)
        assert loss(model(other), labels) <= best
    assert not x.requires_grad
    assert model[1].weight.grad is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"channel": 6}, r"channel 6 is not in an output of shape \(1, 6\)"),
        ({"channel": -1}, r"channel -1 is not in"),
        ({"steps": 0}, r"steps must be at least 1, .* not 0, 1\.0 and 0\.0\."),
        ({"learning_rate": 0.0}, r"learning_rate above 0 .* not 100, 0\.0 and 0\.0\."),
        ({"penalty": -1.0}, r"not 100, 1\.0 and -1\.0\."),
    ],
)
def test_activation_maximisation_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        maximise_activation(
            linear_model("cpu"), **{"channel": 0, "start": torch.zeros(3, 4, 5)} | options
        )
