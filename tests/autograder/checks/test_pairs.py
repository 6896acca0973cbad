"""The search for two mistakes at once runs only those that can make a difference together."""

from collections import Counter
from dataclasses import replace
from functools import wraps
from math import perm

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.answers import misconception
from autograder.checks.cases import Case
from autograder.checks.generic_mistakes import ignored_options
from autograder.checks.handed_on import arguments_of, handed_on
from autograder.checks.recognition import recognise_functions

CHECK = CHECKS["03-im2col.conv2d_im2col"]
SCHEDULE = CHECKS["06-regularisation.cosine_annealing_lr"]


def counted(mistake, calls):
    @wraps(mistake.spoil)
    def spoil(*args, **kwargs):
        calls[mistake.name] += 1
        return mistake.spoil(*args, **kwargs)

    return replace(mistake, spoil=spoil)


def test_an_unknown_mistake_costs_few_calls():
    right, calls = CHECK.reference.function, Counter()

    def unknown(*args, **kwargs):
        value = right(*args, **kwargs)
        return value + np.sin(value)

    catalogue = [counted(each, calls) for each in CHECK.misconceptions]
    generic = [counted(each, calls) for each in ignored_options(right)]
    trials = CHECK.trials(unknown, seed=0)
    assert recognise_functions(catalogue, generic, right, trials).mistakes == ()
    pairs = perm(len(catalogue) + len(generic), 2)
    assert 0 < calls.total() < 4 * pairs  # two calls for each pair in two of its many trials


@pytest.mark.parametrize("seed", range(3))
def test_a_mistake_that_does_nothing_alone_but_something_with_another_is_found(seed):
    # With the last epoch as its angle, `adds_the_minimum_on_top` gives the right rate.
    names = ("takes_degrees", "adds_the_minimum_on_top")
    known = {mistake.name: mistake for mistake in SCHEDULE.misconceptions}
    inner, outer = (known[name] for name in names)
    trials = SCHEDULE.trials(outer.around(inner.around(SCHEDULE.reference.function)), seed)
    found = SCHEDULE.recognise(trials)
    assert {mistake.name for mistake in found.mistakes} == set(names)


def right(x, stride=1):
    return x[::stride]


@misconception("", loses=())
def ignores_stride(right, x, **_):
    return right(x)


@misconception("", loses=())
def doubles(right, x, stride=1):
    return 2 * right(x, stride)


@misconception("", loses=())
def strides_twice(right, x, stride=1):
    return right(right(x, stride), stride)


@pytest.mark.parametrize(
    ("mistake", "stride", "same", "returned"),
    [
        (ignores_stride, 1, True, True),
        (ignores_stride, 2, False, True),
        (doubles, 2, True, False),
    ],
)
def test_what_a_mistake_hands_on(mistake, stride, same, returned):
    x = np.arange(6.0)
    passed = handed_on(mistake, right, {"x": x, "stride": stride})
    assert passed.given["x"] is x
    assert (passed.same, passed.returned) == (same, returned)


def test_tuples_are_compared_by_what_is_in_them():
    def both(arrays, stride=1):
        return [array[::stride] for array in arrays]

    @misconception("", loses=())
    def copies(right, arrays, stride=(1,)):
        return right(tuple(array.copy() for array in arrays), (*stride,))

    arrays = np.arange(6.0), np.arange(4.0)
    passed = handed_on(copies, both, {"arrays": arrays, "stride": (1, 2)})
    assert not passed.same
    assert handed_on(copies, both, {"arrays": (), "stride": (1, 2)}).nothing_changed


def test_of_several_calls_nothing_is_concluded():
    assert handed_on(strides_twice, right, {"x": np.arange(6.0), "stride": 1}) is None


def test_the_arguments_are_copies_and_a_case_with_its_own_use_has_none():
    case = Case("", (np.arange(6.0),), {"stride": 2})
    given = arguments_of(case, right)
    assert given["stride"] == 2
    assert given["x"] is not case.args[0]
    np.testing.assert_array_equal(given["x"], case.args[0])
    assert arguments_of(replace(case, use=print), right) is None
