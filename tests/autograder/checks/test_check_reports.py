"""What a check says: points, sentences, cases that are shown and cases that are not."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from autograder.checks.cases import Case, Part
from autograder.grading.checking import check, check_run
from tests.helpers.double import (
    DOUBLE,
    forgets_plus,
    loses_dtype,
    lost,
    registered,  # noqa: F401  a fixture
    run,
    squares,
    twice,
)

pytestmark = pytest.mark.usefixtures("registered")


def test_a_right_answer_earns_everything_and_says_nothing(capsys):
    points = check("00-test.double", twice)
    assert (points, type(points)) == (6.0, float)
    assert capsys.readouterr().out == ""


def test_partial_credit_is_returned_and_the_rest_is_printed(capsys):
    assert check("00-test.double", forgets_plus.function) == 4.0
    assert capsys.readouterr().out.splitlines() == [
        "00-test.double: 4 of 6 points.",
        "- plus (0 of 2): a table of 3x3 numbers, a row added: all 9 values differ.",
        "What it looks like: You forgot `plus`.",
    ]


def test_nothing_earned_raises_the_same_text(capsys):
    with pytest.raises(AssertionError) as failure, check_run(5) as reports:
        check("00-test.double", squares.function)
    assert str(failure.value) == reports[0].text
    assert "You squared it. Double it." in str(failure.value)
    assert capsys.readouterr().out == ""


def test_the_points_of_the_parts_add_up():
    report = run(loses_dtype.function)
    assert report.points == sum(part.points for part in report.parts) == 6
    assert report.earned == sum(part.earned for part in report.parts) == 5


def test_a_public_case_is_shown_in_full():
    part = run(lambda x, plus=0: 2 * x + plus + (x.ndim == 1)).parts[0]
    assert part.public
    assert part.call.startswith("x = np.array([")
    assert part.call.endswith("\ndouble(x)")
    scope = {"np": np, "double": twice}
    exec(part.call, scope)
    np.testing.assert_array_equal(eval(part.expected, scope), 2 * scope["x"])
    np.testing.assert_array_equal(eval(part.got, scope), 2 * scope["x"] + 1)
    assert "The worst is at index (0,): got " in part.sentence


def test_a_hidden_case_shows_its_label_and_no_value():
    report = run(lambda x, plus=0: 2 * x + plus + (x.ndim == 2))
    assert lost(report) == {
        "plain": "a table of 2x3 numbers: all 6 values differ.",
        "plus": "a table of 3x3 numbers, a row added: all 9 values differ.",
    }
    for part in report.parts:
        assert (part.public, part.call, part.got, part.expected) == (False, None, None, None)


def test_an_array_that_is_large_or_has_many_axes_is_not_written_out():
    part = run(lambda *_, **__: np.zeros((7,) * 7)).parts[0]
    assert part.sentence.endswith("expected shape (3,), got shape (7, 7, 7, 7, 7, 7, 7).")
    assert part.got is None
    assert part.expected


def test_a_report_is_plain_data():
    for function in (twice, squares.function, lambda *_: None, DOUBLE.blank.function):
        data = run(function).as_dict()
        assert data == asdict(run(function))
        assert json.loads(json.dumps(data)) == {**data, "parts": list(data["parts"])}


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda *_, **__: None, "expected a NumPy array, got None (is a return missing?)."),
        (lambda x, **_: list(2 * x), "expected a NumPy array, got a list."),
        (lambda x, **_: (2 * x)[..., None], "expected shape (2, 3), got shape (2, 3, 1)."),
        (lambda x, **_: 2 * x / (x != x.max()), "the value at index "),
        (lambda x: 2 * x + 1, "all 6 values differ."),
        (lambda: None, "raised TypeError: "),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_every_stage_has_its_sentence(function, sentence):
    def right_for_one_row(x, **options):
        return twice(x, **options) if x.ndim == 1 else function(x, **options)

    found = lost(run(right_for_one_row))["plain"]
    assert found.startswith(f"a table of 2x3 numbers: {sentence}")


@pytest.mark.parametrize(
    ("dtype", "sentence"),
    [
        ("float32", "an input that stays: expected dtype float64, got float32: you compute in "),
        ("float64", "float32: expected dtype float32, got float64."),
    ],
)
def test_right_values_in_one_dtype_always_cost_the_part_on_dtypes_alone(dtype, sentence):
    report = run(lambda x, plus=0: twice(x, plus).astype(dtype))
    assert list(lost(report)) == ["care"]
    assert lost(report)["care"].startswith(sentence)


def test_what_was_rounded_to_float32_on_the_way_costs_that_part_alone():
    report = run(lambda x, plus=0: twice(x.astype("float32").astype(x.dtype), plus))
    assert list(lost(report)) == ["care"]
    assert "you compute in float32 somewhere" in lost(report)["care"]


def test_without_a_part_on_dtypes_the_first_pays_for_them():
    whole = replace(
        DOUBLE,
        parts=(
            Part("small", 1, lambda _: [Case("3", (3,), public=True)]),
            Part("large", 2, lambda _: [Case("2**60", (2**60,)), Case("7", (7,))]),
        ),
        misconceptions=(),
    )
    (small, large) = whole.run((lambda x: float(2 * x),), 1).parts
    assert (small.earned, large.earned) == (0, 2)
    assert small.said == "3: got 6.0, a float. Return an integer: use `//`."
    assert (small.got, small.expected) == ("6.0", "6")


def test_a_call_can_be_pasted_whatever_comes_first():
    case = Case("", (0.5, np.ones(1)), {"axis": 1, "weight": np.ones(1)})
    last = case.call_text("f", ["scale", "x"]).splitlines()[-1]
    assert last == "f(scale=0.5, x=x, axis=1, weight=weight)"
    first = Case("", (np.ones(1), np.ones(1)), {"axis": 1}).call_text("f", ["x", "y"])
    assert first.endswith("\nf(x, y, axis=1)")
