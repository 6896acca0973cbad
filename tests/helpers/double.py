"""An exercise small enough to see through, twice an array, and its checks."""

from collections.abc import Callable

import numpy as np
import pytest

from autograder.checks.answers import FunctionAnswer, ValueAnswer, ValueMisconception, misconception
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.reports import CheckReport
from autograder.checks.value_check import ValueCheck, ValuePart
from tests.helpers.registering import register

__all__ = ["DOUBLE", "NUMBERS", "lost", "registered", "run"]


def twice(x, plus=0):
    return 2 * x + plus


def times_two(x, plus=0):
    return np.multiply(x, 2) + plus


@misconception("You squared it. Double it.", loses=("plain", "plus", "care"))
def squares(x, plus=0):
    return x**2 + plus


@misconception("You forgot `plus`.", loses=("plus",))
def forgets_plus(x, plus=0):  # noqa: ARG001
    return 2 * x


@misconception("The dtype has become float64.", loses=("care",))
def loses_dtype(x, plus=0):
    return 2 * x.astype("float64") + plus


@misconception("You added `plus` along axis 0.", loses=("plus",))
def adds_along_axis_0(x, plus=0):
    return 2 * x + np.reshape(plus, (-1, 1)) if np.ndim(plus) else 2 * x + plus


def _plain(rng):
    yield Case("a row of 3 numbers", (rng.integers(3, 9, 3) + 0.0,), public=True)
    yield Case("a table of 2x3 numbers", (rng.normal(size=(2, 3)),))


def _plus(rng):
    x = rng.normal(size=(3, 3))
    yield Case("a table of 3x3 numbers, a row added", (x,), {"plus": rng.normal(size=3)})
    yield Case("a table of 2x3 numbers, a row added", (x[:2],), {"plus": rng.normal(size=3)})


def _care(rng):
    yield Case("float32", (rng.normal(size=4).astype("float32"),))
    yield Case("an input that stays", (rng.normal(size=4),), read_only=True)


DOUBLE = FunctionCheck(
    key="00-test.double",
    oracle=twice,
    parts=(Part("plain", 3, _plain), Part("plus", 2, _plus), Part("care", 1, _care)),
    reference=FunctionAnswer("reference", twice),
    variants=(FunctionAnswer("multiply", times_two),),
    misconceptions=(squares, forgets_plus, loses_dtype, adds_along_axis_0),
)

NUMBERS = ValueCheck(
    key="00-test.numbers",
    parts=(ValuePart("a", 2, 2.5, rtol=1e-2), ValuePart("b", 1, [1, 2, 3])),
    variants=(ValueAnswer("array", {"a": 2.5, "b": np.array([1, 2, 3])}),),
    misconceptions=(
        ValueMisconception("half", {"a": 1.25, "b": [1, 2, 3]}, "`a` is halved.", ("a",)),
        ValueMisconception("back", {"a": 2.5, "b": [3, 2, 1]}, "`b` runs backwards.", ("b",)),
        ValueMisconception("both", {"a": 5.0, "b": [3, 2, 1]}, "Both are wrong.", ("a", "b")),
    ),
)


@pytest.fixture
def registered(monkeypatch):
    """Both are found by their keys."""
    register(monkeypatch, DOUBLE, NUMBERS)


def run(function: Callable, seed: int = 3) -> CheckReport:
    """Check `function` as an answer to the exercise."""
    return DOUBLE.run((function,), seed)


def lost(report: CheckReport) -> dict[str, str]:
    """Return why points were lost, by part."""
    return {part.name: part.said for part in report.parts if part.earned < part.points}
