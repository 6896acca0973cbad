"""The check of ``04-backprop.linear_backward``."""

from collections.abc import Iterator
from typing import Unpack

import numpy as np

import cnnlib.linear
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.answers import linear_backward as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import NUMERICAL_GRADIENT

__all__ = ["CHECK"]


def linear_backward(grad_out, x, weight, bias=None):
    """Differentiate ``torch.nn.functional.linear``."""
    from torch.nn import functional

    arrays = (x, weight) if bias is None else (x, weight, bias)
    return oracles.gradients(functional.linear, grad_out, *arrays)


def _case(
    rng: np.random.Generator, bias: bool = True, dtype: str = "float64", **flags: Unpack[Flags]
) -> Case:
    n, d, k = rng.choice(np.arange(2, 8), size=3, replace=False).tolist()
    label = f"a batch of {n}, from {d} numbers to {k}" + ("" if bias else ", no bias")
    grad_out, x, weight = (
        rng.standard_normal(shape).astype(dtype) for shape in ((n, k), (n, d), (k, d))
    )
    given = {"bias": rng.standard_normal(k).astype(dtype)} if bias else {}
    label += "" if dtype == "float64" else f", {dtype}"
    return Case(label, (grad_out, x, weight), given, **flags)


def _with_bias(rng: np.random.Generator) -> Iterator[Case]:
    x, weight, grad_out = (
        rng.permutation(np.prod(shape)).reshape(shape) + 1.0 for shape in ((3, 2), (4, 2), (3, 4))
    )
    given = {"bias": rng.permutation(4) + 1.0}
    yield Case("a batch of 3, from 2 numbers to 4", (grad_out, x, weight), given, public=True)
    for _ in range(3):
        yield _case(rng)


def _without_bias(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(2):
        yield _case(rng, bias=False)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, dtype="float32")
    yield _case(rng, read_only=True)


CHECK = FunctionCheck(
    key="04-backprop.linear_backward",
    oracle=linear_backward,
    parts=(
        Part("input", 2, _with_bias, only=("grad_x",)),
        Part("weights", 2, _with_bias, only=("grad_weight",)),
        Part("bias", 1, _with_bias, only=("grad_bias",)),
        Part("no bias", 1, _without_bias),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.linear.linear_backward),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=("grad_x", "grad_weight", "grad_bias"),
    withheld=(
        *NUMERICAL_GRADIENT,
        "cnnlib.conv_backward.conv2d_backward",
        "cnnlib.conv1d_backward.conv1d_backward",
    ),
)
