"""Grade a class as `autograder grade` does, without the command line, and read its grades."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import dask
from distributed import Client, LocalCluster

from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import load_settings
from autograder.records.grades import Grades, updated_grades
from autograder.records.store import ResultStore
from autograder.run.cluster import LOCAL, local_workers
from autograder.run.coordinator import Graded, grade_class
from autograder.run.plan import Request

__all__ = ["grade_all", "grades_of", "worker_in_this_process"]


@contextmanager
def worker_in_this_process() -> Iterator[Client]:
    """Start a worker without a process of its own, which would import everything once more."""
    alone = {"n_workers": 1, "threads_per_worker": 1, "processes": False, "memory_limit": None}
    # Another test beside this one may have taken the default port, 8787.
    pages = {"dashboard_address": None, "scheduler_kwargs": {"dashboard_address": "127.0.0.1:0"}}
    with (
        dask.config.set(LOCAL),
        LocalCluster(**alone, **pages) as cluster,
        Client(cluster) as client,
    ):
        yield client


def grade_all(
    class_folder: ClassFolder,
    assignment: Assignment,
    students: list[str],
    jobs: int = 0,
    **request: object,
) -> dict[str, Graded]:
    """Return what became of each student in a run, with `jobs` processes or in this one."""
    store = ResultStore(class_folder, assignment)
    workers = partial(local_workers, jobs) if jobs else worker_in_this_process
    graded = list(grade_class(store, students, workers, Request(**request)))
    assert len({one.student for one in graded}) == len(graded)
    return {one.student: one for one in graded}


def grades_of(store: ResultStore, student: str) -> Grades:
    """Return what the gradebook knows about one student's submission."""
    class_folder = store.class_folder
    return updated_grades(class_folder, store.assignment.name, load_settings(class_folder))[student]
