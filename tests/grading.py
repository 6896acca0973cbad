"""Grade a class as `autograder grade` does, without the command line."""

from functools import partial

from autograder.assignment import Assignment
from autograder.course import Course
from autograder.run import Graded, Request, grade_class, local_workers
from autograder.store import ResultStore

__all__ = ["grade_all"]


def grade_all(
    course: Course, assignment: Assignment, students: list[str], jobs: int = 1, **request: object
) -> dict[str, Graded]:
    """Return what became of each student in a run."""
    store, workers = ResultStore(course, assignment), partial(local_workers, jobs)
    graded = list(grade_class(store, students, workers, Request(**request)))
    assert len({one.student for one in graded}) == len(graded)
    return {one.student: one for one in graded}
