"""Several gaps at once: something true is said of each composition of mistakes, nothing false."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.authoring.compositions import Composition, compositions, wrongly_named
from autograder.chapters import CHECKS
from autograder.checks.answers import misconception
from autograder.checks.function_check import FunctionCheck
from tests.helpers.double import DOUBLE, forgets_plus

FUNCTIONS = [check for check in CHECKS.values() if isinstance(check, FunctionCheck)]
SAMPLE = 2  # of each exercise
SLOW = (  # networks, and long functions of loops, for each question
    "04-backprop.max_pool2d_backward",
    "05-depth.vgg_38",
    "08-visualisation.maximise_activation",
)

every_exercise = pytest.mark.parametrize("check", FUNCTIONS, ids=lambda check: check.key)


a_sample_of_each = pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=check.key, marks=[pytest.mark.long] * (check.key in SLOW))
        for check in FUNCTIONS
    ],
)


@a_sample_of_each
def test_a_sample_of_compositions_is_named_truly(check):
    every = list(compositions(check))
    assert not list(wrongly_named(check, every[:: len(every) // SAMPLE][:SAMPLE], seed=1))


@pytest.mark.long
@every_exercise
def test_every_composition_is_named_truly(check):
    assert not list(wrongly_named(check, list(compositions(check)), seed=2))


def test_what_is_composed():
    names = [each.name for each in compositions(CHECKS["01-convolution.conv2d"])]
    assert names[:5] == [
        f"flips_the_kernels, {gap}"
        for gap in ("no padding", "no dilation", "no groups", "square only", "float64 always")
    ]
    assert "flips_the_kernels, forgets_the_bias" in names
    assert len(set(names)) == len(names)


@misconception("You added 1.", loses=("plain", "plus", "care"))
def adds_one(right, x, *args, **given):
    return right(x, *args, **given) + 1


def test_a_false_name_and_none_are_found():
    check = replace(DOUBLE, misconceptions=(forgets_plus, adds_one))
    (known,) = replace(DOUBLE, misconceptions=(forgets_plus,)).misconceptions
    unknown = Composition("unknown", (known,), lambda x, plus=0: 7 * np.sin(3 * x) - plus)
    assert list(wrongly_named(check, [unknown], 1)) == ["unknown: nothing is named."]

    def alike_without_plus(x, plus=0):
        return 2 * x + 1 + 7 * plus

    false = Composition("false", (known,), alike_without_plus)
    assert list(wrongly_named(check, [false], 1)) == ["false: adds_one is named, but is not in it."]
    own = Composition("own", (check.misconceptions[1],), alike_without_plus)
    assert list(wrongly_named(check, [own], 1)) == []
