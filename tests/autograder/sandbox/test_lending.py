"""Calls of a student's functions that the grader answers: what crosses, and what does not."""

import numpy as np
import pytest

from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from autograder.sandbox.student import StudentProcess
from tests.helpers.inmates import need_sandbox

need_sandbox()

CODE = """
import numpy as np
from functools import partial, wraps

def double(x, plus=0):
    return 2 * x

alias = double

def through(function):
    @wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)
    return inner

wrapped, bound = through(lambda x: x), partial(lambda x: x)

def caller(how, *args, **kwargs):
    return {"name": double, "alias": alias, "wrapped": wrapped, "bound": bound}[how](
        *args, **kwargs
    )

def forges(name, x):
    import gc
    worker = next(each for each in gc.get_objects() if type(each).__name__ == "Worker")
    return worker._ask(name, (x,), {})
"""


@pytest.fixture
def student():
    with StudentProcess({}) as process:
        assert process.run_cell(CODE).error is None
        yield process


@pytest.fixture
def lend(student):
    """Return a context in which the grader multiplies by ten, and keeps what it was asked."""
    asked = []

    def answer(name, args, kwargs):
        asked.append((name, args, kwargs))
        return 10 * args[0]

    def lending(answer=answer, seconds=10.0):
        functions = {name: student.lookup(name) for name in ("double", "wrapped", "bound")}
        return student.lookup("caller").lending(functions, answer, seconds)

    lending.asked = asked
    return lending


def test_a_call_is_answered_by_the_grader_whatever_name_it_goes_by(student, lend):
    caller = student.lookup("caller")
    assert caller("name", 3) == 6
    with lend():
        assert caller("name", 3) == caller("alias", 3) == caller("wrapped", 3) == 30
        assert caller("bound", 3) == 3  # no function: left as it is
        array = caller("name", np.arange(3.0), plus=np.ones(2))
    np.testing.assert_array_equal(array, [0, 10, 20])
    names = [name for name, _, _ in lend.asked]
    assert names == ["double", "double", "wrapped", "double"]
    np.testing.assert_array_equal(lend.asked[-1][2]["plus"], [1, 1])
    assert caller("name", 3) == caller("alias", 3) == 6
    assert caller("wrapped", 3) == 3


@pytest.mark.parametrize("error", [ValueError, StudentCodeError("X", "y"), TypeError])
def test_what_has_no_answer_raises_in_the_students_code(student, lend, error):
    def answer(*_):
        raise error

    caller = student.lookup("caller")
    with lend(answer), pytest.raises(StudentCodeError, match="`double` cannot be called"):
        caller("name", 3)
    with lend(lambda *_: object()), pytest.raises(StudentCodeError, match="`double` cannot be"):
        caller("name", 3)
    assert caller("name", 3) == 6


def test_what_cannot_cross_raises_where_it_is_handed_over(student, lend):
    student.run_cell("deep = []\nfor _ in range(50): deep = [deep]\ndef f(): return double(deep)")
    with lend(), pytest.raises(StudentCodeError, match="nested more than"):
        student.lookup("f")()
    assert lend.asked == []
    assert student.lookup("f").type_name == "function"


def test_threads_ask_in_turn(student, lend):
    student.run_cell(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def f():\n    with ThreadPoolExecutor(4) as pool: return list(pool.map(double, range(40)))"
    )
    with lend():
        assert student.lookup("f")() == [10 * number for number in range(40)]


def test_time_ends_all_calls_together(student, lend):
    student.run_cell("def f():\n    while True: double(1)")
    with lend(seconds=0.3), pytest.raises(StudentStoppedError) as stopped:
        student.lookup("f")()
    assert stopped.value.reason == "time"
    assert not student.alive


def test_a_forged_question_and_one_after_the_call_end_the_process(student, lend):
    forges = student.lookup("forges")
    with lend():
        assert forges("double", 4) == 40
        with pytest.raises(StudentStoppedError, match="not an answer to the request"):
            forges(7, 4)
    with StudentProcess({}) as other:
        other.run_cell(CODE)
        with pytest.raises(StudentStoppedError, match="not an answer to the request"):
            other.lookup("forges")("double", 4)
