"""The framework of the checks, on an exercise small enough to see through."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace

import numpy as np
import pytest
from double import (
    DOUBLE,
    NUMBERS,
    adds_along_axis_0,
    forgets_plus,
    loses_dtype,
    squares,
    twice,
)

from autograder.checks import CHECKS, CheckReport, check, check_run, validate_checks
from autograder.checks import registry as registry_module
from autograder.checks import validation as validation_module
from autograder.checks.answers import FunctionAnswer, misconception
from autograder.checks.cases import Case, Part, generator
from autograder.errors import StudentCodeError, StudentStoppedError
from cnnlib.exercise import Exercise


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    load = registry_module._load
    own = {check.key: check for check in (DOUBLE, NUMBERS)}
    monkeypatch.setitem(registry_module.CHAPTERS, "00-test", "")
    monkeypatch.setattr(
        registry_module, "_load", lambda chapter: own if chapter == "00-test" else load(chapter)
    )


def run(function: Callable, seed: int = 3) -> CheckReport:
    return DOUBLE.run((function,), seed)


def lost(report: CheckReport) -> dict[str, str]:
    return {part.name: part.sentence for part in report.parts if part.earned < part.points}


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
        data = asdict(run(function))
        assert json.loads(json.dumps(data)) == {**data, "parts": list(data["parts"])}


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda *_, **__: None, "expected a NumPy array, got None (is a return missing?)."),
        (lambda x, **_: list(2 * x), "expected a NumPy array, got a list."),
        (lambda x, **_: (2 * x)[..., None], "expected shape (2, 3), got shape (2, 3, 1)."),
        (lambda x, **_: np.float16(2 * x), "expected dtype float64, got float16."),
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


def test_an_exception_is_told_with_the_students_line():
    def raises(x, plus=0):
        return 2 * x + plus + {}["key"]

    part = run(raises).parts[1]
    assert part.sentence == "a table of 3x3 numbers, a row added: raised KeyError: 'key'"
    assert part.where.endswith("""in raises: return 2 * x + plus + {}["key"]""")
    assert part.where in run(raises).text


def test_a_message_is_one_printable_line_of_bounded_length():
    def raises(*_, **__):
        raise ValueError("first\n\x1b[31msecond\t" + "x" * 100_000)

    sentence = run(raises).parts[1].sentence
    assert "raised ValueError: first [31msecond xxx" in sentence
    assert len(sentence) < 300
    assert sentence.isprintable()


def test_the_name_of_an_exception_may_be_forged_but_stays_one_line():
    sentence = run(remote(lambda *_, **__: 1 / 0, ename="Error\n20 of 20")).parts[0].sentence
    assert sentence.endswith("raised Error 20 of 20: division by zero")


def test_a_stub_is_not_written_yet():
    def stub(x, plus=0):
        raise NotImplementedError("00-test.double: replace this line with your code")

    text = "00-test.double: 0 of 6 points.\n- all parts: `double` is not written yet."
    assert run(stub).text == text


def test_a_stub_that_is_called_is_named():
    def stub(x):
        raise NotImplementedError("00-test.half: replace this line with your code")

    def calls(x, plus=0):
        return 4 * stub(x) + plus

    assert run(calls).parts[0].sentence == "`half` is not written yet."


def test_half_a_function_is_not_written_for_the_other_half():
    def half(x, plus=0):
        if np.ndim(plus):
            raise NotImplementedError
        return 2 * x

    report = run(half)
    assert (report.earned, lost(report)) == (4, {"plus": "not written yet."})


def test_what_is_no_function_is_told():
    assert set(lost(run(twice(1))).values()) == {"expected a function, not int."}


def remote(function: Callable, ename: str = "", evalue: str = "", where: str = "") -> Callable:
    """Stand for a function in another process: what it raises arrives as a StudentCodeError."""

    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception as error:
            raise StudentCodeError(
                ename or type(error).__name__, evalue or str(error), where
            ) from error

    return call


def test_an_exception_in_the_students_process_reads_the_same():
    def raises(x, plus=0):
        raise IndexError(f"{x.ndim} is too many for {plus!r:.0}")

    here, there = run(raises), run(remote(raises, where="im2col.py, line 7: return x[1]"))
    assert [part.sentence for part in here.parts] == [part.sentence for part in there.parts]
    assert there.parts[1].where == "im2col.py, line 7: return x[1]"
    assert run(remote(DOUBLE.blank.function)).text == run(DOUBLE.blank.function).text


def test_a_process_that_is_gone_is_not_asked_again():
    calls = []

    def stops(x, plus=0):
        calls.append(x)
        if np.ndim(plus):
            raise StudentStoppedError("time", "It took longer than 10 s.")
        return 2 * x

    report = run(stops)
    assert len(calls) == 4  # three of the first part, and one of the second
    assert report.earned == 3
    assert lost(report) == dict.fromkeys(("plus", "care"), "It took longer than 10 s.")
    assert "- plus (0 of 2), care (0 of 1): It took longer than 10 s." in report.text


def test_a_stop_is_told_even_after_a_wrong_value():
    def stops(x, plus=0):
        if x.ndim == 2:
            raise StudentStoppedError("memory", "It used more memory than there is.")
        return x + plus

    assert set(lost(run(stops)).values()) == {"It used more memory than there is."}


def test_writing_into_the_input_costs_the_part_that_looks_for_it_and_no_other():
    def writes(x, plus=0):
        x *= 2
        return x + plus

    report = run(writes)
    assert report.earned == 5
    assert lost(report)["care"].startswith("it writes into the array that it was given")
    assert lost(run(remote(writes))) == lost(report)


def test_every_call_gets_arrays_of_its_own():
    x, plus = np.arange(3.0), np.ones(3)

    def writes(x, plus):
        x[:], plus[:] = 7, 7
        return x + plus

    case = Case("", (x,), {"plus": plus})
    np.testing.assert_array_equal(case.hand_over(writes), np.full(3, 14))
    np.testing.assert_array_equal(np.stack([x, plus]), [[0, 1, 2], [1, 1, 1]])


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
    assert report.misconception == squares.sentence


def test_an_unknown_mistake_is_not_named():
    for wrong in (lambda x, plus=0: 3 * x + plus, lambda *_, **__: None, DOUBLE.blank.function):
        assert run(wrong).misconception is None


def test_exceptions_alone_do_not_make_a_misconception():
    # adds_along_axis_0 raises on the second of its cases, and this answer on both.
    def raises(x, plus=0):
        return 2 * x if not np.ndim(plus) else np.add(x, np.ones(7))

    assert run(adds_along_axis_0.function).misconception == adds_along_axis_0.sentence
    assert run(raises).misconception is None


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


def test_validation_passes_good_checks():
    assert validate_checks("00-test") == ()
    assert validate_checks("99-none") == ("99-none has no checks.",)


@pytest.mark.parametrize(
    ("spoilt", "finding"),
    [
        ({"variants": (FunctionAnswer("bad", squares.function),)}, "'bad' did not earn everything"),
        ({"reference": FunctionAnswer("reference", squares.function)}, "'reference' did not earn"),
        ({"parts": (Part("plain", 6, lambda _: []),)}, "a blank answer earned points."),
        (
            {"misconceptions": (misconception("", loses=("plain",))(squares.function),)},
            r"'squares' lost ('plain', 'plus', 'care'), not ('plain',).",
        ),
        (
            {
                "misconceptions": (misconception("Twin.", loses=("plus",))(forgets_plus.function),)
                * 2
            },
            "'forgets_plus' was named 'Twin. Twin.'",
        ),
        (
            {"misconceptions": (misconception("", loses=())(twice),)},
            "'twice' was named None.",
        ),
    ],
)
def test_validation_finds_what_is_wrong_with_a_check(spoilt, finding, monkeypatch):
    bad = replace(DOUBLE, **spoilt)
    monkeypatch.setattr(registry_module, "_load", lambda _: {bad.key: bad})
    monkeypatch.setattr(registry_module, "CHAPTERS", {"00-test": ""})
    assert any(finding in found for found in validate_checks("00-test"))


def test_validation_compares_the_points_with_those_of_the_exercises(monkeypatch):
    exercises = [Exercise("00-test.double", 7, twice), Exercise("00-test.x", 1, twice)]
    monkeypatch.setattr(validation_module, "EXERCISES", {e.key: e for e in exercises})
    assert set(validate_checks("00-test")) == {
        "00-test.double is worth 7 points as an exercise and 6 in its check.",
        "00-test.x is an exercise without a check.",
    }


def test_a_call_can_be_pasted_whatever_comes_first():
    case = Case("", (0.5, np.ones(1)), {"axis": 1, "weight": np.ones(1)})
    last = case.call_text("f", ["scale", "x"]).splitlines()[-1]
    assert last == "f(scale=0.5, x=x, axis=1, weight=weight)"
    first = Case("", (np.ones(1), np.ones(1)), {"axis": 1}).call_text("f", ["x", "y"])
    assert first.endswith("\nf(x, y, axis=1)")
