"""Answers to `saliency`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

from contextlib import nullcontext

import torch

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.training.evaluation_mode import evaluation_mode

VALUES = ("one channel", "channels", "evaluation mode")


@variant
def backward_on_a_copy(model, x, labels):
    image = x.clone().requires_grad_()
    modes = [module.training for module in model.modules()]
    kept = [parameter.requires_grad for parameter in model.parameters()]
    model.eval().requires_grad_(False)
    scores = model(image)
    scores[torch.arange(len(x)), labels].sum().backward()
    for module, mode in zip(model.modules(), modes, strict=True):
        module.training = mode
    for parameter, wanted in zip(model.parameters(), kept, strict=True):
        parameter.requires_grad_(wanted)
    return image.grad.abs().max(dim=1).values


@variant
def by_a_vector_jacobian_product(model, x, labels):
    with evaluation_mode(model):
        scores, pull_back = torch.func.vjp(model, x)
        chosen = torch.nn.functional.one_hot(labels, scores.shape[1]).to(scores.dtype)
        (grad,) = pull_back(chosen)
    return grad.detach().abs().amax(1)


@variant
def image_by_image(model, x, labels):
    maps = []
    with evaluation_mode(model):
        for n, label in enumerate(labels.tolist()):
            leaf = x[n : n + 1].detach().clone().requires_grad_(True)
            score = model(leaf)[0][label]
            maps.append(torch.autograd.grad(score, [leaf])[0][0].abs().amax(dim=0))
    return torch.stack(maps)


@misconception(
    "The map has negative numbers. It should show how strongly a pixel counts, in either "
    "direction: take the absolute value before the maximum.",
    loses=VALUES,
)
def keeps_the_sign(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x).gather(1, labels[:, None]).sum()
    return torch.autograd.grad(score, x)[0].amax(1)


@misconception(
    "The channels are averaged. Take the maximum over the channels.",
    loses=("channels", "evaluation mode"),
)
def averages_the_channels(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x).gather(1, labels[:, None]).sum()
    return torch.autograd.grad(score, x)[0].abs().mean(1)


@misconception(
    "The channels are added up. Take the maximum over the channels.",
    loses=("channels", "evaluation mode"),
)
def adds_the_channels(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x).gather(1, labels[:, None]).sum()
    return torch.autograd.grad(score, x)[0].abs().sum(1)


@misconception(
    "Your gradient is that of the probability after a softmax. Differentiate the score before it.",
    loses=VALUES,
)
def differentiates_the_probability(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x).softmax(1).gather(1, labels[:, None]).sum()
    return torch.autograd.grad(score, x)[0].abs().amax(1)


@misconception(
    "Your gradient is that of the loss. Differentiate the score of the label, before softmax and "
    "cross-entropy.",
    loses=VALUES,
)
def differentiates_the_loss(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        loss = torch.nn.functional.cross_entropy(model(x), labels)
    return torch.autograd.grad(loss, x)[0].abs().amax(1)


@misconception(
    "You differentiate the largest score. Differentiate the score of the label.",
    loses=VALUES,
)
def follows_the_prediction(right, model, x, labels):
    with evaluation_mode(model), torch.no_grad():
        best = model(x).argmax(1)
    return right(model, x, best)


@misconception(
    "Each map is divided by its maximum, as for display. Return the numbers unscaled.",
    loses=VALUES,
)
def scales_to_one(right, model, x, labels):
    maps = right(model, x, labels)
    return maps / maps.amax(dim=(1, 2), keepdim=True)


@misconception(
    "The network is in training mode: batch norm uses the statistics of these few images, and "
    "changes its running ones.",
    loses=("evaluation mode", "leaves all as it was"),
)
def trains_meanwhile(model, x, labels):
    x = x.clone().requires_grad_()
    score = model(x).gather(1, labels[:, None]).sum()
    return torch.autograd.grad(score, x)[0].abs().amax(1)


@misconception(
    "`backward()` leaves gradients in the parameters, to which later training adds. "
    "`torch.autograd.grad(score, x)` returns only the gradient of x and changes nothing else.",
    loses=("leaves all as it was",),
)
def leaves_gradients(right, model, x, labels):
    image = x.clone().requires_grad_()
    with evaluation_mode(model):
        model(image).gather(1, labels[:, None]).sum().backward()
    return right(model, x, labels)


@misconception(
    "The network is left in evaluation mode, so later training would not use batch statistics. Use "
    "`with evaluation_mode(model):`, which restores the mode of every module.",
    loses=("leaves all as it was",),
)
def leaves_it_evaluating(right, model, x, labels):
    return right(model.eval(), x, labels)


@misconception(
    "The channels are put together by the root of their squares. The largest of them is asked for.",
    loses=("channels", "evaluation mode"),
)
def takes_the_norm_of_the_channels(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x).gather(1, labels[:, None]).sum()
    return torch.autograd.grad(score, x)[0].norm(dim=1)


@misconception(
    "All the labels of the batch count for every image: `scores[:, labels]` takes whole columns. "
    "`scores.gather(1, labels[:, None])` takes one number of each row.",
    loses=VALUES,
)
def adds_the_labels_of_all(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x)[:, labels].sum()
    return torch.autograd.grad(score, x)[0].abs().amax(1)


@misconception(
    "The gradient is multiplied by the pixels. A saliency map shows the gradient alone.",
    loses=VALUES,
)
def multiplies_by_the_pixels(model, x, labels):
    image = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(image).gather(1, labels[:, None]).sum()
    return (torch.autograd.grad(score, image)[0] * x).abs().amax(1)


@misconception(
    "The maximum over the channels is taken before the absolute value, so a large negative number "
    "is lost. Take absolute values first.",
    loses=("channels", "evaluation mode"),
)
def takes_the_absolute_value_last(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x).gather(1, labels[:, None]).sum()
    return torch.autograd.grad(score, x)[0].amax(1).abs()


@misconception(
    "All scores are added up before they are differentiated. Take that of the label alone.",
    loses=VALUES,
)
def adds_all_scores(model, x, labels):
    x = x.clone().requires_grad_()
    with evaluation_mode(model):
        score = model(x).sum()
    return torch.autograd.grad(score, x)[0].abs().amax(1)


@together(
    "keeps_the_sign",
    "takes_the_absolute_value_last",
    "averages_the_channels",
    "adds_the_channels",
    "differentiates_the_probability",
    "differentiates_the_loss",
    "follows_the_prediction",
    "trains_meanwhile",
    "leaves_gradients",
    "leaves_it_evaluating",
)
def with_several(has, model, x, labels):
    image = x.clone().requires_grad_()
    if "leaves_it_evaluating" in has:
        model.eval()
    with nullcontext() if "trains_meanwhile" in has else evaluation_mode(model):
        scores = model(image)
    wanted = scores.argmax(1) if "follows_the_prediction" in has else labels
    chosen = scores.softmax(1) if "differentiates_the_probability" in has else scores
    score = chosen.gather(1, wanted[:, None]).sum()
    if "differentiates_the_loss" in has:
        score = torch.nn.functional.cross_entropy(scores, wanted)
    if "leaves_gradients" in has:
        score.backward(retain_graph=True)
    (grad,) = torch.autograd.grad(score, image)
    last = "takes_the_absolute_value_last" in has
    grad = grad if last or "keeps_the_sign" in has else grad.abs()
    if "averages_the_channels" in has:
        grad = grad.mean(1)
    else:
        grad = grad.sum(1) if "adds_the_channels" in has else grad.amax(1)
    return grad.abs() if last else grad
