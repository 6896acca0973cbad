"""The check of ``06-regularisation.Adam``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.optimizers
from autograder.chapters.regularisation import oracles
from autograder.chapters.regularisation.answers import adam as answers
from autograder.chapters.regularisation.answers import adam_corrections, adam_together
from autograder.chapters.regularisation.at_home.optimizers import of_two_arrays, steps, with_rates
from autograder.chapters.regularisation.descent_cases import (
    descent_case,
    given_arrays,
    given_gradients,
)
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.together import together_in

__all__ = ["CHECK"]


def _first_step(rng: np.random.Generator) -> Iterator[Case]:
    yield descent_case(rng, {"lr": 0.5}, steps=1, public=True)
    yield descent_case(rng, {}, steps=1)


def _several_steps(rng: np.random.Generator) -> Iterator[Case]:
    yield descent_case(rng, {"lr": 0.1}, steps=3, public=True)
    yield descent_case(rng, {"lr": 0.02}, steps=8)
    yield descent_case(rng, {"lr": 0.1}, rates=(0.1, 0.05, 0.01, 0.01))


def _options(rng: np.random.Generator) -> Iterator[Case]:
    yield descent_case(rng, {"lr": 0.1, "betas": (0.4, 0.3), "eps": 0.2}, steps=5)
    yield descent_case(rng, {"lr": 0.1, "betas": (0.9, 0.7), "weight_decay": 0.3})


def _in_place(rng: np.random.Generator) -> Iterator[Case]:
    for dtype in ("float64", "float32"):
        yield descent_case(rng, {"lr": 0.1}, use=given_arrays, dtype=dtype)
    yield descent_case(rng, {"lr": 0.1, "weight_decay": 0.2}, use=given_gradients)


FIRST_STEP = steps("Adam({'w': w}, lr=0.5)", 1), steps("Adam({'w': w})", 1)
SEVERAL_STEPS = (
    steps("Adam({'w': w}, lr=0.5)"),
    with_rates("Adam({'w': w})"),
    of_two_arrays("Adam({'a': a, 'b': b}, lr=0.5)"),
)
OPTIONS = (
    steps("Adam({'w': w}, lr=0.5, betas=(0.5, 0.25), eps=0.5)"),
    steps("Adam({'w': w}, lr=0.5, betas=(0.75, 0.5))"),
    steps("Adam({'w': w}, lr=0.5, weight_decay=0.25)"),
)
IN_PLACE = (
    steps("Adam({'w': w}, lr=0.5)", last="w"),
    steps("Adam({'w': w}, lr=0.5)", last="w", dtype="float32"),
    steps("Adam({'w': w}, lr=0.5, weight_decay=0.25)", 1, last="g"),
)

CHECK = FunctionCheck(
    key="06-regularisation.Adam",
    oracle=oracles.of_torch("Adam"),
    parts=(
        Part("first step", 1, _first_step, at_home=FIRST_STEP),
        Part("several steps", 2, _several_steps, at_home=SEVERAL_STEPS),
        Part("betas, eps and weight decay", 2, _options, at_home=OPTIONS),
        Part("in place", 1, _in_place, at_home=IN_PLACE),
    ),
    reference=FunctionAnswer("reference", cnnlib.optimizers.Adam),
    variants=variants_in(answers),
    misconceptions=(*misconceptions_in(answers), *misconceptions_in(adam_corrections)),
    together=together_in(adam_together),
)
