"""The check of ``06-regularisation.dropout_mask``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.dropout
from autograder.chapters.regularisation import oracles, random_facts
from autograder.chapters.regularisation.answers import dropout_mask as answers
from autograder.chapters.regularisation.at_home import masks
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _masks(rng: np.random.Generator) -> Iterator[Case]:
    for shape, p in (((40, 30), 0.2), ((10, 6, 5, 4), 0.5), ((2000,), 0.9)):
        args = shape, p, int(rng.integers(2**31))
        yield Case(f"a mask of shape {shape}, p = {p}", args, use=random_facts.kept)


CHECK = FunctionCheck(
    key="06-regularisation.dropout_mask",
    oracle=oracles.dropout_mask,
    parts=(Part("masks", 2, _masks, at_home=masks.MASKS),),
    reference=FunctionAnswer("reference", cnnlib.dropout.dropout_mask),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
