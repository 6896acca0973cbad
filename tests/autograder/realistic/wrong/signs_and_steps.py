"""Wrong solutions of chapter 8 in torch: steps along a gradient, and maps made of gradients."""

# ruff: noqa: N806 - as students write

import torch
from torch.nn import functional as F  # noqa: N812

from cnnlib.training.evaluation_mode import evaluation_mode
from tests.autograder.realistic.marking import wrong


@wrong("08-visualisation.grad_cam", "rectifies_each_map")
def rectifies_the_weights_of_the_maps(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        A = features(x).detach().requires_grad_()
        (g,) = torch.autograd.grad(classifier(A)[range(len(x)), labels].sum(), A)
    return (torch.relu(g.mean((2, 3)))[:, :, None, None] * A).sum(1).detach()


@wrong("08-visualisation.maximise_activation", "divides_by_the_deviation", "adds_the_map")
def steps_as_in_deep_dream(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            x.requires_grad_(True)
            a = model(x[None])[:, channel].sum() - penalty * (x**2).sum()
            (g,) = torch.autograd.grad(a, x)
            g = g / (g.std() + 1e-08)
            x = (x.detach() + learning_rate * g).clamp(0, 1)
    return x


@wrong(
    "08-visualisation.maximise_activation",
    "steps_as_adam",
    "forgets_to_square_the_norm",
    "leaves_gradients",
    "leaves_it_evaluating",
    "modules left in another mode",
)
def ascends_with_adam(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone().requires_grad_()
    opt = torch.optim.Adam([x], lr=learning_rate)
    model.eval()
    for _ in range(steps):
        opt.zero_grad()
        out = model(x[None])
        a = out[0, channel].mean() if out.dim() == 4 else out[0, channel]
        loss = -(a - penalty * x.norm())
        loss.backward()
        opt.step()
        with torch.no_grad():
            x.clamp_(0, 1)
    return x.detach()


@wrong("08-visualisation.fgsm", "takes_softmax_twice", "counts_epsilon_in_bytes")
def softmax_and_bytes(model, x, labels, epsilon):
    with evaluation_mode(model):
        x = x.detach().clone().requires_grad_()
        (g,) = torch.autograd.grad(F.cross_entropy(F.softmax(model(x), 1), labels), x)
    return (x + epsilon / 255 * torch.sign(g)).clamp(0, 1).detach()


@wrong(
    "08-visualisation.grad_cam",
    "leaves_gradients",
    "leaves_them_evaluating",
    "scales_to_one",
    "enlarges_the_map",
)
def cam_of_a_tutorial(features, classifier, x, labels):
    features.eval()
    classifier.eval()
    A = features(x)
    A.retain_grad()
    classifier(A)[torch.arange(len(x)), labels].sum().backward()
    w_ = A.grad.mean(dim=(2, 3), keepdim=True)
    cam = F.relu((w_ * A).sum(1))
    cam = cam / (cam.amax(dim=(1, 2), keepdim=True) + 1e-08)
    return F.interpolate(cam[:, None], size=x.shape[2:], mode="bilinear", align_corners=False)[
        :, 0
    ].detach()


@wrong("08-visualisation.fgsm", "lowers_the_score", "leaves_gradients", "marks_the_input")
def fgsm_of_a_tutorial(model, x, labels, epsilon):
    model.eval()
    x.requires_grad = True
    out = model(x)
    loss = F.nll_loss(out, labels)
    model.zero_grad()
    loss.backward()
    return torch.clamp(x + epsilon * x.grad.data.sign(), 0, 1).detach()


@wrong("08-visualisation.fgsm", "descends", "does_not_clip")
def towards_the_class_and_below_zero(model, x, labels, epsilon):
    with evaluation_mode(model):
        x = x.detach().clone().requires_grad_()
        (g,) = torch.autograd.grad(F.cross_entropy(model(x), labels), x)
    return torch.clamp(x - epsilon * g.sign(), -1, 1).detach()


@wrong("08-visualisation.maximise_activation", "decays_the_image")
def decays_beside_the_step(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            x.requires_grad_()
            (g,) = torch.autograd.grad(model(x[None])[0, channel].mean(), x)
            x = (x.detach() + learning_rate * g - penalty * x.detach()).clamp(0, 1)
    return x
