"""Answers to `fgsm`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

from contextlib import nullcontext

import torch
from torch.nn import functional

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.training.evaluation_mode import evaluation_mode

VALUES = ("one step", "range", "evaluation mode")


@variant
def by_the_log_softmax(model, x, labels, epsilon):
    leaf = x.detach().clone().requires_grad_()
    with evaluation_mode(model):
        chosen = functional.log_softmax(model(leaf), dim=1)[torch.arange(len(x)), labels]
        (grad,) = torch.autograd.grad(-chosen.sum(), [leaf])
    return torch.clip(x.detach() + epsilon * torch.sign(grad), 0.0, 1.0)


@variant
def backward_on_a_copy(model, x, labels, epsilon):
    modes = [module.training for module in model.modules()]
    kept = [(parameter, parameter.requires_grad) for parameter in model.parameters()]
    model.eval().requires_grad_(False)
    image = torch.tensor(x.detach().numpy(), requires_grad=True)
    functional.cross_entropy(model(image), labels, reduction="sum").backward()
    for module, mode in zip(model.modules(), modes, strict=True):
        module.training = mode
    for parameter, wanted in kept:
        parameter.requires_grad_(wanted)
    with torch.no_grad():
        moved = image + epsilon * image.grad.sign()
        return moved.clamp_(min=0, max=1)


@variant
def image_by_image(model, x, labels, epsilon):
    found = []
    with evaluation_mode(model):
        for image, label in zip(x.split(1), labels.split(1), strict=True):
            delta = torch.zeros_like(image, requires_grad=True)
            loss = functional.cross_entropy(model(image + delta), label)
            (grad,) = torch.autograd.grad(loss, delta)
            up, down = (grad > 0).to(x.dtype), (grad < 0).to(x.dtype)
            moved = image + epsilon * (up - down)
            found.append(moved.minimum(torch.ones(())).maximum(torch.zeros(())).to(x.dtype))
    return torch.cat(found).detach()


@misconception(
    "The step decreases the loss: the image becomes a better example of its class. Add the sign of "
    "the gradient.",
    loses=(*VALUES, "fools a network"),
)
def descends(right, model, x, labels, epsilon):
    return right(model, x, labels, -epsilon)


@misconception(
    "You add the gradient itself, times epsilon. Its numbers are small; add its sign, which "
    "changes every pixel by epsilon.",
    loses=(*VALUES, "fools a network"),
)
def forgets_the_sign(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        (grad,) = torch.autograd.grad(functional.cross_entropy(model(x), labels), x)
    return (x + epsilon * grad).clamp(0, 1).detach()


@misconception(
    "Some pixels are outside the range from 0 to 1: clip the result, not the step.",
    loses=("range", "fools a network"),
)
def does_not_clip(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        (grad,) = torch.autograd.grad(functional.cross_entropy(model(x), labels), x)
    return (x + epsilon * grad.sign()).detach()


@misconception(
    "Your gradient is that of the right class's score alone. The loss compares it with the others.",
    loses=VALUES,
)
def lowers_the_score(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, x)
    return (x - epsilon * grad.sign()).clamp(0, 1).detach()


@misconception(
    "Pixels with a negative gradient do not change. The sign is 1 or -1: lower these pixels.",
    loses=(*VALUES, "fools a network"),
)
def moves_up_only(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        (grad,) = torch.autograd.grad(functional.cross_entropy(model(x), labels), x)
    return (x + epsilon * (grad > 0).to(x.dtype)).clamp(0, 1).detach()


@misconception(
    "The labels are ignored: the loss is that of the predicted classes. Use the right ones.",
    loses=VALUES,
)
def follows_the_prediction(right, model, x, labels, epsilon):
    with evaluation_mode(model), torch.no_grad():
        best = model(x).argmax(1)
    return right(model, x, best, epsilon)


@misconception(
    "The network is in training mode: batch norm uses the statistics of these few images, and "
    "changes its running ones.",
    loses=("evaluation mode", "leaves all as it was"),
)
def trains_meanwhile(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    (grad,) = torch.autograd.grad(functional.cross_entropy(model(x), labels), x)
    return (x + epsilon * grad.sign()).clamp(0, 1).detach()


@misconception(
    "`x` itself requires a gradient, and still does afterwards. Work on a copy: "
    "`x.clone().requires_grad_()`.",
    loses=("leaves all as it was",),
)
def marks_the_input(right, model, x, labels, epsilon):
    x.requires_grad_()
    return right(model, x, labels, epsilon)


@misconception(
    "`backward()` leaves gradients in the parameters. `torch.autograd.grad(loss, x)` returns only "
    "the gradient of x and changes nothing else.",
    loses=("leaves all as it was",),
)
def leaves_gradients(right, model, x, labels, epsilon):
    image = x.clone().requires_grad_()
    with evaluation_mode(model):
        functional.cross_entropy(model(image), labels).backward()
    return right(model, x, labels, epsilon)


@misconception(
    "Epsilon is inside the sign, where it makes no difference: every pixel moves by 1. Multiply "
    "the sign by it.",
    loses=(*VALUES, "fools a network"),
)
def puts_epsilon_into_the_sign(right, model, x, labels, epsilon):
    return right(model, x, labels, 1.0)


@misconception(
    "The gradient is divided by its norm, and its sign is never taken. The sign moves every pixel "
    "by the whole epsilon.",
    loses=(*VALUES, "fools a network"),
)
def divides_by_the_norm(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        (grad,) = torch.autograd.grad(functional.cross_entropy(model(x), labels), x)
    return (x + epsilon * grad / grad.norm()).clamp(0, 1).detach()


@misconception(
    "Each image's gradient is divided by its norm, and its sign is never taken. The sign moves "
    "every pixel by the whole epsilon.",
    loses=(*VALUES, "fools a network"),
)
def divides_each_by_its_norm(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        (grad,) = torch.autograd.grad(functional.cross_entropy(model(x), labels), x)
    length = grad.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    return (x + epsilon * grad / length).clamp(0, 1).detach()


@misconception(
    "All channels of a pixel move in one direction, that of their mean gradient. Each number of "
    "the image has a gradient, and a sign, of its own.",
    loses=("one step", "range", "evaluation mode"),
)
def moves_channels_together(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        (grad,) = torch.autograd.grad(functional.cross_entropy(model(x), labels), x)
    return (x + epsilon * grad.mean(dim=1, keepdim=True).sign()).clamp(0, 1).detach()


@misconception(
    "Epsilon is divided by 255. It is in the units of the pixels, which are from 0 to 1.",
    loses=(*VALUES, "fools a network"),
)
def counts_epsilon_in_bytes(right, model, x, labels, epsilon):
    return right(model, x, labels, epsilon / 255)


@misconception(
    "The scores go through a softmax before `cross_entropy`, which contains one: give it the "
    "scores.",
    loses=VALUES,
)
def takes_softmax_twice(model, x, labels, epsilon):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        loss = functional.cross_entropy(functional.softmax(model(x), 1), labels)
        (grad,) = torch.autograd.grad(loss, x)
    return (x + epsilon * grad.sign()).clamp(0, 1).detach()


@together(
    "descends",
    "forgets_the_sign",
    "divides_by_the_norm",
    "divides_each_by_its_norm",
    "does_not_clip",
    "lowers_the_score",
    "takes_softmax_twice",
    "moves_up_only",
    "follows_the_prediction",
    "trains_meanwhile",
    "leaves_gradients",
)
def with_several(has, model, x, labels, epsilon):
    image = x.clone().requires_grad_()
    with nullcontext() if "trains_meanwhile" in has else evaluation_mode(model):
        scores = model(image)
        wanted = scores.argmax(1) if "follows_the_prediction" in has else labels
        scores = functional.softmax(scores, 1) if "takes_softmax_twice" in has else scores
        loss = functional.cross_entropy(scores, wanted)
        if "lowers_the_score" in has:
            loss = -scores.gather(1, wanted[:, None]).sum()
        if "leaves_gradients" in has:
            loss.backward(retain_graph=True)
        (grad,) = torch.autograd.grad(loss, image)
    step = grad if "forgets_the_sign" in has else grad.sign()
    step = grad / grad.norm() if "divides_by_the_norm" in has else step
    if "divides_each_by_its_norm" in has:
        step = grad / grad.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    step = (grad > 0).to(x.dtype) if "moves_up_only" in has else step
    moved = image + (-epsilon if "descends" in has else epsilon) * step
    return (moved if "does_not_clip" in has else moved.clamp(0, 1)).detach()
