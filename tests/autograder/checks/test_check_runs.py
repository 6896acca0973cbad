"""What a run of checks draws, collects and finds by its key; misconceptions that it names."""

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.cases import generator
from autograder.grading.checking import check, check_run
from tests.helpers.double import (
    DOUBLE,
    NUMBERS,
    adds_along_axis_0,
    forgets_plus,
    loses_dtype,
    lost,
    registered,  # noqa: F401  a fixture
    run,
    squares,
    twice,
)

pytestmark = pytest.mark.usefixtures("registered")


@pytest.mark.parametrize("mistake", DOUBLE.misconceptions, ids=lambda mistake: mistake.name)
def test_a_misconception_is_named_by_its_results(mistake):
    for seed in range(20):
        report = run(lambda x, plus=0: mistake.function(x, plus), seed)
        assert set(lost(report)) == set(mistake.loses)
        assert report.misconception == mistake.sentence


def test_two_misconceptions_at_once_are_both_named():
    report = run(lambda x, **_: 2.0 * x.astype("float64"))
    assert report.misconception == f"{forgets_plus.sentence} {loses_dtype.sentence}"


def test_a_lost_dtype_does_not_hide_another_misconception():
    report = run(lambda x, plus=0: x.astype("float64") ** 2 + plus)
    assert report.misconception == f"{squares.sentence} {loses_dtype.sentence}"


def test_an_unknown_mistake_is_not_named():
    for wrong in (
        lambda x, plus=0: x % 3 + x**2 + plus,
        lambda *_, **__: None,
        DOUBLE.blank.function,
    ):
        assert run(wrong).misconception is None


def test_exceptions_alone_do_not_make_a_misconception():
    # adds_along_axis_0 raises on the second of its cases, and this answer on both.
    def raises(x, plus=0):
        return 2 * x if not np.ndim(plus) else np.add(x, np.ones(7))

    assert run(adds_along_axis_0.function).misconception == adds_along_axis_0.sentence
    assert run(raises).misconception == "Every call with `plus` raises an exception."


def test_the_seed_decides_the_cases_and_nothing_else_does():
    def seen(seed, *before):
        inputs = []
        with check_run(seed):
            for key, answers in before:
                check(key, *answers)
            check("00-test.double", lambda x, plus=0: inputs.append(x) or twice(x, plus))
        return np.concatenate([x.ravel() for x in inputs])

    first = seen(11)
    np.testing.assert_array_equal(seen(11, ("00-test.numbers", (2.5, [1, 2, 3]))), first)
    assert not np.isin(seen(12)[3:], first).any()


def test_every_part_draws_on_its_own():
    assert generator(1, "a", "b").integers(2**60) != generator(1, "a", "c").integers(2**60)


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**32, 2**63 + 5, 2**64 - 1])
def test_a_seed_stands_for_the_same_cases_as_ever(seed):
    as_numpy_would = np.random.default_rng([seed, *b"a/b"])
    assert generator(seed, "a", "b").integers(2**60) == as_numpy_would.integers(2**60)


def test_outside_of_a_run_every_check_draws_afresh():
    inputs = []
    for _ in range(2):
        check("00-test.double", lambda x, plus=0: inputs.append(x) or twice(x, plus))
    assert not np.array_equal(inputs[1], inputs[len(inputs) // 2 + 1])


def test_a_run_collects_reports_in_order_and_ends():
    with check_run(1) as reports:
        check("00-test.numbers", 2.5, [1, 2, 3])
        with check_run(2) as inner:
            check("00-test.numbers", 2.5, [1, 2, 3])
        check("00-test.double", twice)
    check("00-test.double", twice)
    assert [report.key for report in reports] == ["00-test.numbers", "00-test.double"]
    assert len(inner) == 1


@pytest.mark.parametrize(
    ("answers", "earned", "sentences", "known"),
    [
        ((2.5, [1, 2, 3]), 3, {}, None),
        ((2.51, np.array([1.0, 2, 3])), 3, {}, None),
        ((2.6, [1, 2, 3]), 1, {"a": "the value differs."}, None),
        ((1.25, (1, 2, 3)), 1, {"a": "the value differs."}, "`a` is halved."),
        ((2.5, [3, 2, 1]), 2, {"b": "2 of 3 values differ."}, "`b` runs backwards."),
        ((2.5, "123"), 2, {"b": "expected numbers, got a str."}, None),
        ((2.5, None), 2, {"b": "not given yet."}, None),
        ((2.5, [1, 2]), 2, {"b": "expected shape (3,), got shape (2,)."}, None),
        (
            (1.25, [3, 2, 1]),
            0,
            {"a": "the value differs.", "b": "2 of 3 values differ."},
            "`a` is halved. `b` runs backwards.",
        ),
        (
            (5, [3, 2, 1]),
            0,
            {"a": "the value differs.", "b": "2 of 3 values differ."},
            "Both are wrong.",
        ),
    ],
)
def test_values(answers, earned, sentences, known):
    report = NUMBERS.run(answers, 0)
    assert (report.earned, lost(report), report.misconception) == (earned, sentences, known)


def test_the_source_of_an_answer_runs_under_another_name():
    for answer in (DOUBLE.reference, *DOUBLE.variants, *DOUBLE.misconceptions):
        text = answer.source("double")
        assert text.startswith("def double(")
        scope = {"np": np}
        exec(text, scope)
        np.testing.assert_array_equal(
            scope["double"](np.arange(3.0)), answer.function(np.arange(3.0))
        )
    for answer in (NUMBERS.reference, *NUMBERS.variants, *NUMBERS.misconceptions):
        scope = {"np": np}
        exec(answer.source(), scope)
        assert NUMBERS.run((scope["a"], scope["b"]), 0) == NUMBERS.run(answer.arguments, 0)


def test_checks_are_found_by_key():
    assert CHECKS["00-test.double"] is DOUBLE
    assert set(CHECKS) >= {"00-test.double", "00-test.numbers", "03-im2col.im2col"}
    assert len(CHECKS) == len(list(CHECKS))
    assert "00-test.triple" not in CHECKS
    with pytest.raises(KeyError, match=r"no check '00-test\.triple': .* has 00-test\.double, "):
        check("00-test.triple", twice)
    with pytest.raises(KeyError, match=r"no check '99-none\.double': the chapters are .*03-im2col"):
        check("99-none.double", twice)


def test_a_wrong_number_of_answers_is_the_instructors_mistake():
    with pytest.raises(TypeError, match=r"takes 2 answers after the key, not 1\."):
        check("00-test.numbers", 2.5)
