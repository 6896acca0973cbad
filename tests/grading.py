"""Grade a class as `autograder grade` does, without the command line, and read its grades."""

from functools import partial

from autograder.assignment import Assignment
from autograder.course import Course
from autograder.grades import Grades, read_grades
from autograder.run import Graded, Request, grade_class, local_workers
from autograder.settings import load_settings
from autograder.store import ResultStore

__all__ = ["grade_all", "grades_of"]


def grade_all(
    course: Course, assignment: Assignment, students: list[str], jobs: int = 1, **request: object
) -> dict[str, Graded]:
    """Return what became of each student in a run."""
    store, workers = ResultStore(course, assignment), partial(local_workers, jobs)
    graded = list(grade_class(store, students, workers, Request(**request)))
    assert len({one.student for one in graded}) == len(graded)
    return {one.student: one for one in graded}


def grades_of(store: ResultStore, student: str) -> Grades:
    """Return what the gradebook knows about one student's submission."""
    course = store.course
    return read_grades(course, store.assignment.name, load_settings(course))[student]
