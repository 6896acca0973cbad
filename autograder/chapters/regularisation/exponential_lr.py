"""The check of ``06-regularisation.exponential_lr``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.schedules
from autograder.chapters.regularisation import oracles
from autograder.chapters.regularisation.answers import exponential_lr as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _rates(rng: np.random.Generator) -> Iterator[Case]:
    yield Case("epoch 2 of a rate that is halved", (2, 0.4, 0.5), public=True)
    for epoch in (0, 1, int(rng.integers(5, 40))):
        lr, gamma = float(rng.uniform(0.05, 0.3)), float(rng.uniform(0.7, 0.98))
        yield Case(f"epoch {epoch}", (epoch, lr, gamma))


CHECK = FunctionCheck(
    key="06-regularisation.exponential_lr",
    oracle=oracles.exponential_lr,
    parts=(Part("rates", 2, _rates),),
    reference=FunctionAnswer("reference", cnnlib.schedules.exponential_lr),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
