"""Answers to `grad_cam`: right ones in other styles, and what students get wrong."""

from contextlib import nullcontext

import torch
from torch import nn

from autograder.checks.answers import misconception, variant
from autograder.checks.together import together
from cnnlib.training.evaluation_mode import evaluation_mode

VALUES = ("one image", "several images", "evaluation mode")


@variant
def with_einsum(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        with torch.no_grad():
            maps = features(x)
        maps.requires_grad_(True)
        scores = classifier(maps)[range(len(x)), labels]
        grad = torch.autograd.grad(scores, maps, torch.ones_like(scores))[0]
    alpha = grad.flatten(2).mean(-1)
    return torch.relu(torch.einsum("nk,nkij->nij", alpha, maps)).detach()


@variant
def image_by_image(features, classifier, x, labels):
    found = []
    with evaluation_mode(features), evaluation_mode(classifier):
        for image, label in zip(x, labels, strict=True):
            maps = features(image[None])
            (grad,) = torch.autograd.grad(classifier(maps)[0, label], maps)
            total = torch.zeros_like(maps[0, 0])
            for k in range(maps.shape[1]):
                total = total + grad[0, k].mean() * maps[0, k]
            found.append(total.detach().clamp_min(0))
    return torch.stack(found)


@variant
def by_a_vector_jacobian_product(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach()
        scores, pull_back = torch.func.vjp(classifier, maps)
        chosen = torch.nn.functional.one_hot(labels, scores.shape[1]).to(scores.dtype)
        alpha = pull_back(chosen)[0].detach().mean((-2, -1))
    weighted = alpha[:, :, None, None] * maps
    return torch.maximum(weighted.sum(1), torch.zeros(()).to(maps))


@misconception(
    "The map still has negative numbers. They speak against the class: a ReLU at the end removes "
    "them.",
    loses=VALUES,
)
def does_not_rectify(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    return (grad.mean((2, 3), keepdim=True) * maps).sum(1).detach()


@misconception(
    "You use the sum of the gradients as the weight of a map. Use their mean.",
    loses=VALUES,
)
def adds_the_gradients(right, features, classifier, x, labels):
    found = right(features, classifier, x, labels)
    return found * found[0].numel()


@misconception(
    "Each position is multiplied by its own gradient. Grad-CAM uses one weight for a whole map, "
    "the mean of its gradients.",
    loses=VALUES,
)
def weighs_each_place(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    return (grad * maps).sum(1).clamp(min=0).detach()


@misconception(
    "Each weighted map, or its weight, goes through a ReLU before the sum. Apply the ReLU last, so "
    "that maps against the class can cancel others.",
    loses=VALUES,
)
def rectifies_each_map(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    return (grad.mean((2, 3), keepdim=True) * maps).clamp(min=0).sum(1).detach()


@misconception(
    "The maps are averaged over the channels. Add them up.",
    loses=VALUES,
)
def averages_the_maps(right, features, classifier, x, labels):
    with evaluation_mode(features), torch.no_grad():
        channels = features(x).shape[1]
    return right(features, classifier, x, labels) / channels


@misconception(
    "All images use the weights of the first one. Each image has its own gradients.",
    loses=("several images", "evaluation mode"),
)
def takes_the_first_weights(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    return (grad[:1].mean((2, 3), keepdim=True) * maps).sum(1).clamp(min=0).detach()


@misconception(
    "The weights are averaged over the images of the batch. Each image has its own weights: take "
    "the mean over rows and columns only.",
    loses=("several images", "evaluation mode"),
)
def averages_the_weights(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    return (grad.mean((0, 2, 3), keepdim=True) * maps).sum(1).clamp(min=0).detach()


@misconception(
    "Your gradient is that of the loss, which falls when the score rises. Differentiate the score "
    "of the label, before softmax and cross-entropy.",
    loses=VALUES,
)
def differentiates_the_loss(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        loss = nn.functional.cross_entropy(classifier(maps), labels)
        (grad,) = torch.autograd.grad(loss, maps)
    return (grad.mean((2, 3), keepdim=True) * maps).sum(1).clamp(min=0).detach()


@misconception(
    "Your gradient is that of a probability, after a softmax. Differentiate the score before it.",
    loses=VALUES,
)
def differentiates_the_probability(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).softmax(1).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    return (grad.mean((2, 3), keepdim=True) * maps).sum(1).clamp(min=0).detach()


@misconception(
    "Each map is divided by its maximum, as for display. Return the numbers unscaled.",
    loses=VALUES,
)
def scales_to_one(right, features, classifier, x, labels):
    maps = right(features, classifier, x, labels)
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-9)


@misconception(
    "The networks are in training mode: batch norm uses the statistics of these few images, and "
    "changes its running ones.",
    loses=("evaluation mode", "leaves all as it was"),
)
def trains_meanwhile(features, classifier, x, labels):
    maps = features(x).detach().requires_grad_()
    score = classifier(maps).gather(1, labels[:, None]).sum()
    (grad,) = torch.autograd.grad(score, maps)
    return (grad.mean((2, 3), keepdim=True) * maps).sum(1).clamp(min=0).detach()


@misconception(
    "`backward()` leaves gradients in the parameters. `torch.autograd.grad(score, maps)` returns "
    "only the gradient of the maps and changes nothing else.",
    loses=("leaves all as it was",),
)
def leaves_gradients(right, features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        classifier(features(x)).sum().backward()
    return right(features, classifier, x, labels)


@misconception(
    "The networks are left in evaluation mode. Use `with evaluation_mode(model):`, which restores "
    "the mode of every module.",
    loses=("leaves all as it was",),
)
def leaves_them_evaluating(right, features, classifier, x, labels):
    return right(features.eval(), classifier.eval(), x, labels)


@misconception(
    "The gradients are rectified before their mean is taken. The ReLU comes last, on the sum.",
    loses=VALUES,
)
def rectifies_the_gradients(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    weights = grad.clamp(min=0).mean((2, 3), keepdim=True)
    return (weights * maps).sum(1).clamp(min=0).detach()


@misconception(
    "The weight of a map is its largest gradient. It is their mean.",
    loses=VALUES,
)
def takes_the_largest_gradient(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    weights = grad.amax((2, 3), keepdim=True)
    return (weights * maps).sum(1).clamp(min=0).detach()


@misconception(
    "The absolute value of the sum is taken. Negative numbers speak against the class: a ReLU "
    "removes them.",
    loses=VALUES,
)
def takes_the_absolute_value(features, classifier, x, labels):
    with evaluation_mode(features), evaluation_mode(classifier):
        maps = features(x).detach().requires_grad_()
        score = classifier(maps).gather(1, labels[:, None]).sum()
        (grad,) = torch.autograd.grad(score, maps)
    return (grad.mean((2, 3), keepdim=True) * maps).sum(1).abs().detach()


@misconception(
    "It is the class with the highest score that you follow. The class is given, in `labels`.",
    loses=VALUES,
)
def follows_the_prediction(right, features, classifier, x, labels):  # noqa: ARG001
    with evaluation_mode(features), evaluation_mode(classifier), torch.no_grad():
        best = classifier(features(x)).argmax(1)
    return right(features, classifier, x, best)


@misconception(
    "The map is enlarged to the size of the image, as for display. Return it on the grid of the "
    "feature maps.",
    loses=("one image", "several images", "evaluation mode"),
)
def enlarges_the_map(right, features, classifier, x, labels):
    maps = right(features, classifier, x, labels)[:, None]
    size = {"size": x.shape[2:], "mode": "bilinear", "align_corners": False}
    return torch.nn.functional.interpolate(maps, **size)[:, 0]


@together(
    "does_not_rectify",
    "adds_the_gradients",
    "weighs_each_place",
    "rectifies_each_map",
    "averages_the_maps",
    "rectifies_the_gradients",
    "takes_the_largest_gradient",
    "takes_the_absolute_value",
    "takes_the_first_weights",
    "averages_the_weights",
    "differentiates_the_loss",
    "differentiates_the_probability",
    "trains_meanwhile",
    "leaves_gradients",
)
def with_several(has, features, classifier, x, labels):
    with (
        nullcontext()
        if "trains_meanwhile" in has
        else evaluation_mode(nn.ModuleList([features, classifier]))
    ):
        maps = features(x) if "leaves_gradients" in has else features(x).detach().requires_grad_()
        scores = classifier(maps)
        chosen = scores.softmax(1) if "differentiates_the_probability" in has else scores
        score = chosen.gather(1, labels[:, None]).sum()
        if "differentiates_the_loss" in has:
            score = nn.functional.cross_entropy(scores, labels)
        (grad,) = torch.autograd.grad(score, maps, retain_graph=True)
        if "leaves_gradients" in has:
            score.backward()
    grad = grad.clamp(min=0) if "rectifies_the_gradients" in has else grad
    axes = (0, 2, 3) if "averages_the_weights" in has else (2, 3)
    alpha = (grad.sum if "adds_the_gradients" in has else grad.mean)(axes, keepdim=True)
    alpha = grad if "weighs_each_place" in has else alpha
    alpha = grad.amax((2, 3), keepdim=True) if "takes_the_largest_gradient" in has else alpha
    alpha = alpha[:1] if "takes_the_first_weights" in has else alpha
    weighed = (alpha * maps).detach()
    weighed = weighed.clamp(min=0) if "rectifies_each_map" in has else weighed
    found = (weighed.mean if "averages_the_maps" in has else weighed.sum)(1)
    if "takes_the_absolute_value" in has:
        return found.abs()
    return found if "does_not_rectify" in has else found.clamp(min=0)
