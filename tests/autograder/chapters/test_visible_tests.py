"""A program that ignores anything that the docstring says fails where the student sees it."""

import contextlib
import inspect
import io
import warnings
from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import Any

import numpy as np
import pytest
import torch
from nbgrader.utils import is_grade

from autograder.chapters import CHECKS
from autograder.checks.choice_check import ChoiceCheck
from autograder.checks.function_check import FunctionCheck
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck
from autograder.course.assignment import Assignment, load_assignment, nbgrader_id

Function = Callable[..., Any]

CHECKED = [check for check in CHECKS.values() if isinstance(check, FunctionCheck)]
# Answered with numbers and letters: a visible test that knew wrong ones would tell the right ones.
WITHOUT_CODE = (ChoiceCheck, PersonalCheck, ValueCheck)
# Only minutes of training show that a network learns badly. The visible tests look at what comes
# back, and at the time of a few images.
SEEN_IN_TRAINING = {
    "04-backprop.train",
    "05-depth.repair",
    "06-regularisation.generalise",
    "07-efficient.small_network",
}


@cache
def assignment_of(chapter: str) -> Assignment:
    return load_assignment(chapter)


@cache
def names_at_each_test(chapter: str) -> dict[str, dict[str, Any]]:
    """Return what the cells of the solved notebook have defined above each test."""
    names: dict[str, Any] = {}
    found = {}
    for cell in assignment_of(chapter).source.cells:
        if is_grade(cell):
            found[nbgrader_id(cell)] = dict(names)
        elif cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if not line.startswith("%")]
            with contextlib.redirect_stdout(io.StringIO()):
                exec("\n".join(lines), names)
    return found


@cache
def visible_test(key: str) -> Any:
    chapter, _, name = key.partition(".")
    cells = assignment_of(chapter).stripped.cells
    (source,) = [cell.source for cell in cells if nbgrader_id(cell) == name]
    return compile(source, f"<{key}>", "exec")


def passes(key: str, function: Function) -> bool:
    """Tell whether a function passes the visible test of an exercise."""
    chapter, _, name = key.partition(".")
    test = visible_test(key)
    scope = names_at_each_test(chapter)[name] | {name: function}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from wrong answers
        try:
            exec(test, scope)
        except Exception:
            return False
    return True


class NotWrittenError(Exception):
    """A program cannot do this yet."""


def toys(function: Function) -> Iterator[tuple[str, Function]]:
    """Yield programs that lack one feature of the right one, each with what it lacks."""
    signature = inspect.signature(function)

    def lacking(fails: Callable[[Any], bool]) -> Function:
        @wraps(function)
        def toy(*args: Any, **kwargs: Any) -> Any:
            given = signature.bind(*args, **kwargs).arguments.values()
            if any(fails(each) for each in given):
                raise NotWrittenError
            return function(*args, **kwargs)

        return toy

    for name, parameter in signature.parameters.items():
        if parameter.default is not inspect.Parameter.empty:
            yield f"ignores {name}", _ignoring(function, signature, name)
    said = str(signature)
    if "tuple" in said:
        yield "no pairs", lacking(lambda x: isinstance(x, tuple) and len(set(x)) > 1)
    if "ndarray" not in said and "Tensor" not in said:
        return
    yield "one image only", lacking(lambda x: np.ndim(x) == 4 and np.shape(x)[0] > 1)
    yield "one channel only", lacking(lambda x: np.ndim(x) == 4 and np.shape(x)[1] > 1)
    yield "square only", lacking(lambda x: np.ndim(x) >= 2 and len({*np.shape(x)[-2:]}) > 1)
    for dtype in ("float64", "float32"):
        yield f"always {dtype}", _always(function, dtype)


def _ignoring(function: Function, signature: inspect.Signature, name: str) -> Function:
    @wraps(function)
    def toy(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs)
        given.arguments.pop(name, None)
        return function(**given.arguments)

    return toy


def _always(function: Function, dtype: str) -> Function:
    def cast(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(cast(each) for each in value)
        if isinstance(value, torch.Tensor):
            return value.to(getattr(torch, dtype))
        return value.astype(dtype) if isinstance(value, np.ndarray) else value

    @wraps(function)
    def toy(*args: Any, **kwargs: Any) -> Any:
        return cast(function(*args, **kwargs))

    return toy


def wrong_answers(check: FunctionCheck) -> Iterator[tuple[str, Function]]:
    """Yield the misconceptions of an exercise, and the toys, not all of which lose points."""
    for mistake in check.misconceptions:
        yield mistake.name, mistake.function
    yield from toys(check.reference.function)


def test_every_exercise_in_code_is_tried_but_for_a_reason():
    code = {key for key, check in CHECKS.items() if not isinstance(check, WITHOUT_CODE)}
    assert code - {check.key for check in CHECKED} == SEEN_IN_TRAINING


@pytest.mark.parametrize("check", CHECKED, ids=lambda check: check.key)
def test_every_wrong_answer_fails_where_the_student_sees_it(check):
    assert passes(check.key, check.reference.function)
    unseen = [
        name
        for name, function in wrong_answers(check)
        if passes(check.key, function) and not check.passes(function, seed=3)
    ]
    assert unseen == []
