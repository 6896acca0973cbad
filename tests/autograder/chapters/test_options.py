"""Every option of every exercise counts: alone, with each other one, and in float32."""

import inspect
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.cases import Case, generator
from autograder.checks.function_check import FunctionCheck
from autograder.checks.generic_mistakes import ignored_options, swapped_pairs
from autograder.checks.tries import options_of
from cnnlib.conv import conv2d
from cnnlib.gradient_check import numerical_gradient
from cnnlib.pooling import avg_pool2d, max_pool2d

CHAPTERS = ("01", "02", "03", "04")  # whose functions have many options
WITH_OPTIONS = [
    check
    for key, check in CHECKS.items()
    if key.startswith(CHAPTERS)
    and isinstance(check, FunctionCheck)
    and options_of(check.reference.function)
]

WITH_PAIRS = [
    check
    for check in CHECKS.values()
    if isinstance(check, FunctionCheck)
    and "tuple[int, int]" in str(inspect.signature(check.reference.function))
]

every_check = pytest.mark.parametrize("check", WITH_OPTIONS, ids=lambda check: check.key)


def cases(check: FunctionCheck) -> Iterator[Case]:
    for part in check.parts:
        yield from part.draw_with_again(generator(0, check.key, part.name))


def chosen(case: Case, function: Callable[..., Any]) -> dict[str, Any]:
    """Return the options of a case that are not what they are by default."""
    defaults = options_of(function)
    try:
        bound = inspect.signature(function).bind(*case.args, **case.kwargs).arguments
    except TypeError:  # a case with its own `use`
        bound = case.kwargs
    return {
        name: value
        for name, value in bound.items()
        if name in defaults
        and value is not defaults[name]
        and (isinstance(value, np.ndarray) or value != defaults[name])
    }


@every_check
def test_an_answer_that_ignores_an_option_loses_points(check):
    mistakes = ignored_options(check.reference.function)
    assert [each.name for each in mistakes if check.passes(each.function, seed=0)] == []


@pytest.mark.parametrize("check", WITH_PAIRS, ids=lambda check: check.key)
def test_a_pair_that_is_the_wrong_way_round_loses_points(check):
    for mistake in swapped_pairs(check.reference.function):
        passing = [seed for seed in range(3) if check.passes(mistake.function, seed)]
        assert passing == [], mistake.name


@every_check
def test_any_two_options_are_given_together(check):
    function = check.reference.function
    given = [chosen(case, function).keys() for case in cases(check) if not case.only_dtype]
    apart = [
        pair
        for pair in combinations(options_of(function), 2)
        if not any(set(pair) <= names for names in given)
    ]
    assert apart == []


@every_check
def test_every_option_is_given_in_float32_where_images_are(check):
    function = check.reference.function
    short = [set(chosen(case, function)) for case in cases(check) if case.short_floats]
    if not short or check.key == "04-backprop.numerical_gradient":  # which returns float64
        return
    assert set(options_of(function)) - set().union(*short) <= {"negative_slope"}


def lost(key: str, function: Callable[..., Any]) -> list[str]:
    report = CHECKS[key].run((function,), seed=0)
    return [part.name for part in report.parts if part.earned < part.points]


def test_a_missing_option_does_not_cost_the_dtype():
    def without_groups(x, weight, bias=None, stride=1, padding=0, dilation=1):
        return conv2d(x, weight, bias, stride, padding, dilation)

    assert lost("01-convolution.conv2d", without_groups) == ["groups", "all together"]


def test_a_dtype_that_is_lost_with_one_option_costs_the_dtype_alone():
    def divides_by_counts(x, *args, count_include_pad=True, **given):
        out = avg_pool2d(x, *args, count_include_pad=count_include_pad, **given)
        return out if count_include_pad else out.astype(np.float64)

    assert lost("02-pooling.avg_pool2d", divides_by_counts) == ["dtype and input"]


def test_places_that_forget_the_dilation_are_wrong():
    def forgets_dilation(x, kernel_size, *args, return_indices=False, dilation=1, **given):
        given |= {"dilation": dilation, "return_indices": True}
        out, indices = max_pool2d(x, kernel_size, *args, **given)
        if dilation != 1:
            indices = indices + 1
        return (out, indices) if return_indices else out

    assert lost("02-pooling.max_pool2d", forgets_dilation) == ["where, all together"]


def test_a_step_that_is_no_eps_is_wrong():
    def relative_steps(f, x, eps=1e-6):
        steps = eps * np.maximum(1, np.abs(np.asarray(x, dtype=np.float64)))
        scaled = numerical_gradient(lambda point: f(point * steps), x / steps, 1.0)
        return scaled / steps

    assert lost("04-backprop.numerical_gradient", relative_steps) == ["steps of any size"]
