"""The check of ``04-backprop.log_softmax``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.losses
from autograder.chapters.backprop import oracles
from autograder.chapters.backprop.answers import log_softmax as answers
from autograder.chapters.backprop.loss_cases import label, scores
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _values(rng: np.random.Generator) -> Iterator[Case]:
    x = rng.permutation(6).reshape(2, 3) - 2.0
    yield Case(label(x), (x,), public=True)
    for _ in range(3):
        x = scores(rng)
        x[0, :2] = 9, -9  # a small number added to the probabilities changes the logarithm
        yield Case(label(x), (x,))


def _large(rng: np.random.Generator) -> Iterator[Case]:
    # One row overflows in exp and one underflows: no single maximum is right for both.
    x = scores(rng)
    x[0] += 2000
    x[1] -= 2000
    yield Case(label(x, ", scores around 2000, around -2000 and around 0"), (x,))
    # The smaller probabilities are 0 in floating point, but the right logarithms are finite.
    x = scores(rng)
    x[:, int(rng.integers(x.shape[1]))] += 1000
    yield Case(label(x, ", one score of each row larger by 1000"), (x,))


def _care(rng: np.random.Generator) -> Iterator[Case]:
    x = scores(rng).astype("float32")
    yield Case(label(x), (x,))
    x = scores(rng)
    yield Case(label(x), (x,), read_only=True)


CHECK = FunctionCheck(
    key="04-backprop.log_softmax",
    oracle=oracles.log_softmax,
    parts=(
        Part("values", 1.5, _values),
        Part("large scores", 1.5, _large),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.losses.log_softmax),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
