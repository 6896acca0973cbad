"""The misconceptions of every chapter: they do what they say, however they are called."""

import inspect

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.cases import Case, generator
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcomes import attempt

FUNCTIONS = [check for check in CHECKS.values() if isinstance(check, FunctionCheck)]


def by_position(case: Case, function) -> Case:
    """Return the same call with every argument by its position that can be."""
    bound = inspect.signature(function).bind(*case.args, **case.kwargs)
    bound.apply_defaults()
    return Case(case.label, bound.args, bound.kwargs)


@pytest.mark.parametrize("check", FUNCTIONS, ids=lambda check: check.key)
def test_an_option_by_position_is_caught_like_one_by_its_name(check):
    cases = [
        case
        for part in check.parts
        for case in part.draw(generator(3, check.key, part.name))
        if case.use is None
    ]
    positional = [by_position(case, check.reference.function) for case in cases]
    for mistake in check.misconceptions:
        for case, other in zip(cases, positional, strict=True):
            one, two = attempt(mistake.function, case), attempt(mistake.function, other)
            assert one.error == two.error, (mistake.name, case.label)
            np.testing.assert_equal(two.value, one.value, f"{mistake.name}, {case.label}")
