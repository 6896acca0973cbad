"""The check of ``05-depth.batch_norm2d_backward``."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

import cnnlib.batch_norm
from autograder.chapters.depth import images
from autograder.chapters.depth.answers import batch_norm2d_backward as answers
from autograder.chapters.depth.answers import batch_norm2d_backward_statistics
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK", "batch_norm2d_backward"]


def batch_norm2d_backward(
    grad_out,
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
) -> tuple[np.ndarray, ...]:
    """Differentiate ``torch.nn.functional.batch_norm``."""
    import torch
    from torch.nn import functional

    def tensor(array: Any, requires_grad: bool = False) -> Any:
        return None if array is None else torch.tensor(array, requires_grad=requires_grad)

    x_, weight_, bias_ = (tensor(array, requires_grad=True) for array in (x, weight, bias))
    statistics = tensor(running_mean), tensor(running_var)
    out = functional.batch_norm(x_, *statistics, weight_, bias_, training, momentum, eps)
    wanted = [leaf for leaf in (x_, weight_, bias_) if leaf is not None]
    gradients = torch.autograd.grad(out, wanted, torch.tensor(grad_out))
    return tuple(gradient.numpy() for gradient in gradients)


def _case(
    rng: np.random.Generator,
    shape: images.Shape,
    *,
    statistics: bool = True,
    scale: str = "weight and bias",
    dtype: str = "float64",
    flags: Flags | None = None,
    **given: Any,
) -> Case:
    channels = shape[1]
    x, grad_out = images.unlike_channels(rng, shape), rng.standard_normal(shape)
    x, grad_out = x.astype(dtype), grad_out.astype(dtype)
    mean, weight, bias = (images.per_channel(rng, channels).astype(dtype) for _ in range(3))
    var = images.positive(rng, channels).astype(dtype)
    arrays = {"weight": weight, "bias": bias}
    chosen = {name: array for name, array in arrays.items() if name in scale}
    words = "training" if given.get("training") else "evaluating"
    label = f"{words}, x of shape {shape}, {scale}"
    label += "".join(f", {name} {value}" for name, value in given.items() if name != "training")
    label += "" if statistics else ", no running statistics"
    label += "" if dtype == "float64" else f", {dtype}"
    running = (mean, var) if statistics else (None, None)
    return Case(label, (grad_out, x, *running), {**chosen, **given}, **(flags or {}))


def _by_hand(rng: np.random.Generator) -> Case:
    order = rng.permutation(4)
    x = np.array([1.0, 3, 5, 11])[order].reshape(2, 1, 1, 2)
    grad_out = np.array([[[[8.0, 0]]], [[[0, 0]]]])
    given = {
        "weight": np.array([2.0]),
        "bias": np.array([3.0]),
        "training": True,
        "eps": 2.0,  # the variance is 14, so the root is 4
    }
    return Case("training, four numbers", (grad_out, x, None, None), given, public=True)


def _training(rng: np.random.Generator) -> Iterator[Case]:
    yield _by_hand(rng)
    for shape in images.shapes(rng, 2):
        yield _case(rng, shape, training=True)
    case = _case(rng, shape, training=True, statistics=False, eps=0.5)
    yield case
    label = f"{case.label}, and the same with eps 2"
    yield replace(case, kwargs={**case.kwargs, "eps": 2.0}, label=label)


def _evaluating(rng: np.random.Generator) -> Iterator[Case]:
    shape, other = images.shapes(rng, 2)
    yield _case(rng, shape)
    yield _case(rng, other, eps=0.5)


def _missing(rng: np.random.Generator) -> Iterator[Case]:
    shape, other, third = images.shapes(rng, 3)
    yield _case(rng, shape, scale="neither", training=True)
    yield _case(rng, other, scale="weight alone", training=True)
    yield _case(rng, third, scale="bias alone")


def _care(rng: np.random.Generator) -> Iterator[Case]:
    shape, other = images.shapes(rng, 2)
    read_only = Flags(read_only=True)
    yield _case(rng, shape, training=True, dtype="float32")
    yield _case(rng, shape, dtype="float32")
    yield _case(rng, other, training=True, flags=read_only)


CHECK = FunctionCheck(
    key="05-depth.batch_norm2d_backward",
    oracle=batch_norm2d_backward,
    parts=(
        Part("input, training", 6, _training, only=("grad_x",)),
        Part("weight and bias", 3, _training, only=("grad_weight", "grad_bias")),
        Part("evaluating", 2, _evaluating),
        Part("without weight or bias", 2, _missing),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.batch_norm.batch_norm2d_backward),
    variants=variants_in(answers),
    misconceptions=(
        *misconceptions_in(answers),
        *misconceptions_in(batch_norm2d_backward_statistics),
    ),
    returns=("grad_x", "grad_weight", "grad_bias"),
    withheld=NUMERICAL_GRADIENT,
)
