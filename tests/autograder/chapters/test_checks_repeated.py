"""Every part asks twice for one shape: an answer that keeps what it once returned is found out."""

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.cases import Case, generator
from autograder.checks.function_check import FunctionCheck


def takes_arrays(check):
    # A torch module may be the same object twice; its checks run one several times instead.
    if not isinstance(check, FunctionCheck) or check.torch:
        return False
    return any(
        case.again() for part in check.parts for case in part.draw(generator(3, check.key, "x"))
    )


def remembering(function):
    """Return a function that gives for every shape what `function` gave for the first of it."""
    kept = {}

    def like(value):
        if isinstance(value, np.ndarray):
            return value.shape, value.dtype.str
        if isinstance(value, np.random.Generator):  # a new one may have an old one's address
            return "a generator"
        return "a function" if callable(value) else value

    def remembers(*args, **kwargs):
        key = repr([like(value) for value in (*args, *kwargs, *kwargs.values())])
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        return kept[key]

    return remembers


SLOW = ("06-regularisation.random_erasing",)  # thousands of images
ARRAY_CHECKS = [key for key in CHECKS if takes_arrays(CHECKS[key])]


def test_the_exercises_on_arrays_are_here():
    assert len(ARRAY_CHECKS) > 20


@pytest.mark.parametrize(
    "key", [pytest.param(key, marks=[pytest.mark.long] * (key in SLOW)) for key in ARRAY_CHECKS]
)
def test_an_answer_that_remembers_shapes_earns_nothing(key):
    check = CHECKS[key]
    report = check.run((remembering(check.reference.function),), 3)
    assert [part.name for part in report.parts if part.earned] == []
    assert "a second time with other numbers" in report.text


def test_one_array_of_floats_is_turned_around():
    ones, places = np.ones(3), np.array([1, 2])
    x, weight = np.arange(3.0), np.arange(4.0)
    case = Case("x", (ones, places, x), {"stride": 2, "weight": weight}, public=True)
    second = case.again()
    assert second.label == "x, a second time with other numbers"
    assert not second.public
    np.testing.assert_array_equal(second.args[2], [2, 1, 0])
    assert second.args[:2] == (ones, places)
    assert second.kwargs == {"stride": 2, "weight": weight}
    np.testing.assert_array_equal(x, [0, 1, 2])


@pytest.mark.parametrize("args", [(), (28, 3), (np.array([1, 2]),), (np.ones(4), "same")])
def test_what_has_no_other_order_is_not_asked_again(args):
    assert Case("", args).again() is None
