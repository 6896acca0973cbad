"""Wrong solutions of chapter 8, in torch."""

# ruff: noqa: ARG001 - written as students write

import torch
from torch.nn import functional as F  # noqa: N812

from cnnlib.training.evaluation_mode import evaluation_mode
from tests.autograder.realistic.marking import wrong

SALIENCY, CAM, CLIMB, FGSM = (
    f"08-visualisation.{name}" for name in ("saliency", "grad_cam", "maximise_activation", "fgsm")
)


@wrong(SALIENCY, "leaves_gradients", "leaves_it_evaluating")
def gradients_left_behind(model, x, labels):
    x = x.clone().requires_grad_(True)
    model.eval()
    scores = model(x)
    scores[torch.arange(len(x)), labels].sum().backward()
    return x.grad.abs().max(dim=1).values


@wrong(SALIENCY, "differentiates_the_probability", "takes_the_absolute_value_last")
def of_the_probability(model, x, labels):
    x = x.detach().clone().requires_grad_(True)
    with evaluation_mode(model):
        p = F.softmax(model(x), dim=1)
    chosen = p.gather(1, labels[:, None]).sum()
    (grad,) = torch.autograd.grad(chosen, x)
    return grad.max(dim=1).values.abs()


@wrong(SALIENCY, "follows_the_prediction", "averages_the_channels", "trains_meanwhile")
def mean_of_channels(model, x, labels):
    x = x.detach().clone().requires_grad_(True)
    scores = model(x)
    (grad,) = torch.autograd.grad(scores.max(dim=1).values.sum(), x)
    return grad.abs().mean(dim=1)


@wrong(SALIENCY, "adds_the_channels")
def x_is_changed(model, x, labels):
    x.requires_grad_(True)
    with evaluation_mode(model):
        scores = model(x)
    grad = torch.autograd.grad(scores[range(len(x)), labels].sum(), x)[0]
    return grad.abs().sum(dim=1)


@wrong(CAM, "adds_the_gradients", "rectifies_each_map")
def relu_before_the_sum(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_(True)
        scores = classifier(maps)
    grad = torch.autograd.grad(scores[torch.arange(len(x)), labels].sum(), maps)[0]
    alpha = grad.sum(dim=(2, 3), keepdim=True)
    return torch.relu(alpha * maps.detach()).sum(dim=1)


@wrong(CAM, "does_not_rectify", "enlarges_the_map")
def upsampled(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_(True)
        scores = classifier(maps)
    grad = torch.autograd.grad(scores.gather(1, labels[:, None]).sum(), maps)[0]
    alpha = grad.mean(dim=(2, 3), keepdim=True)
    cam = (alpha * maps.detach()).sum(1, keepdim=True)
    return F.interpolate(cam, x.shape[2:], mode="bilinear")[:, 0]


@wrong(CAM, "averages_the_weights", "differentiates_the_loss")
def weights_of_the_batch(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_(True)
        loss = F.cross_entropy(classifier(maps), labels)
    grad = torch.autograd.grad(loss, maps)[0]
    alpha = grad.mean(dim=(0, 2, 3))
    return torch.relu(torch.einsum("k,nkhw->nhw", alpha, maps.detach()))


@wrong(CAM, "weighs_each_place", "trains_meanwhile", "leaves_gradients", "leaves_them_evaluating")
def gradient_times_activation(features, classifier, x, labels):
    maps = features(x)
    maps.retain_grad()
    scores = classifier(maps)
    scores[torch.arange(len(x)), labels].sum().backward()
    return torch.relu((maps.grad * maps).sum(1)).detach()


@wrong(CLIMB, "clips_at_the_end")
def clamps_at_the_end(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start[None].clone().requires_grad_(True)
    with evaluation_mode(model):
        for _ in range(steps):
            out = model(x)
            score = out[0, channel].mean() - penalty * (x**2).sum()
            (grad,) = torch.autograd.grad(score, x)
            x = (x + learning_rate * grad).detach().requires_grad_(True)
    return x[0].detach().clamp(0, 1)


@wrong(CLIMB, "normalises_the_gradient", "averages_the_penalty")
def normalised_gradient(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start[None].clone().requires_grad_(True)
    with evaluation_mode(model):
        for _ in range(steps):
            score = model(x)[0, channel].mean() - penalty * x.pow(2).mean()
            (grad,) = torch.autograd.grad(score, x)
            with torch.no_grad():
                x += learning_rate * grad / (grad.norm() + 1e-8)
                x.clamp_(0, 1)
    return x[0].detach()


@wrong(CLIMB, "descends", "adds_the_penalty")
def descends(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.clone()[None].requires_grad_(True)
    optimizer = torch.optim.SGD([x], lr=learning_rate)
    model.eval()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = model(x)[0, channel].mean() + penalty * (x**2).sum()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            x.clamp_(0, 1)
    return x[0].detach()


@wrong(CLIMB, "adds_the_map", "takes_one_step_less")
def sum_over_the_map(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.clone()
    with evaluation_mode(model):
        for _ in range(steps - 1):
            x.requires_grad_(True)
            score = model(x[None])[0, channel].sum() - penalty * x.norm()
            (grad,) = torch.autograd.grad(score, x)
            x = (x.detach() + learning_rate * grad).clamp(0, 1)
    return x.detach()


@wrong(FGSM, "forgets_the_sign", "does_not_clip")
def gradient_itself(model, x, labels, epsilon):
    x = x.detach().clone().requires_grad_(True)
    with evaluation_mode(model):
        loss = F.cross_entropy(model(x), labels)
    (grad,) = torch.autograd.grad(loss, x)
    return (x + epsilon * grad).detach()


@wrong(FGSM, "descends", "trains_meanwhile")
def towards_the_label(model, x, labels, epsilon):
    x = x.detach().clone().requires_grad_(True)
    loss = F.cross_entropy(model(x), labels)
    (grad,) = torch.autograd.grad(loss, x)
    return (x - epsilon * grad.sign()).clamp(0, 1).detach()


@wrong(FGSM, "leaves_gradients", "lowers_the_score", "descends")
def raises_the_logit(model, x, labels, epsilon):
    x = x.detach().clone().requires_grad_(True)
    model.eval()
    scores = model(x)
    scores[torch.arange(len(x)), labels].sum().backward()
    return torch.clamp(x + epsilon * x.grad.sign(), 0, 1).detach()


@wrong(FGSM, "does_not_clip", "leaves_gradients")
def without_clamping(model, x, labels, epsilon):
    image = x.clone()
    image.requires_grad = True
    model.eval()
    loss = F.nll_loss(F.softmax(model(image), dim=1), labels)
    model.zero_grad()
    loss.backward()
    return image + epsilon * torch.sign(image.grad)
