"""Answers as functions and as text; misconceptions around the right function, and in pairs."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.answers import misconception, misconceptions_in, variants_in
from tests.helpers import double
from tests.helpers.double import DOUBLE, times_two, twice


@misconception("You added 1.", loses=("plain", "plus", "care"))
def adds_one(right, x, *args, **given):
    return right(x, *args, **given) + 1


@misconception("You forgot `plus`.", loses=("plus",))
def forgets_plus(right, x, plus=0):  # noqa: ARG001
    return right(x)


def around_each_other(first, second):
    return first.around(second.around(twice))


def test_a_check_puts_its_misconceptions_around_its_reference():
    check = replace(DOUBLE, misconceptions=(adds_one, forgets_plus))
    one, without = check.misconceptions
    assert (one.function(3, plus=2), without.function(3, plus=2)) == (9, 6)
    for mistake in check.misconceptions:
        report = check.run(mistake.arguments, 2)
        assert report.misconception == mistake.sentence
        lost = [part.name for part in report.parts if part.earned < part.points]
        assert lost == list(mistake.loses)
    assert replace(check, reference=double.DOUBLE.variants[0]).misconceptions[0].function(3) == 7


def test_two_make_one_answer_that_has_both_mistakes():
    assert around_each_other(adds_one, forgets_plus)(3, plus=2) == 7
    assert around_each_other(forgets_plus, adds_one)(3, plus=2) == 7
    # A whole wrong function replaces the function that it is put around.
    assert adds_one.around(double.squares.around(twice))(3, plus=2) == 12


def test_the_text_is_one_function_that_stands_for_itself():
    (bound,) = replace(DOUBLE, misconceptions=(adds_one,)).misconceptions
    text = bound.source("double")
    scope = {}
    exec(text, scope)
    assert scope.keys() == {"__builtins__", "double"}
    assert scope["double"](3, plus=2) == 9
    assert text.startswith("def double(")
    (alone,) = replace(DOUBLE, misconceptions=(double.squares,)).misconceptions
    assert alone.source("double").startswith("def double(x, plus=0):\n    return x**2 + plus")


def test_answers_are_collected_from_a_module_in_order():
    assert [each.name for each in misconceptions_in(double)] == [
        "squares",
        "forgets_plus",
        "loses_dtype",
        "adds_along_axis_0",
    ]
    assert variants_in(double) == ()
    assert DOUBLE.variants[0].function is times_two


@pytest.mark.parametrize("key", ["01-convolution.conv2d", "03-im2col.conv2d_im2col"])
def test_a_flipped_kernel_without_bias_loses_what_both_lose(key):
    check = CHECKS[key]
    known = {mistake.name: mistake for mistake in check.misconceptions}
    flips, forgets = known["flips_the_kernels"], known["forgets_the_bias"]
    both = flips.around(forgets.function)
    report = check.run((both,), 3)
    lost = {part.name for part in report.parts if part.earned < part.points}
    assert lost == {*flips.loses, *forgets.loses}
    rng = np.random.default_rng(0)
    x, weight, bias = rng.random((2, 3, 5, 6)), rng.random((4, 3, 2, 3)), rng.random(4)
    expected = check.oracle(x, weight[:, :, ::-1, ::-1].copy())
    np.testing.assert_allclose(both(x, weight, bias), expected)
