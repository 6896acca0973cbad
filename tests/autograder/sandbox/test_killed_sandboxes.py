"""Work whose sandbox is killed from outside is graded again."""

import psutil
import pytest

from autograder.course.repository import REPOSITORY
from autograder.grading.grade import grade
from autograder.grading.gradecell import run_grade_cell
from autograder.grading.submission import Submission
from autograder.grading.version import grader_version
from autograder.run import work as work_module
from autograder.run.work import ATTEMPTS, Work, WorkerUnfitError, work
from autograder.sample_class.parts import Parts
from autograder.sandbox import SandboxUnavailableError
from tests.helpers.inmates import need_sandbox, processes_of

need_sandbox()

FROM_OUTSIDE_IN = ("keeper", "first process", "worker")


@pytest.fixture
def task(assignment):
    parts = Parts(assignment, (REPOSITORY.library / "im2col.py").read_text(), "ada")
    files = parts.files(parts.answered())
    notebook = files.pop(assignment.notebook_file)
    modules = {name: files[name] for name in assignment.exercise_files}
    submission = Submission("ada", notebook, modules)
    return Work(submission, assignment.name, grader_version(assignment), 3, "key")


class KilledOnce:
    """Runs grade cells; before the first of them, kills one process of the sandbox."""

    def __init__(self, depth, run_grade_cell):
        self.depth, self.run_grade_cell, self.killed = depth, run_grade_cell, False

    def __call__(self, source, lookup):
        if not self.killed:
            self.process(lookup.__self__).kill()
            self.killed = True
        return self.run_grade_cell(source, lookup)

    def process(self, session):
        """Return the process of a session's sandbox: its keeper, or what that forked."""
        first, worker, *_ = map(psutil.Process, processes_of(session._student))
        return [first.parent(), first, worker][self.depth]


@pytest.mark.parametrize("depth", range(3), ids=FROM_OUTSIDE_IN)
def test_the_work_is_graded_again(task, monkeypatch, depth):
    killing = KilledOnce(depth, run_grade_cell)
    monkeypatch.setattr("autograder.grading.grade.run_grade_cell", killing)
    result = work(task)
    assert killing.killed
    assert result.earned == 90


def test_grading_itself_gives_no_result_then(task, assignment, monkeypatch):
    monkeypatch.setattr("autograder.grading.grade.run_grade_cell", KilledOnce(1, run_grade_cell))
    with pytest.raises(SandboxUnavailableError, match="sandbox was ended from outside"):
        grade(task.submission, assignment, task.seed, task.key)


def test_what_no_grade_cell_may_hide(task, assignment, monkeypatch):
    """A check that catches everything does not turn the kill into points lost."""

    def hide(source, lookup):
        try:
            return run_grade_cell(source, lookup)
        except Exception:
            return 0.0, "not right"

    monkeypatch.setattr("autograder.grading.grade.run_grade_cell", KilledOnce(1, hide))
    with pytest.raises(SandboxUnavailableError):
        grade(task.submission, assignment, task.seed, task.key)


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
