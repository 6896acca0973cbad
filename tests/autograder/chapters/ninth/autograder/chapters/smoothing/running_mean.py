"""The check of ``09-smoothing.RunningMean``."""

import cnnlib.smoothing
import numpy as np
from autograder.chapters.smoothing.answers import running_mean as answers

from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


class _ClosedForm:
    """The weighted sum of all that came in."""

    def __init__(self, rate):
        self.rate, self.numbers = rate, []

    def update(self, number):
        self.numbers.append(number)
        ages = np.arange(len(self.numbers))[::-1]
        return float(self.rate * ((1 - self.rate) ** ages) @ self.numbers)


def _three_updates(mean_class, rate, numbers):
    mean = mean_class(rate)
    return [mean.update(number) for number in numbers.tolist()][-1]


def _updates(rng):
    for rate in (0.5, 0.1):
        numbers = rng.standard_normal(3)
        yield Case(f"three numbers at a rate of {rate}", (rate, numbers), use=_three_updates)


CHECK = FunctionCheck(
    key="09-smoothing.RunningMean",
    oracle=_ClosedForm,
    parts=(Part("updates", 40, _updates),),
    reference=FunctionAnswer("reference", cnnlib.smoothing.RunningMean),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
