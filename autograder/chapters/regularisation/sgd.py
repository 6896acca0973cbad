"""The check of ``06-regularisation.SGD``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.optimizers
from autograder.chapters.regularisation import oracles
from autograder.chapters.regularisation.answers import sgd as answers
from autograder.chapters.regularisation.at_home.optimizers import of_two_arrays, steps, with_rates
from autograder.chapters.regularisation.descent_cases import (
    ALIKE,
    descent_case,
    given_arrays,
    given_gradients,
)
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _one_step(rng: np.random.Generator) -> Iterator[Case]:
    yield descent_case(rng, {"lr": 0.5}, steps=1, public=True)
    yield descent_case(rng, {"lr": 0.03})


def _momentum(rng: np.random.Generator) -> Iterator[Case]:
    yield descent_case(rng, {"lr": 0.5, "momentum": 0.5}, steps=3, public=True)
    yield descent_case(rng, {"lr": 0.04, "momentum": 0.9}, steps=5)
    yield descent_case(rng, {"lr": 0.1, "momentum": 0.8}, rates=(0.1, 0.1, 0.02, 0.01))
    # A velocity that both arrays share raises for those of two shapes, which does not show it.
    yield descent_case(rng, {"lr": 0.1, "momentum": 0.7}, shapes=ALIKE)


def _decay(rng: np.random.Generator) -> Iterator[Case]:
    yield descent_case(rng, {"lr": 0.1, "weight_decay": 0.2})
    yield descent_case(rng, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.3})


def _in_place(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float64", "float32"):
        options = {"lr": 0.1, "momentum": 0.7}
        yield descent_case(rng, options, use=given_arrays, dtype=dtype)
    yield descent_case(rng, {"lr": 0.1, "weight_decay": 0.2}, use=given_gradients)


ONE_STEP = steps("SGD({'w': w}, lr=0.5)", 1), steps("SGD({'w': w}, lr=0.25)")
MOMENTUM = (
    steps("SGD({'w': w}, lr=0.5, momentum=0.5)"),
    with_rates("SGD({'w': w}, lr=0.5, momentum=0.5)"),
    of_two_arrays("SGD({'a': a, 'b': b}, lr=0.5, momentum=0.5)"),
)
DECAY = (
    steps("SGD({'w': w}, lr=0.5, weight_decay=0.25)", 1),
    steps("SGD({'w': w}, lr=0.5, momentum=0.5, weight_decay=0.25)"),
)
IN_PLACE = (
    steps("SGD({'w': w}, lr=0.5)", last="w"),
    steps("SGD({'w': w}, lr=0.5, momentum=0.5)", last="w"),
    steps("SGD({'w': w}, lr=0.5, momentum=0.5)", last="w", dtype="float32"),
    steps("SGD({'w': w}, lr=0.5, weight_decay=0.25)", 1, last="g"),
)

CHECK = FunctionCheck(
    key="06-regularisation.SGD",
    oracle=oracles.of_torch("SGD"),
    parts=(
        Part("one step", 1, _one_step, at_home=ONE_STEP),
        Part("momentum", 2, _momentum, at_home=MOMENTUM),
        Part("weight decay", 1, _decay, at_home=DECAY),
        Part("in place", 1, _in_place, at_home=IN_PLACE),
    ),
    reference=FunctionAnswer("reference", cnnlib.optimizers.SGD),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
