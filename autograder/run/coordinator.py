"""Grade a class: plan, hand out the work, and store each result; the only writer of results."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain

from distributed import Client, KilledWorker

from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.records.store import ResultStore, UnstorableError
from autograder.run.crew import NoGpuError
from autograder.run.flow import Ended, flow
from autograder.run.merge import merge
from autograder.run.plan import Action, Request, Step, draw_seed, plan
from autograder.run.work import Work
from autograder.sandbox import SandboxUnavailableError

__all__ = ["Graded", "grade_class", "grade_student"]

DEFAULT_REQUEST = Request()


@dataclass(frozen=True)
class Graded:
    """The outcome of one student's submission in a run.

    Attributes
    ----------
    result : Result or None
        None if there is none.
    action : Action
    problem : str
        Why it could not be graded; empty if it was graded or left unchanged.
    """

    student: str
    result: Result | None
    action: Action
    problem: str = ""


def grade_class(
    store: ResultStore,
    students: list[str],
    workers: Callable[[], AbstractContextManager[Client]],
    request: Request = DEFAULT_REQUEST,
    say: Callable[[str], None] = print,
) -> Iterator[Graded]:
    """Grade the submissions of `students` and yield each as soon as it is stored.

    Parameters
    ----------
    store : ResultStore
        The class; the caller holds its lock.
    workers : callable
        Starts or connects to the cluster; not called if there is nothing to grade.
    say : callable
        Called with a sentence when the run has to wait for workers.

    Raises
    ------
    StorageFailedError
        If no further result can be stored.
    ClusterError
        If no worker is left that can grade.
    """
    with store:
        store.register()
        store.recover()
        run = _Run(store, students, request)
        first = next(run.tasks, None)
        yield from run.settled()
        if first is None:
            return
        with workers() as client:
            tasks = chain([first], run.tasks)
            for outcomes in flow(client, tasks, store.assignment.gpu, say):
                yield from run.settled()
                yield from run.store(outcomes)
        yield from run.settled()


def grade_student(store: ResultStore, student: str) -> Result:
    """Grade one student's submission in this process and return the result without storing it."""
    step = plan(store, student, Request(force=True), draw_seed())
    return grade(step.submission, store.assignment, step.seed, step.key)


class _Run:
    """Turn steps of the plan into tasks, and outcomes into stored results.

    Attributes
    ----------
    tasks : Iterator[Work]
        Each submission is read when its task is requested.
    """

    def __init__(self, store: ResultStore, students: list[str], request: Request) -> None:
        self._store, self._request = store, request
        self._new_seed = draw_seed()
        self._steps: dict[str, Step] = {}  # being graded
        self._settled: list[Graded] = []
        self.tasks = self._read(students)

    def settled(self) -> Iterator[Graded]:
        """Yield students who need no grading or cannot be graded, each once."""
        while self._settled:
            yield self._settled.pop(0)

    def store(self, outcomes: list[Ended]) -> Iterator[Graded]:
        """Store the results that came back, in one transaction if possible."""
        results: list[tuple[Step, Result]] = []
        for task, outcome in outcomes:
            step = self._steps.pop(task.submission.student)
            if isinstance(outcome, Exception):
                yield Graded(step.student, None, step.action, _in_words(outcome))
            else:
                results.append((step, self._merged(step, outcome)))
        try:
            self._store.save(*(result for _, result in results), only=self._request.exercise)
        except UnstorableError:
            for step, result in results:
                yield self._store_alone(step, result)
        else:
            for step, result in results:
                yield Graded(step.student, result, step.action)

    def _read(self, students: list[str]) -> Iterator[Work]:
        name = self._store.assignment.name
        version = self._store.version
        for student in students:
            try:
                step = plan(self._store, student, self._request, self._new_seed)
            except OSError as error:
                problem = f"The submission cannot be read: {error}"
                self._settled.append(Graded(student, None, Action.GRADE, problem))
                continue
            if step.action is Action.LEAVE:
                self._settled.append(Graded(student, step.stored, step.action))
            elif step.action is Action.RESTORE and step.stored is not None:
                self._settled.append(self._store_alone(step, step.stored))
            else:
                self._steps[student] = step
                yield Work(step.submission, name, version, step.seed, step.key)

    def _merged(self, step: Step, result: Result) -> Result:
        exercise = self._request.exercise
        if not exercise or step.stored is None:
            return result
        return merge(step.stored, result, exercise)

    def _store_alone(self, step: Step, result: Result) -> Graded:
        try:
            self._store.save(result, only=self._request.exercise)
        except UnstorableError as error:
            return Graded(step.student, None, step.action, str(error))
        return Graded(step.student, result, step.action)


def _in_words(error: Exception) -> str:
    if isinstance(error, KilledWorker):
        tries = error.allowed_failures + 1
        return (
            f"The worker that graded it was killed {tries} times, and once more when it ran alone."
        )
    if isinstance(error, NoGpuError | SandboxUnavailableError):
        return str(error)
    return f"{type(error).__name__}: {error}"
