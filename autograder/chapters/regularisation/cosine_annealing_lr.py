"""The check of ``06-regularisation.cosine_annealing_lr``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.schedules
from autograder.chapters.regularisation import oracles
from autograder.chapters.regularisation.answers import cosine_annealing_lr as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _to_zero(rng: np.random.Generator) -> Iterator[Case]:
    yield Case("a third of the way", (2, 0.4, 6), public=True)
    t_max, lr = int(rng.integers(20, 60)), float(rng.uniform(0.05, 0.3))
    for epoch in (0, 1, t_max // 3, t_max, t_max + t_max // 4):
        yield Case(f"epoch {epoch} of {t_max}", (epoch, lr, t_max))


def _to_a_minimum(rng: np.random.Generator) -> Iterator[Case]:
    t_max = int(rng.integers(20, 60))
    for epoch in (0, t_max // 4, t_max // 2, t_max, t_max + t_max // 3):
        lr, eta_min = float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.01, 0.05))
        yield Case(f"epoch {epoch} of {t_max}, eta_min {eta_min:.3f}", (epoch, lr, t_max, eta_min))


CHECK = FunctionCheck(
    key="06-regularisation.cosine_annealing_lr",
    oracle=oracles.cosine_annealing_lr,
    parts=(Part("down to 0", 1, _to_zero), Part("down to eta_min", 1, _to_a_minimum)),
    reference=FunctionAnswer("reference", cnnlib.schedules.cosine_annealing_lr),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
