"""What tests of the sandbox share: run a cell in it, and find its processes from outside."""

import re
import textwrap
from pathlib import Path

import pytest

from autograder.grading import course_functions
from autograder.sandbox import Limits, SandboxUnavailableError, check_sandbox, forking

__all__ = ["SMALL", "end_prepared", "need_sandbox", "processes_of", "run", "value"]

SMALL = Limits(seconds=5.0, disk=4 << 20, file_size=3 << 20, processes=12, files=500)


def need_sandbox():
    """Skip the module that calls this where no sandbox can run: `make` stops before the tests."""
    try:
        check_sandbox()
    except SandboxUnavailableError as error:
        pytest.skip(str(error), allow_module_level=True)


def run(student, source):
    """Run a cell that has to succeed, and return what it printed."""
    result = student.run_cell(textwrap.dedent(source))
    assert result.error is None, (result.error, result.error.where, result.stdout)
    return result.stdout


def value(student, expression):
    """Return what the student's side makes of an expression."""
    run(student, f"answer = {expression}")
    return student.lookup("answer")


def end_prepared():
    """End the sandboxes that wait for the next submission."""
    course_functions.forget_processes()
    for template in forking._templates.values():
        if prepared := template._exchange(None):
            prepared.close()


def processes_of(student):
    """Return the ids, as this machine numbers them, of all processes in the sandbox."""
    first = Path(f"/proc/self/fdinfo/{student._sandbox._forked.first}").read_text()
    return _tree(int(re.search("^Pid:(.*)", first, re.MULTILINE)[1]))


def _tree(pid):
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [below for child in children.read_text().split() for below in _tree(int(child))]
    return found
