"""Grade a class as `autograder grade` does, without the command line, and read its grades."""

from functools import partial

from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import load_settings
from autograder.records.grades import Grades, updated_grades
from autograder.records.store import ResultStore
from autograder.run.cluster import local_workers
from autograder.run.coordinator import Graded, grade_class
from autograder.run.plan import Request

__all__ = ["grade_all", "grades_of"]


def grade_all(
    class_folder: ClassFolder,
    assignment: Assignment,
    students: list[str],
    jobs: int = 1,
    **request: object,
) -> dict[str, Graded]:
    """Return what became of each student in a run."""
    store, workers = ResultStore(class_folder, assignment), partial(local_workers, jobs)
    graded = list(grade_class(store, students, workers, Request(**request)))
    assert len({one.student for one in graded}) == len(graded)
    return {one.student: one for one in graded}


def grades_of(store: ResultStore, student: str) -> Grades:
    """Return what the gradebook knows about one student's submission."""
    class_folder = store.class_folder
    return updated_grades(class_folder, store.assignment.name, load_settings(class_folder))[student]
