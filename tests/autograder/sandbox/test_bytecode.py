"""The course's own files are compiled once, in the grader; a student's never are."""

import pytest

from autograder.grading.processes import Processes
from autograder.sandbox import bytecode
from autograder.sandbox.limits import Limits
from autograder.sandbox.student import StudentProcess
from tests.helpers.inmates import need_sandbox

need_sandbox()

GIVEN = b"def where():\n    raise KeyError('here')\n"
OWN = b"value = 2\n"
FILES = {"lib/__init__.py": b"", "lib/given.py": GIVEN, "lib/own.py": OWN}
LISTEN = """\
import sys
compiled = []
sys.addaudithook(lambda event, about: event == "compile" and compiled.append(str(about[1])))
"""
HERE = "lib/given.py, line 2: raise KeyError('here')"


@pytest.fixture
def student():
    with StudentProcess(FILES, given=["lib/__init__.py", "lib/given.py"]) as process:
        yield process


def test_a_process_compiles_only_what_is_not_given(student):
    student.run_cell(LISTEN)
    assert student.run_cell("from lib.given import where\nfrom lib.own import value").error is None
    files = [name.rpartition("/")[2] for name in student.lookup("compiled")]
    assert "own.py" in files
    assert not {"__init__.py", "given.py"} & set(files)


def test_a_given_file_looks_as_if_it_had_been_compiled_there(student):
    student.run_cell("import inspect, lib.given\nsource = inspect.getsource(lib.given)")
    assert student.lookup("source") == GIVEN.decode()
    assert HERE in student.run_cell("lib.given.where()").error.where


def test_a_given_file_that_is_changed_before_its_import_counts(student):
    student.run_cell("open('lib/given.py', 'w').write('where = 5')")
    assert student.run_cell("from lib.given import where").error is None
    assert student.lookup("where") == 5


def test_no_file_of_a_student_is_compiled_by_the_grader(monkeypatch):
    seen = []
    compiled = bytecode._compiled
    monkeypatch.setattr(
        bytecode, "_compiled", lambda path, source: seen.append(source) or compiled(path, source)
    )
    library = {"lib/__init__.py": b"", "lib/given.py": GIVEN, "lib/own.py": b"value = None\n"}
    with Processes(library, {"lib/own.py": OWN}, Limits(memory=200 << 20)) as processes:
        processes.run("", "from lib.own import value")
        assert processes.lookup(False)("value") == 2
    assert sorted(seen) == [b"", GIVEN]
