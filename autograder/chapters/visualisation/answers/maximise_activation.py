"""Answers to `maximise_activation`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

from contextlib import nullcontext

import torch

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.training.evaluation_mode import evaluation_mode

STEPS = ("one step", "several steps", "range", "penalty", "evaluation mode")
ALL = (*STEPS, "raises a class")


@variant
def with_an_optimiser(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    image = start.detach().clone().requires_grad_()
    optimizer = torch.optim.SGD([image], lr=learning_rate)
    with evaluation_mode(model):
        for _ in range(steps):
            activation = model(image.unsqueeze(0))[:, channel].mean()
            loss = penalty * image.pow(2).sum() - activation
            (image.grad,) = torch.autograd.grad(loss, [image])
            optimizer.step()
            image.data.clamp_(0, 1)
    return image.detach()


@variant
def with_the_penaltys_own_derivative(
    model, start, channel, steps=100, learning_rate=1.0, penalty=0.0
):
    x = start.clone().detach()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            out = model(leaf[None])[0, channel]
            grad = torch.autograd.grad(out, leaf, torch.full_like(out, 1 / out.numel()))[0]
            x = torch.clip(x + learning_rate * (grad - 2 * penalty * x), 0, 1)
    return x


@variant
def in_place(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    batch = torch.stack([start.detach()])
    modes = {module: module.training for module in model.modules()}
    model.eval()
    while steps > 0:
        steps -= 1
        batch.requires_grad_(True)
        objective = model(batch).select(1, channel).mean() - penalty * torch.norm(batch) ** 2
        gradient = torch.autograd.grad(objective, batch)[0]
        batch.requires_grad_(False)
        batch += learning_rate * gradient
        batch.clamp_(0, 1)
    for module, mode in modes.items():
        module.training = mode
    return batch[0]


@misconception(
    "You subtract the gradient, so the activation falls. Add it.",
    loses=ALL,
)
def descends(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            x = (x - learning_rate * torch.autograd.grad(score, leaf)[0]).clamp(0, 1)
    return x


@misconception(
    "The penalty is added to the activation, which makes the image larger. Subtract it.",
    loses=("penalty",),
)
def adds_the_penalty(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() + penalty * leaf.square().sum()
            x = (x + learning_rate * torch.autograd.grad(score, leaf)[0]).clamp(0, 1)
    return x


@misconception(
    "The penalty is ignored.",
    loses=("penalty",),
)
def ignores_the_penalty(right, model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    return right(model, start, channel, steps, learning_rate)


@misconception(
    "The image is clipped to the range from 0 to 1 only at the end. Clip it after every step, so "
    "that the next gradient is that of a valid image.",
    loses=("range",),
)
def clips_at_the_end(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            x = x + learning_rate * torch.autograd.grad(score, leaf)[0]
    return x.clamp(0, 1)


@misconception(
    "The image leaves the range from 0 to 1: clip it after every step.",
    loses=("range", "raises a class"),
    by_chance=("penalty",),  # where a step leaves the range
)
def never_clips(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            x = x + learning_rate * torch.autograd.grad(score, leaf)[0]
    return x


@misconception(
    "The image is clipped to the range from -1 to 1. Its pixels lie between 0 and 1.",
    loses=("range", "raises a class"),
    by_chance=("penalty",),  # where a step leaves the range
)
def clips_below_zero(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            x = (x + learning_rate * torch.autograd.grad(score, leaf)[0]).clamp(-1, 1)
    return x


@misconception(
    "You use the sum of the channel's map. The activation is its mean.",
    loses=("one step",),
)
def adds_the_map(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].sum() - penalty * leaf.square().sum()
            x = (x + learning_rate * torch.autograd.grad(score, leaf)[0]).clamp(0, 1)
    return x


@misconception(
    "Only the first step has an effect: the loop adds the gradient of the first image every time, "
    "or returns too early.",
    loses=("several steps", "range", "penalty", "evaluation mode", "raises a class"),
)
def takes_one_step(right, model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    return right(model, start, channel, 1, learning_rate, penalty)


@misconception(
    "You add the sign of the gradient, as in an attack. Add the gradient itself, times the "
    "learning rate.",
    loses=ALL,
)
def steps_by_the_sign(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            x = (x + learning_rate * torch.autograd.grad(score, leaf)[0].sign()).clamp(0, 1)
    return x


@misconception(
    "The gradient is divided by its norm. Add it unchanged, times the learning rate.",
    loses=STEPS,
)
def normalises_the_gradient(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            (grad,) = torch.autograd.grad(score, leaf)
            x = (x + learning_rate * grad / (grad.norm() + 1e-8)).clamp(0, 1)
    return x


@misconception(
    "One step is missing: make `steps` updates.",
    loses=STEPS,
)
def takes_one_step_less(right, model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    if steps == 1:
        return start.detach().clone()
    return right(model, start, channel, steps - 1, learning_rate, penalty)


@misconception(
    "The penalty is the mean of the squares. Use their sum.",
    loses=("penalty",),
)
def averages_the_penalty(right, model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    return right(model, start, channel, steps, learning_rate, penalty / start.numel())


@misconception(
    "The network is in training mode: batch norm uses the statistics of a single image, and "
    "changes its running ones.",
    loses=("evaluation mode", "leaves all as it was"),
)
def trains_meanwhile(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
        x = (x + learning_rate * torch.autograd.grad(score, leaf)[0]).clamp(0, 1)
    return x


@misconception(
    "`start` itself is changed. It belongs to the caller: begin with `start.clone()`.",
    loses=("leaves all as it was",),
)
def writes_into_start(right, model, start, *args, **given):
    image = right(model, start, *args, **given)
    start.copy_(image)
    return image


@misconception(
    "The penalty is half as strong: the gradient of the squared norm is 2x.",
    loses=("penalty",),
)
def halves_the_penalty(right, model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    return right(model, start, channel, steps, learning_rate, penalty / 2)


@misconception(
    "The penalty is the norm of the image. It is its square, the sum of the squared pixels.",
    loses=("penalty",),
)
def forgets_to_square_the_norm(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.norm()
            x = (x + learning_rate * torch.autograd.grad(score, leaf)[0]).clamp(0, 1)
    return x


@misconception(
    "The largest number of the channel's map is the activation. It is the mean of the map.",
    loses=("one step",),
)
def takes_the_largest_place(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[0, channel].max() - penalty * leaf.square().sum()
            x = (x + learning_rate * torch.autograd.grad(score, leaf)[0]).clamp(0, 1)
    return x


@misconception(
    "The gradients of all steps add up in `.grad`: set it to None, or to zero, in every step.",
    loses=("several steps", "range", "penalty", "evaluation mode"),
)
def never_zeroes_the_gradient(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x, total = start.detach().clone(), 0
    with evaluation_mode(model):
        for _ in range(steps):
            leaf = x.clone().requires_grad_()
            score = model(leaf[None])[:, channel].mean() - penalty * leaf.square().sum()
            total = total + torch.autograd.grad(score, leaf)[0]
            x = (x + learning_rate * total).clamp(0, 1)
    return x


@together(
    "descends",
    "adds_the_penalty",
    "ignores_the_penalty",
    "averages_the_penalty",
    "clips_at_the_end",
    "never_clips",
    "clips_below_zero",
    "adds_the_map",
    "takes_the_largest_place",
    "steps_by_the_sign",
    "normalises_the_gradient",
    "divides_by_the_deviation",
    "divides_by_the_mean_square",
    "takes_one_step_less",
    "trains_meanwhile",
)
def with_several(has, model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    x = start.detach().clone()
    penalty = -penalty if "adds_the_penalty" in has else penalty
    penalty = 0.0 if "ignores_the_penalty" in has else penalty
    clips = has.isdisjoint({"clips_at_the_end", "never_clips"})
    lowest = -1 if "clips_below_zero" in has else 0
    with nullcontext() if "trains_meanwhile" in has else evaluation_mode(model):
        for _ in range(steps - ("takes_one_step_less" in has)):
            leaf = x.clone().requires_grad_()
            found, squares = model(leaf[None])[:, channel], leaf.square()
            score = found.sum() if "adds_the_map" in has else found.mean()
            score = found.max() if "takes_the_largest_place" in has else score
            weight = squares.mean() if "averages_the_penalty" in has else squares.sum()
            (grad,) = torch.autograd.grad(score - penalty * weight, leaf)
            grad = grad.sign() if "steps_by_the_sign" in has else grad
            grad = grad / (grad.norm() + 1e-8) if "normalises_the_gradient" in has else grad
            grad = grad / (grad.std() + 1e-8) if "divides_by_the_deviation" in has else grad
            if "divides_by_the_mean_square" in has:
                grad = grad / (grad.square().mean().sqrt() + 1e-8)
            x = x + (-learning_rate if "descends" in has else learning_rate) * grad
            x = x.clamp(lowest, 1) if clips else x
    return x if clips or "never_clips" in has else x.clamp(0, 1)
