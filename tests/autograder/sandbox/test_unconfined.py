"""``--sandbox none``: for trusted code, said loudly, and never by default."""

import os
import time

import psutil
import pytest
from typer.testing import CliRunner

from autograder.authoring.release import verify
from autograder.cli import app
from autograder.sandbox import (
    Isolation,
    Limits,
    check_sandbox,
    choice,
    choose_isolation,
    unconfined,
)
from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.forking import forget_templates
from autograder.sandbox.student import StudentProcess


@pytest.fixture(autouse=True)
def _without_bubblewrap(monkeypatch, tmp_path):
    """On a machine that could not run a sandbox."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(choice.VARIABLE, "")
    choose_isolation(Isolation.NONE)
    unconfined._warn.cache_clear()
    forget_templates()


def test_a_warning_is_printed_once(capsys):
    for _ in range(2):
        check_sandbox()
    said = capsys.readouterr().err
    assert said.count("WITHOUT A SANDBOX") == 1
    assert "Never grade students' submissions" in said


def test_a_process_answers_as_in_a_sandbox():
    with StudentProcess({"mine.py": b"def twice(x): return 2 * x"}) as student:
        assert student.run_cell("from mine import twice\nprint(twice(2))").stdout == "4\n"
        assert student.lookup("twice")(3) == 6
        assert student.run_cell("1 / 0").error.where == "notebook cell, line 1: 1 / 0"
        assert student.run_cell("import torch").error.ename == "ModuleNotFoundError"
        assert student.run_cell("import os; print(sorted(os.environ))").stdout.count("SECRET") == 0


def test_time_memory_and_ends_are_told_apart():
    with StudentProcess({}, Limits(seconds=1, memory=200 << 20)) as student:
        error = student.run_cell("x = bytearray(400 << 20)").error
        assert error.ename == "MemoryError"
        with pytest.raises(StudentStoppedError) as caught:
            student.run_cell("while True: pass")
    assert caught.value.reason == "time"
    with (
        StudentProcess({}) as student,
        pytest.raises(StudentStoppedError, match="exit code 7"),
    ):
        student.run_cell("import os; os._exit(7)")


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with StudentProcess({}) as student:
        pid = int(student.run_cell("import os\nprint(os.getpid(), end='')").stdout)
        student.run_cell("open('left', 'w').close(); child = os.fork()\nif not child: os.pause()")
        children = psutil.Process(pid).children()
        assert os.listdir(tmp_path)
    deadline = time.monotonic() + 5
    while any(child.is_running() for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid)
    assert not any(child.is_running() for child in children)
    assert not os.listdir(tmp_path)


def test_a_release_is_verified_all_the_same(assignment):
    verify(assignment)


@pytest.mark.parametrize("command", [["grade", "03-im2col"], ["release", "no-such-chapter"]])
def test_a_command_chooses_the_sandbox_whatever_was_chosen_before(command):
    run = CliRunner().invoke(app, command)
    assert run.exit_code == 1
    assert "Grading needs bubblewrap" in run.output
    assert os.environ[choice.VARIABLE] == "bubblewrap"
    run = CliRunner().invoke(app, [*command, "--sandbox", "none"])
    assert "bubblewrap" not in run.output
    assert os.environ[choice.VARIABLE] == "none"
