"""The checks of ``04-backprop.log_softmax`` and ``04-backprop.cross_entropy_backward``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.losses
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.misconceptions import losses as wrong
from autograder.chapters.backprop.variants import losses as styles
from autograder.checks.answers import FunctionAnswer
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CROSS_ENTROPY_BACKWARD", "LOG_SOFTMAX"]


def cross_entropy_backward(grad_out, x, target):
    """Differentiate ``torch.nn.functional.cross_entropy``."""
    import torch
    from torch.nn import functional

    classes = torch.tensor(target)
    return oracles.gradients(lambda t: functional.cross_entropy(t, classes), grad_out, x)[0]


def _scores(rng: np.random.Generator) -> np.ndarray:
    """Draw the scores of some examples for some classes, not as many of one as of the other."""
    n, k = rng.choice(np.arange(3, 9), size=2, replace=False).tolist()
    return 2 * rng.standard_normal((n, k))


def _label(x: np.ndarray, words: str = "") -> str:
    words += "" if x.dtype == np.float64 else f", {x.dtype}"
    return f"{len(x)} examples, {x.shape[1]} classes{words}"


def _log_softmax_values(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(6).reshape(2, 3) - 2.0
    yield Case(_label(x), (x,), public=True)
    for _ in range(3):
        x = _scores(rng)
        yield Case(_label(x), (x,))


def _log_softmax_large(rng: np.random.Generator) -> Iterator[Case]:
    # One row above all that exp can take, one below: no maximum does for both.
    x = _scores(rng)
    x[0] += 2000
    x[1] -= 2000
    yield Case(_label(x, ", scores around 2000, around -2000 and around 0"), (x,))


def _log_softmax_care(rng: np.random.Generator) -> Iterator[Case]:
    x = _scores(rng).astype("float32")
    yield Case(_label(x), (x,))
    x = _scores(rng)
    yield Case(_label(x), (x,), read_only=True)


def _cross_entropy(
    rng: np.random.Generator, grad_out: float = 1.0, dtype: str = "float64", **flags: bool
) -> Case:
    x = _scores(rng).astype(dtype)
    words = "" if grad_out == 1 else f", grad_out {grad_out}"
    return Case(_label(x, words), (grad_out, x, _target(rng, x)), **flags)


def _target(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """Draw the right classes: not all the same, and one of them twice."""
    n, k = x.shape
    target = rng.integers(0, k, n)
    target[1], target[2] = (target[0] + 1) % k, target[0]
    return target


def _cross_entropy_scores(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(6).reshape(2, 3) - 2.0
    yield Case(_label(x), (1.0, x, rng.permutation(3)[:2]), public=True)
    for _ in range(3):
        yield _cross_entropy(rng)


def _cross_entropy_upstream(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(2):
        yield _cross_entropy(rng, grad_out=round(rng.uniform(2, 5), 2))


def _cross_entropy_care(rng: np.random.Generator) -> Iterator[Case]:
    yield _cross_entropy(rng, dtype="float32")
    yield _cross_entropy(rng, read_only=True)


LOG_SOFTMAX = FunctionCheck(
    key="04-backprop.log_softmax",
    oracle=oracles.log_softmax,
    parts=(
        Part("values", 1.5, _log_softmax_values),
        Part("large scores", 1.5, _log_softmax_large),
        Part("dtype and input", 1, _log_softmax_care),
    ),
    reference=FunctionAnswer("reference", cnnlib.losses.log_softmax),
    variants=styles.LOG_SOFTMAX,
    misconceptions=wrong.LOG_SOFTMAX,
)
CROSS_ENTROPY_BACKWARD = FunctionCheck(
    key="04-backprop.cross_entropy_backward",
    oracle=cross_entropy_backward,
    parts=(
        Part("scores", 3, _cross_entropy_scores),
        Part("upstream", 2, _cross_entropy_upstream),
        Part("dtype and input", 1, _cross_entropy_care),
    ),
    reference=FunctionAnswer("reference", cnnlib.losses.cross_entropy_backward),
    variants=styles.CROSS_ENTROPY_BACKWARD,
    misconceptions=wrong.CROSS_ENTROPY_BACKWARD,
)
