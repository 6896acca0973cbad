"""Several calls sent ahead: the same results, errors and limits as one call after another."""

from time import monotonic

import numpy as np
import pytest

from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from autograder.sandbox.student import Limits, StudentProcess
from tests.helpers.inmates import need_sandbox

need_sandbox()

CODE = """
import os, time
import numpy as np
seen = []

def times(x, factor=2):
    seen.append(factor)
    if factor == 13:
        raise ValueError("thirteen")
    if factor == 99:
        os._exit(3)
    if factor == 77:
        while True:
            pass
    return x * factor

def outer(x):
    return times(x)

def long(size):
    return np.full(size, 0.5)

def wait(seconds):
    time.sleep(seconds)
    return seconds
"""


@pytest.fixture
def student():
    with StudentProcess({}, Limits(seconds=2.0)) as process:
        assert process.run_cell(CODE).error is None
        yield process


def given(*factors, size=3):
    return [((np.arange(float(size)),), {"factor": factor}) for factor in factors]


@pytest.mark.parametrize("size", [3, 2_000, 50_000])  # all, some and one at a time
def test_results_come_in_order_however_large_the_arguments(student, size):
    factors = range(1, 8)
    results = student.lookup("times").with_each(given(*factors, size=size))
    for factor, result in zip(factors, results, strict=True):
        np.testing.assert_array_equal(result(), factor * np.arange(size))
    assert student.lookup("seen") == list(factors)


def test_results_that_do_not_fit_into_the_socket_come_as_well(student):
    sizes = [200_000, 3, 100_000, 300_000]
    results = student.lookup("long").with_each([((size,), {}) for size in sizes])
    assert [result().size for result in results] == sizes


def test_an_exception_belongs_to_its_call(student):
    first, second, third = student.lookup("times").with_each(given(2, 13, 4))
    with pytest.raises(StudentCodeError, match="thirteen"):
        second()
    assert first()[1] == 2
    assert third()[1] == 4
    assert third()[1] == 4  # as often as one asks


@pytest.mark.parametrize(("factor", "reason"), [(99, "exit"), (77, "time")])
def test_the_end_of_the_process_belongs_to_its_call(student, factor, reason):
    times = student.lookup("times")
    before, ended, after = times.with_each(given(5, factor, 6))
    for call in (ended, after, *times.with_each(given(1))):
        with pytest.raises(StudentStoppedError) as raised:
            call()
        assert raised.value.reason == reason
    assert before()[1] == 5
    assert not student.alive


def test_results_that_nobody_fetched_are_not_taken_for_others(student):
    times = student.lookup("times")
    calls = times.with_each(given(2, 3, 4))
    assert next(calls)()[1] == 2
    assert times(np.ones(2), factor=10).tolist() == [10, 10]
    assert [call()[1] for call in calls] == [3, 4]


def test_each_call_has_the_whole_time(student):
    calls = student.lookup("wait").with_each([((4.0,), {})] * 2)  # 6 s of real time for each
    start = monotonic()
    assert [call() for call in calls] == [4.0, 4.0]
    assert monotonic() - start > 7


def test_calls_wait_for_each_other_while_functions_are_lent(student):
    outer, times = student.lookup("outer"), student.lookup("times")
    with outer.lending({"times": times}, lambda _, args, __: 10 * args[0], 5.0):
        results = [call() for call in outer.with_each([((1,), {}), ((2,), {})])]
    assert results == [10, 20]


class Often:
    """Arguments that many processes get."""

    def __init__(self, factor):
        self.messages, self.factor, self.asked = {}, factor, 0

    def given(self):
        self.asked += 1
        return (np.arange(3.0),), {"factor": self.factor}


def test_a_call_that_many_get_is_packed_once_for_all_whose_functions_have_one_handle(student):
    often = Often(2)
    with StudentProcess({}) as other, StudentProcess({}) as third:
        assert other.run_cell(CODE).error is third.run_cell(CODE).error is None
        third.lookup("outer")  # takes the first handle
        for asked, process in [(1, student), (1, other), (2, third), (3, student)]:
            (result,) = process.lookup("times").with_each([often])
            np.testing.assert_array_equal(result(), [0, 2, 4])
            assert (often.asked, len(often.messages)) == (asked, 1)


def test_a_long_call_is_not_kept(student):
    often = Often("x" * 70_000)
    (result,) = student.lookup("times").with_each([often])
    with pytest.raises(StudentCodeError):
        result()
    assert not often.messages
