"""Processor time: summed over all processes of a sandbox, on processors that it cannot choose."""

import errno
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.student import StudentProcess
from tests.helpers.inmates import SMALL, need_sandbox, processes_of, run, value

need_sandbox()

BUSY = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
"""


@pytest.mark.parametrize("rest", ["time.sleep(600)", "pass"], ids=["waiting", "later"])
def test_the_time_of_all_processes_counts(rest):
    """The one that answers takes none itself, or has answered long since."""
    limits = replace(SMALL, seconds=60.0, cpu_seconds=1)
    with StudentProcess({}, limits) as student:
        processes = processes_of(student)
        with pytest.raises(StudentStoppedError) as caught:
            run_all(student, BUSY + rest, "time.sleep(600)")
    assert caught.value.reason == "time"
    assert "used up its 1 s of processor time" in str(caught.value)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in processes)


def run_all(student, *cells):
    for cell in cells:
        student.run_cell(cell)


def test_a_call_counts_processor_time_of_its_own():
    """What ran before it is not held against it."""
    with StudentProcess({}, replace(SMALL, seconds=1.0)) as student:
        for _ in range(3):
            run(student, "import time; end = time.process_time() + 0.6")
            run(student, "while time.process_time() < end: pass")


def test_a_call_ends_when_its_processor_time_is_used_up():
    with (
        StudentProcess({}, replace(SMALL, seconds=1.0)) as student,
        pytest.raises(StudentStoppedError, match="processor time"),
    ):
        student.run_cell("while True: pass")


def test_real_time_is_wider_than_processor_time():
    with StudentProcess({}, replace(SMALL, seconds=1.0)) as student:
        run(student, "import time; time.sleep(1.5)")
        start = time.monotonic()
        with pytest.raises(StudentStoppedError, match="did not finish within 3 s"):
            student.run_cell("time.sleep(60)")
    assert time.monotonic() - start < 10


def test_a_sandbox_stays_on_the_processors_of_its_job():
    before = os.sched_getaffinity(0)
    if len(before) < 2:
        pytest.skip("needs two processors")
    only = {min(before)}
    os.sched_setaffinity(0, only)
    try:
        with StudentProcess({}, replace(SMALL, output=SMALL.output + 1)) as student:
            assert _processors(student) <= before
            error = student.run_cell(f"import os; os.sched_setaffinity(0, {before})").error
            assert os.strerror(errno.ENOSYS) in error.evalue
    finally:
        os.sched_setaffinity(0, before)


def _processors(student):
    return set(value(student, "sorted(__import__('os').sched_getaffinity(0))"))


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has no other users to give")
def test_each_of_roots_sandboxes_is_a_user_of_its_own():
    with StudentProcess({}, SMALL) as one, StudentProcess({}, SMALL) as other:
        users = [{_user(pid) for pid in processes_of(student)} for student in (one, other)]
        assert all(len(each) == 1 for each in users)
        assert not users[0] & users[1]
        assert not {0, os.getuid()} & (users[0] | users[1])
        limit = "__import__('os').getuid()"
        assert value(one, limit) == value(other, limit) == 65534


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has no other users to give")
def test_changing_the_user_is_refused():
    with StudentProcess({}, SMALL) as student:
        status = run(student, "print(open('/proc/self/status').read())")
        assert set(re.findall(r"Cap\w+:\t(\w+)", status)) == {"0" * 16}
        assert student.run_cell("import os; os.setuid(60578)").error is not None


def _user(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^Uid:\t(\d+)", status, re.MULTILINE)[1])
