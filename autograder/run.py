"""Grade a class: skip what is done, work in parallel, store each result as it comes."""

import hashlib
import secrets
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import active_children, get_context

from autograder.assignment import Assignment, load_assignment
from autograder.course import REPOSITORY, Course
from autograder.grade import grade
from autograder.result import Result
from autograder.store import ResultStore
from autograder.submission import Submission, read_submission

__all__ = ["Graded", "grade_class", "grade_student"]


@dataclass(frozen=True)
class Graded:
    """What became of one student's submission in a run.

    Attributes
    ----------
    result : Result or None
        None if grading itself failed.
    fresh : bool
        False if it had been graded before and was left alone.
    problem : str
        Why there is no result.
    """

    student: str
    result: Result | None
    fresh: bool = True
    problem: str = ""


def grade_class(
    course: Course, assignment: Assignment, students: list[str], jobs: int, force: bool = False
) -> Iterator[Graded]:
    """Grade the submissions of `students` and yield each as soon as it is stored.

    Parameters
    ----------
    jobs : int
        How many submissions are graded at a time.
    force : bool
        Grade again what was graded before.
    """
    store = ResultStore(course, assignment)
    store.register()
    todo = []
    for student in students:
        stored = None if force else store.load(student)
        try:
            done = stored is not None and stored.key == _read(course, assignment, student)[1]
        except OSError as error:
            yield Graded(student, None, problem=f"The submission cannot be read: {error}")
            continue
        if done:
            yield Graded(student, stored, fresh=False)
        else:
            todo.append(student)
    for student, future in _submit(course, assignment, todo, jobs):
        try:
            result = future.result()
            store.save(result)
        except Exception as error:
            yield Graded(student, None, problem=f"{type(error).__name__}: {error}")
        else:
            yield Graded(student, result)


def grade_student(course: Course, name: str, student: str) -> Result:
    """Grade what one student handed in for the assignment `name`, with a fresh seed."""
    assignment = _assignment(course, name)
    submission, key = _read(course, assignment, student)
    return grade(submission, assignment, secrets.randbits(32), key)


_assignment = cache(load_assignment)


def _submit(
    course: Course, assignment: Assignment, students: list[str], jobs: int
) -> Iterator[tuple[str, Future]]:
    together, unlucky = _in_pool(course, assignment, students, jobs), []
    for student, future in together:
        if isinstance(future.exception(), BrokenProcessPool):
            unlucky.append(student)
        else:
            yield student, future
    # A worker that was killed takes the others with it; alone, each fails for its own reason only.
    for student in sorted(unlucky):
        yield from _in_pool(course, assignment, [student], 1)


def _in_pool(
    course: Course, assignment: Assignment, students: list[str], jobs: int
) -> Iterator[tuple[str, Future]]:
    if not students:
        return
    # A spawned worker inherits no lock and no thread from whatever this process has imported.
    pool = ProcessPoolExecutor(
        min(jobs, len(students)),
        mp_context=get_context("spawn"),
        # Ctrl-C reaches every process of the terminal; this one alone answers it.
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        futures = {_start(pool, course, assignment.name, student): student for student in students}
        for future in as_completed(futures):
            yield futures[future], future
    except BaseException:  # Ctrl-C: what is half graded ends at once, its sandboxes with it
        for worker in active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(pool: ProcessPoolExecutor, course: Course, name: str, student: str) -> Future:
    try:
        return pool.submit(grade_student, course, name, student)
    except BrokenProcessPool as error:  # a worker died before everybody was handed over
        future: Future = Future()
        future.set_exception(error)
        return future


def _read(course: Course, assignment: Assignment, student: str) -> tuple[Submission, str]:
    """Return a submission and the key that its grade is known by."""
    folder = course.submitted / student / assignment.name
    submission = read_submission(folder, student, assignment)
    key = f"{submission.digest()}{_grader_key(course, assignment.name)}"
    return submission, hashlib.sha256(key.encode()).hexdigest()


@cache
def _grader_key(course: Course, name: str) -> str:
    """Hash everything that grades: the notebook's source, the library, the grader, the pins."""
    sha = hashlib.sha256((course.solutions / f"{name}.md").read_bytes())
    for room in ("autograder", "cnnlib"):
        for path in sorted((REPOSITORY / room).rglob("*.py")):
            sha.update(path.read_bytes())
    sha.update((REPOSITORY / "requirements.txt").read_bytes())
    return sha.hexdigest()
