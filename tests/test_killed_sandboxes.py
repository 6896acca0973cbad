"""A sandbox that somebody outside kills is nobody's fault: the work is graded again."""

import time
from threading import Thread

import psutil
import pytest
from inmates import need_sandbox

from autograder.grade import grade
from autograder.run import work as work_module
from autograder.run.keys import grader_version
from autograder.run.work import ATTEMPTS, Task, WorkerUnfitError, work
from autograder.sample_class.parts import Parts
from autograder.sandbox import SandboxUnavailableError
from autograder.submission import Submission

need_sandbox()

FROM_OUTSIDE_IN = ("keeper", "first process", "worker")


@pytest.fixture
def task(course, assignment):
    parts = Parts(assignment, (course.library / "im2col.py").read_text())
    files = parts.files(parts.answered())
    notebook = files.pop(assignment.notebook_file)
    modules = {name: files[name] for name in assignment.exercise_files}
    submission = Submission("ada", notebook, modules)
    return Task(submission, assignment.name, grader_version(assignment.name), 3, "key")


class Killer(Thread):
    """Kills one process of each sandbox that it sees, so many times."""

    def __init__(self, depth, times):
        super().__init__(daemon=True)
        self.depth, self.left, self.ended = depth, times, False

    def run(self):
        while self.left and not self.ended:
            for process in psutil.Process().children(recursive=True):
                try:
                    line = [process, *process.parents()]
                    names = [one.name() for one in line]
                    # A sandbox is a chain of three below the template, which bubblewrap started.
                    if "bwrap" in names and names.index("bwrap") == self.depth + 2:
                        process.kill()
                        self.left -= 1
                except (psutil.Error, ValueError):
                    continue
            time.sleep(0.02)


@pytest.mark.parametrize("depth", range(3), ids=FROM_OUTSIDE_IN)
def test_the_work_is_graded_again(task, depth):
    killer = Killer(depth, times=1)
    killer.start()
    result = work(task)
    killer.ended = True
    killer.join()
    assert killer.left == 0
    assert result.earned == 90


def test_grading_itself_gives_no_result_then(task, assignment):
    killer = Killer(1, times=1)
    killer.start()
    with pytest.raises(SandboxUnavailableError, match="ended the student's sandbox from outside"):
        grade(task.submission, assignment, task.seed, task.key)
    killer.join()


def test_what_no_grade_cell_may_hide(task, assignment, monkeypatch):
    """A check that catches everything does not turn the kill into points lost."""

    def run_grade_cell(source, lookup):
        try:
            return lookup(source)
        except Exception:
            return 0.0, "not right"

    monkeypatch.setattr("autograder.grade.run_grade_cell", run_grade_cell)
    killer = Killer(1, times=1)
    killer.start()
    with pytest.raises(SandboxUnavailableError):
        grade(task.submission, assignment, task.seed, task.key)
    killer.join()


def test_a_worker_without_sandboxes_says_so(task, monkeypatch):
    tries = []

    def refuse(*_):
        tries.append(1)
        raise SandboxUnavailableError("Type this.")

    monkeypatch.setattr(work_module, "check_sandbox", refuse)
    monkeypatch.setattr(work_module, "grade", refuse)
    with pytest.raises(WorkerUnfitError, match=r"^Type this\.$"):
        work(task)
    assert len(tries) == 1 + ATTEMPTS


def test_a_submission_that_no_sandbox_survives_is_not_graded(task, monkeypatch):
    tries = []

    def refuse(*_):
        tries.append(1)
        raise SandboxUnavailableError("Killed again.")

    monkeypatch.setattr(work_module, "grade", refuse)
    with pytest.raises(SandboxUnavailableError, match=r"^Killed again\.$"):
        work(task)
    assert len(tries) == ATTEMPTS
