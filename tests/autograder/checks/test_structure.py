"""Answers of several values: each compared, each named."""

import numpy as np
import pytest

from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.structure import compare_all, split_finite
from tests.helpers.gradients import COUNTER, LINEAR, averages, linear_backward

NAMES = ("grad_x", "grad_weight", "grad_bias")
WANT = (np.ones((2, 3)), np.ones((4, 3)), None)


def lost(report):
    return {part.name: part.said for part in report.parts if part.earned < part.points}


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        ((np.ones((2, 3)), np.ones((4, 3)), None), None),
        ([np.ones((2, 3)), np.ones((4, 3)), None], None),
        (
            (np.ones((2, 3)), np.ones((3, 4)), None),
            "`grad_weight`: expected shape (4, 3), got shape (3, 4).",
        ),
        (
            (2 * np.ones((2, 3)), np.ones((4, 3)), np.ones(4)),
            "`grad_x`: all 6 values differ. `grad_bias`: expected None.",
        ),
        (
            (None, np.ones((4, 3)), None),
            "`grad_x`: expected a NumPy array, got None (is a return missing?).",
        ),
        (
            (np.ones((2, 3)), np.ones((4, 3))),
            "expected a tuple of 3 values (grad_x, grad_weight, grad_bias), got a tuple of 2.",
        ),
        (
            np.ones((3, 2, 3)),
            "expected a tuple of 3 values (grad_x, grad_weight, grad_bias), got one array.",
        ),
        (
            None,
            "expected a tuple of 3 values (grad_x, grad_weight, grad_bias), "
            "got None (is a return missing?).",
        ),
    ],
)
def test_tuples(got, sentence):
    mismatch = compare_all(got, WANT, NAMES)
    assert (mismatch and mismatch.sentence) == sentence


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        ({"w": np.ones(2), "b": np.zeros(1)}, None),
        ({"w": np.ones(2), "b": np.ones(1)}, "`b`: the value differs."),
        ({"w": np.ones(2)}, "expected the keys 'b', 'w', got 'w'."),
        ({}, "expected the keys 'b', 'w', got none."),
        ((np.ones(2), np.zeros(1)), "expected a dict with the keys 'b', 'w', got a tuple of 2."),
    ],
)
def test_dicts(got, sentence):
    mismatch = compare_all(got, {"w": np.ones(2), "b": np.zeros(1)})
    assert (mismatch and mismatch.sentence) == sentence


def test_a_value_inside_a_value_is_named_all_the_way():
    want = (1.5, {"w": np.ones(2)})
    mismatch = compare_all((1.5, {"w": np.zeros(2)}), want, ("loss", "gradients"))
    assert mismatch.sentence == "`gradients`: `w`: all 2 values differ."
    assert mismatch.detail == "The worst is at index (0,): got 0, expected 1."
    both = compare_all((np.ones(2), {"w": np.zeros(2)}), (np.zeros(2), want[1]), ("x", "gradients"))
    assert both.detail == (
        "`x`: The worst is at index (0,): got 1, expected 0. "
        "`gradients`: The worst is at index (0,): got 0, expected 1."
    )


def test_a_dict_of_a_million_keys_makes_a_short_sentence():
    many = {f"{n}" * 20: None for n in range(10**5)}
    assert len(compare_all(many, {"w": np.ones(1)}).sentence) < 2_000


def test_only_the_values_that_a_part_is_about_count():
    got = (np.zeros((2, 3)), np.ones((4, 3)), None)
    assert compare_all(got, WANT, NAMES, only=("grad_weight", "grad_bias")) is None
    assert compare_all(got, WANT, NAMES, only=("grad_x",)).sentence == (
        "`grad_x`: all 6 values differ."
    )


def test_each_gradient_is_worth_its_part():
    def wrong_weight(grad_out, x, weight, bias=None):
        grad_x, grad_weight, grad_bias = linear_backward(grad_out, x, weight, bias)
        return grad_x, grad_weight[::-1], grad_bias

    report = LINEAR.run((wrong_weight,), 1)
    assert (report.earned, set(lost(report))) == (4, {"weight"})
    assert "3 rows of 5 numbers to 4: `grad_weight`: all 20 values differ." in report.text
    (part,) = [part for part in report.parts if part.earned < part.points]
    assert part.got.startswith("grad_weight = np.array([[")
    assert "grad_x" not in part.got + part.expected
    assert np.shape(part.values["got"]) == np.shape(part.values["expected"]) == (4, 5)


def test_a_gradient_that_should_be_none():
    def always_a_bias(grad_out, x, weight, bias=None):
        return *linear_backward(grad_out, x, weight, bias)[:2], grad_out.sum(axis=0)

    report = LINEAR.run((always_a_bias,), 1)
    assert lost(report) == {"no bias": "3 rows of 5 numbers to 4: `grad_bias`: expected None."}


def test_a_misconception_of_some_of_the_gradients_is_named():
    report = LINEAR.run((averages.function,), 1)
    assert (set(lost(report)), report.misconception) == (
        {"weight", "bias"},
        "You averaged over the batch.",
    )


def test_forgetting_a_value_costs_every_part():
    report = LINEAR.run((lambda *args, **given: linear_backward(*args, **given)[0],), 1)
    assert report.earned == 0
    assert "expected a tuple of 3 values (grad_x, grad_weight, grad_bias), got one a" in report.text


def test_a_class_is_put_to_use():
    (mistake,) = COUNTER.misconceptions
    assert COUNTER.run(COUNTER.reference.arguments, 1).earned == 3
    report = COUNTER.run(mistake.arguments, 1)
    assert lost(report) == {
        "two calls": "two batches: `answer`: `total`: the value differs. "
        "`total`: the value differs."
    }
    assert report.misconception == "It forgets."
    scope = {"np": np, "Counter": COUNTER.reference.function}
    exec(mistake.source("Forgetful"), scope)
    assert scope["Forgetful"].__mro__[1] is COUNTER.reference.function


def test_what_is_not_finite_is_put_aside():
    array, number, text = np.array([1, np.nan, -np.inf], "float32"), np.nan, "text"
    (finite, zero, same), where = split_finite((array, number, [7, text]))
    assert (finite.dtype, finite.tolist(), zero, same) == (np.float32, [1, 0, 0], 0, [7, text])
    assert (where[0].tolist(), bool(where[1])) == ([True, False, False], False)


def test_a_mistake_that_gives_nan_is_recognised_by_where_it_does():
    expected, nan = np.ones(3), np.array([1, np.nan, np.nan])
    trial = Trial("", Outcome(nan), expected)
    assert trial.failed
    assert trial.agrees_with(Outcome(nan))
    assert not trial.agrees_with(Outcome(np.array([1, 1, np.nan])))
    assert not trial.agrees_with(Outcome(np.array([2, np.nan, np.nan])))
