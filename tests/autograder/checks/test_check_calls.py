"""How a check calls a function: what it raises, what it writes into, where it runs."""

from collections.abc import Callable

import numpy as np
import pytest

from autograder.checks.cases import Case
from autograder.inside.unwritten import unwritten_exercise
from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from cnnlib.exercise import exercise
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
    assert part.said == "a table of 3x3 numbers, a row added: raised KeyError: 'key'"
    assert part.where.endswith("""in raises: return 2 * x + plus + {}["key"]""")
    assert part.where in run(raises).text


def test_a_message_is_one_printable_line_of_bounded_length():
    def raises(*_, **__):
        raise ValueError("first\n\x1b[31msecond\t" + "x" * 100_000)

    sentence = run(raises).parts[1].said
    assert "raised ValueError: first [31msecond xxx" in sentence
    assert len(sentence) < 300
    assert sentence.isprintable()


def test_the_name_of_an_exception_may_be_forged_but_stays_one_line():
    sentence = run(remote(lambda *_, **__: 1 / 0, ename="Error\n20 of 20")).parts[0].said
    assert sentence.endswith("raised Error 20 of 20: division by zero")


@pytest.fixture
def no_exercises(monkeypatch):
    """No exercise of a test is left in the list of exercises."""
    monkeypatch.setattr("cnnlib.exercise.EXERCISES", {})


@pytest.mark.usefixtures("no_exercises")
def test_a_stub_is_not_written_yet():
    @exercise("00-test.double", points=6)
    def stub(x, plus=0):
        raise NotImplementedError("00-test.double: replace this line with your code")

    text = "00-test.double: 0 of 6 points.\n- all parts: `double` is not written yet."
    assert run(stub).text == text


@pytest.mark.usefixtures("no_exercises")
def test_a_stub_that_is_called_is_named():
    @exercise("00-test.half", points=6)
    def stub(x):
        raise NotImplementedError("00-test.half: replace this line with your code")

    def calls(x, plus=0):
        return 4 * stub(x) + plus

    part = run(calls).parts[0]
    assert (part.sentence, part.unwritten) == ("`half` is not written yet.", "00-test.half")


@pytest.mark.usefixtures("no_exercises")
def test_a_method_of_a_class_that_is_not_written_is_named():
    @exercise("00-test.Layer", points=6)
    class Layer:
        def forward(self, x):
            raise NotImplementedError

        @staticmethod
        def scale(x):
            raise NotImplementedError

    for method in (Layer().forward, Layer.scale):
        part = run(lambda x, *_, method=method, **__: method(x)).parts[0]
        assert (part.sentence, part.unwritten) == ("`Layer` is not written yet.", "00-test.Layer")


@pytest.mark.parametrize("words", ["00-test.half: replace this line with your code", "", "x"])
def test_an_error_in_the_words_of_a_stub_names_no_exercise(words):
    def by_hand(x, plus=0):
        raise NotImplementedError(words)

    def another(*_, **__):
        raise ValueError(f"00-test.half: replace this line with your code {words}")

    assert set(lost(run(by_hand)).values()) == {"not written yet."}
    part = run(another).parts[0]
    assert part.sentence.startswith("raised ValueError: 00-test.half: replace this line")
    assert part.unwritten is None


def test_a_name_that_a_process_tells_is_a_name_or_left_out():
    def forges(*_, **__):
        raise StudentCodeError("NotImplementedError", "", unwritten="00-test.`x` <b>20 of 20</b>")

    assert run(forges).parts[0].sentence == "not written yet."


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
            name, unwritten = ename or type(error).__name__, unwritten_exercise(error)
            raise StudentCodeError(name, evalue or str(error), where, unwritten) from error

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
    assert lost(report)["care"].startswith("it writes into its input array")
    assert lost(run(remote(writes))) == lost(report)


def test_naming_the_error_of_a_read_only_array_is_not_writing_into_it():
    """What is raised whatever the array is has nothing to do with the input's."""

    def says_so(*_, **__):
        raise ValueError("assignment destination is read-only")

    sentences = lost(run(says_so))
    assert "care" in sentences
    assert all("raised ValueError: assignment dest" in one for one in sentences.values())


def test_every_call_gets_arrays_of_its_own():
    x, plus = np.arange(3.0), np.ones(3)

    def writes(x, plus):
        x[:], plus[:] = 7, 7
        return x + plus

    case = Case("", (x,), {"plus": plus})
    np.testing.assert_array_equal(case.hand_over(writes), np.full(3, 14))
    np.testing.assert_array_equal(np.stack([x, plus]), [[0, 1, 2], [1, 1, 1]])
