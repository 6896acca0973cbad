"""The check of ``09-smoothing.moving_mean``."""

import cnnlib.smoothing
from autograder.chapters.smoothing.answers import moving_mean as answers

from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _oracle(x, size):
    """Return ``torch.nn.functional.avg_pool1d``."""
    import torch

    return torch.nn.functional.avg_pool1d(torch.tensor(x)[None], size, stride=1)[0].numpy()


def _means(rng):
    yield Case("6 numbers, 2 at a time", (rng.permutation(6) + 1.0, 2), public=True)
    for size in (3, 4):
        yield Case(f"9 numbers, {size} at a time", (rng.standard_normal(9), size))


CHECK = FunctionCheck(
    key="09-smoothing.moving_mean",
    oracle=_oracle,
    parts=(Part("means", 60, _means),),
    reference=FunctionAnswer("reference", cnnlib.smoothing.moving_mean),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
