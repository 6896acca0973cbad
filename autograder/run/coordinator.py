"""Grade a class: decide, hand out, and store each result as it comes; nobody else writes."""

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
from autograder.run.plan import Action, Request, Step, plan
from autograder.run.work import Task
from autograder.sandbox import SandboxUnavailableError

__all__ = ["Graded", "grade_class", "grade_student"]

DEFAULT_REQUEST = Request()


@dataclass(frozen=True)
class Graded:
    """What became of one student's submission in a run.

    Attributes
    ----------
    result : Result or None
        None if there is none.
    action : Action
    problem : str
        Why it could not be graded; empty if it was, or is left as it was.
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
        The class; hold its lock.
    workers : callable
        Gives the cluster; is not called if there is nothing to grade.
    say : callable
        Is told, in a sentence, when the work waits for workers.

    Raises
    ------
    StorageFailedError
        If nothing can be stored any more.
    ClusterError
        If nobody is left who can grade.
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
    """Grade what one student handed in, in this process, and return the result unstored."""
    step = plan(store, student, Request(force=True))
    return grade(step.submission, store.assignment, step.seed, step.key)


class _Run:
    """What is between the plan and the store.

    Attributes
    ----------
    tasks : Iterator[Task]
        Read one after the other, as they are asked for.
    """

    def __init__(self, store: ResultStore, students: list[str], request: Request) -> None:
        self._store, self._request = store, request
        self._steps: dict[str, Step] = {}  # under way
        self._settled: list[Graded] = []
        self.tasks = self._read(students)

    def settled(self) -> Iterator[Graded]:
        """Yield those who need no grading, or cannot have it, and were not yielded before."""
        while self._settled:
            yield self._settled.pop(0)

    def store(self, outcomes: list[Ended]) -> Iterator[Graded]:
        """Store what came back, together if that is possible."""
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

    def _read(self, students: list[str]) -> Iterator[Task]:
        name = self._store.assignment.name
        version = self._store.version
        for student in students:
            try:
                step = plan(self._store, student, self._request)
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
                yield Task(step.submission, name, version, step.seed, step.key)

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
        return f"The worker that graded it was killed, {tries} times and once more alone."
    if isinstance(error, NoGpuError | SandboxUnavailableError):
        return str(error)
    return f"{type(error).__name__}: {error}"
