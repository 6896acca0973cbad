"""Time a submission's grading: stock `nbgrader autograde` and this grader, in turn."""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde
from rich.console import Console
from rich.progress import track
from rich.table import Table
from traitlets.config import Config

from autograder.assignment import load_assignment
from autograder.course import Course
from autograder.grade import grade
from autograder.release import write_source
from autograder.result import Result
from autograder.sample_class import roster
from autograder.store import ResultStore
from autograder.submission import read_submission
from benchmarks import torch_class

__all__ = ["main"]

ROUNDS = 3
JOBS = 2
SEED = 1


@dataclass(frozen=True)
class Class:
    """A class to grade.

    Attributes
    ----------
    course : type
        Takes the folder of the class.
    hand_in : callable
        Writes the submissions.
    students : list of str
        Those that stock nbgrader can grade: right or wrong, but whole and harmless.
    wanted : float
        Times as many submissions a minute as stock.
    """

    assignment: str
    course: type[Course]
    hand_in: Callable[[Course], list[str]]
    students: list[str]
    wanted: float


CLASSES = (
    Class(
        roster.CHAPTER,
        Course,
        roster.hand_in,
        [sample.student for sample in roster.ROSTER if sample.honest],
        wanted=15,
    ),
    Class(
        torch_class.CHAPTER,
        torch_class.TorchCourse,
        torch_class.hand_in,
        list(torch_class.CLASS),
        wanted=25,
    ),
)


def main() -> None:
    """Run this module in a Python whose matrix products use one thread, like Dask's workers."""
    one_thread = dict.fromkeys(["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"], "1")
    subprocess.run(
        [sys.executable, "-m", "benchmarks.grading"], env=os.environ | one_thread, check=True
    )


def _main() -> None:
    console = Console()
    for one in CLASSES:
        with tempfile.TemporaryDirectory() as folder:
            courses = one.course(Path(folder) / "stock"), one.course(Path(folder) / "ours")
            for course in courses:
                one.hand_in(course)
                assignment = load_assignment(course, one.assignment)
                write_source(course, assignment)
                ResultStore(course, assignment).register()
            _compare(console, one, *courses)


def _compare(console: Console, one: Class, stock: Course, ours: Course) -> None:
    """Grade everybody in turn with both, and then with ours by several workers."""
    times: dict[str, list[tuple[float, float]]] = {student: [] for student in one.students}
    with ProcessPoolExecutor(JOBS, mp_context=get_context("spawn")) as pool:
        for course, way in ((stock, _stock), (ours, _ours)):  # what each does once, undone by none
            way(course, one.assignment, one.students[0])
        _work_through(pool, ours, one)
        rates = []
        for _ in track(range(ROUNDS), one.assignment, console=console):
            for student in one.students:
                pair = (
                    _seconds(_stock, stock, one.assignment, student),
                    _seconds(_ours, ours, one.assignment, student),
                )
                times[student].append(pair)
            rates.append(_work_through(pool, ours, one))
    _print(console, one, times, median(rates), _scores(stock, one), _scores(ours, one))


def _work_through(pool: ProcessPoolExecutor, course: Course, one: Class) -> float:
    """Grade everybody in `pool`, store it here, and return the submissions a minute."""
    start = time.perf_counter()
    with ResultStore(course, _load(course, one.assignment)) as store:
        for result in pool.map(partial(_grade, course, one.assignment), one.students):
            store.save(result)
    return 60 * len(one.students) / (time.perf_counter() - start)


def _seconds(way: Callable[[Course, str, str], None], course: Course, *who: str) -> float:
    start = time.perf_counter()
    way(course, *who)
    return time.perf_counter() - start


_load = cache(load_assignment)


def _grade(course: Course, name: str, student: str) -> Result:
    assignment = _load(course, name)
    submission = read_submission(course.submitted / student / name, student, assignment)
    return grade(submission, assignment, SEED, key="")


def _ours(course: Course, name: str, student: str) -> None:
    with ResultStore(course, _load(course, name)) as store:
        store.save(_grade(course, name, student))


def _stock(course: Course, name: str, student: str) -> None:
    api = NbGraderAPI(config=_stock_config(course, name))
    outcome = api.autograde(name, student, force=True, create=True)
    if not outcome["success"]:
        raise RuntimeError(f"nbgrader could not grade {student}: {outcome['error']}")


def _stock_config(course: Course, name: str) -> Config:
    """Return nbgrader's defaults, told only not to overwrite what students wrote."""
    config = course.nbgrader_config()
    del config["Autograde"]
    config.Autograde.sanitize_preprocessors = Autograde.sanitize_preprocessors.default_args[0]
    config.Autograde.exclude_overwriting = {name: sorted(_load(course, name).exercise_files)}
    return config


def _scores(course: Course, one: Class) -> dict[str, float]:
    with Gradebook(course.gradebook_url) as gradebook:
        return {
            name: gradebook.find_submission(one.assignment, name).score for name in one.students
        }


def _print(
    console: Console,
    one: Class,
    times: dict[str, list[tuple[float, float]]],
    rate: float,
    stock: dict[str, float],
    ours: dict[str, float],
) -> None:
    table = Table(title=f"Seconds a submission, medians of {ROUNDS}, {one.assignment}")
    for column in ("student", "stock score", "score", "stock", "this", "ratio"):
        table.add_column(column, justify="left" if column == "student" else "right")
    for student, pairs in times.items():
        seconds = [f"{median(column):.3f}" for column in zip(*pairs, strict=True)]
        ratio = f"{median(a / b for a, b in pairs):.1f}"
        scores = [f"{scores[student]:g}" for scores in (stock, ours)]
        table.add_row(student, *scores, *seconds, ratio)
    console.print(table)
    pairs = [pair for column in times.values() for pair in column]
    stock_rate, our_rate = (60 / mean(column) for column in zip(*pairs, strict=True))
    same = sum(stock[student] == ours[student] for student in times)
    console.print(
        f"Submissions a minute: stock {stock_rate:.0f}; this {our_rate:.0f} on one core, "
        f"{our_rate / stock_rate:.1f} times as many, and {rate:.0f} with {JOBS} jobs, "
        f"{rate / stock_rate:.1f} times (wanted: {one.wanted:g}). "
        f"The same score for {same} of {len(times)}.\n"
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}.",
        style=None if same == len(times) else "bold red",
    )


if __name__ == "__main__":
    _main()
