"""How a check calls a function: what it raises, what it writes into, where it runs."""

from collections.abc import Callable

import numpy as np
import pytest

from autograder.checks.cases import Case
from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from tests.helpers.double import (
    DOUBLE,
    lost,
    registered,  # noqa: F401  a fixture
    run,
    twice,
)

pytestmark = pytest.mark.usefixtures("registered")


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
