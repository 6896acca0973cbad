"""The right answers of chapter 8 by PyTorch's autograd, without the students' library."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

__all__ = [
    "deconvnet",
    "fgsm",
    "forward",
    "forward_with_switches",
    "grad_cam",
    "logit_gradient",
    "maximise_activation",
    "occlusion_map",
    "saliency",
]


class _RectifiedBackwards(torch.autograd.Function):
    """A ReLU whose backward pass is a ReLU of the gradient."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:  # noqa: ARG004
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> torch.Tensor:  # noqa: ARG004
        return grad.clamp(min=0)


def _layer(
    x: torch.Tensor, name: str, given: dict[str, Any], relu: Callable[..., Any]
) -> torch.Tensor:
    arrays = {k: torch.tensor(v) if isinstance(v, np.ndarray) else v for k, v in given.items()}
    functions: dict[str, Callable[..., Any]] = {
        "conv2d": F.conv2d,
        "relu": relu,
        "max_pool2d": F.max_pool2d,
        "flatten": lambda x: x.flatten(1),
        "linear": F.linear,
    }
    return functions[name](x, **arrays)


def forward(x: torch.Tensor, layers, relu: Callable[..., Any] = F.relu) -> torch.Tensor:
    """Run a network given as data, with `relu` as its ReLUs."""
    for name, given in layers:
        x = _layer(x, name, given, relu)
    return x


def forward_with_switches(x, layers) -> tuple[np.ndarray, tuple[dict[str, Any], ...]]:
    """Return the output, and each layer's input size and switches, by torch's functions."""
    out, records = torch.tensor(x), []
    for name, given in layers:
        size, switches = tuple(out.shape[2:]), None
        if name == "max_pool2d":
            out, indices = F.max_pool2d(out, **given, return_indices=True)
            switches = indices.numpy()
        else:
            out = _layer(out, name, given, F.relu)
        records.append({"size": size, "switches": switches})
    return out.numpy(), tuple(records)


def deconvnet(x, layers, unit) -> np.ndarray:
    """Differentiate the unit, with ReLUs that rectify the gradient; multiply by its activation."""
    image = torch.tensor(x, requires_grad=True)
    out = forward(image, layers, _RectifiedBackwards.apply)
    upstream = torch.zeros_like(out)
    place = (slice(None), *unit)
    upstream[place] = out[place].detach()
    return torch.autograd.grad(out, image, upstream)[0].numpy()


def logit_gradient(x, layers, labels) -> np.ndarray:
    """Differentiate the scores of the labels."""
    image = torch.tensor(x, requires_grad=True)
    scores = forward(image, layers)[torch.arange(len(x)), torch.tensor(labels)]
    return torch.autograd.grad(scores.sum(), image)[0].numpy()


def occlusion_map(predict, x, label, patch_size, stride=1, value=0.0) -> np.ndarray:
    """Cover one position after the other, and predict one image at a time."""
    kh, kw = np.broadcast_to(patch_size, 2)
    sh, sw = np.broadcast_to(stride, 2)
    tops, lefts = (range(0, x.shape[i] - k + 1, s) for i, k, s in ((1, kh, sh), (2, kw, sw)))
    found = []
    for top in tops:
        for left in lefts:
            rows, columns = (
                (first <= np.arange(n)) & (np.arange(n) < first + k)
                for first, n, k in ((top, x.shape[1], kh), (left, x.shape[2], kw))
            )
            covered = np.where(rows[:, None] & columns, np.asarray(value, x.dtype), x)
            found.append(predict(x[None])[0, label] - predict(covered[None])[0, label])
    return np.array(found).reshape(len(tops), len(lefts))


def saliency(model: nn.Module, x, labels) -> torch.Tensor:
    """Differentiate the score of each image separately."""
    return torch.stack(
        [_of_one(model, *each).abs().amax(0) for each in zip(x, labels, strict=True)]
    )


def grad_cam(features: nn.Module, classifier: nn.Module, x, labels) -> torch.Tensor:
    """Weight the maps of each image separately."""
    with _Evaluating(features, classifier):
        maps = features(x).detach()
    found = []
    for each, label in zip(maps, labels, strict=True):
        alpha = _of_one(classifier, each, label).flatten(1).mean(1)
        found.append(torch.tensordot(alpha, each, 1).relu())
    return torch.stack(found)


def maximise_activation(
    model: nn.Module, start, channel, steps=100, learning_rate=1.0, penalty=0.0
) -> torch.Tensor:
    """Minimise the negative score with an optimiser of torch."""
    x = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([x], lr=learning_rate, maximize=True)
    with _Evaluating(model):
        for _ in range(steps):
            out = model(x[None])[0, channel]
            x.grad = torch.autograd.grad(out.mean() - penalty * (x**2).sum(), x)[0]
            optimizer.step()
            with torch.no_grad():
                x.copy_(torch.clip(x, 0, 1))
    return x.detach()


def fgsm(model: nn.Module, x, labels, epsilon) -> torch.Tensor:
    """Take the step for each image separately."""
    found = []
    with _Evaluating(model):
        for image, label in zip(x, labels, strict=True):
            leaf = image.clone().requires_grad_()
            loss = -model(leaf[None]).log_softmax(1)[0, label]
            step = torch.sign(torch.autograd.grad(loss, leaf)[0])
            found.append(torch.clip(image + epsilon * step, 0, 1))
    return torch.stack(found)


def _of_one(model: nn.Module, image: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
    """Return the gradient of one score of one image."""
    leaf = image.detach().clone().requires_grad_()
    with _Evaluating(model):
        return torch.autograd.grad(model(leaf[None])[0, label], leaf)[0]


class _Evaluating:
    """Set modules to evaluation mode, and restore their modes afterwards."""

    def __init__(self, *models: nn.Module) -> None:
        self._modes = {each: each.training for model in models for each in model.modules()}

    def __enter__(self) -> None:
        for module in self._modes:
            module.training = False

    def __exit__(self, *_: object) -> None:
        for module, mode in self._modes.items():
            module.training = mode
