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

from autograder.authoring.release import write_source
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY, Repository
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.submission import read_submission
from autograder.nbgrader_steps.config import nbgrader_config
from autograder.records.store import ResultStore
from autograder.run.plan import draw_seed
from autograder.sample_class import roster
from benchmarks import torch_class

__all__ = ["main"]

ROUNDS = 3
JOBS = 2


@dataclass(frozen=True)
class Class:
    """A class to grade.

    Attributes
    ----------
    repository : Repository
        Where the assignment lies.
    hand_in : callable
        Writes the submissions.
    students : list of str
        Those that stock nbgrader can grade: right or wrong, but whole and harmless.
    wanted : tuple of float
        Times as many submissions a minute as stock, with one job and with `JOBS`.
    """

    assignment: str
    repository: Repository
    hand_in: Callable[[ClassFolder], list[str]]
    students: list[str]
    wanted: tuple[float, float]


CLASSES = (
    Class(
        roster.CHAPTER,
        REPOSITORY,
        roster.hand_in,
        [sample.student for sample in roster.ROSTER if sample.honest],
        wanted=(30, 55),
    ),
    Class(
        torch_class.CHAPTER,
        torch_class.TORCH,
        torch_class.hand_in,
        list(torch_class.CLASS),
        wanted=(40, 80),
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
            folders = ClassFolder(Path(folder) / "stock"), ClassFolder(Path(folder) / "ours")
            for class_folder in folders:
                one.hand_in(class_folder)
                assignment = _load(one.assignment)
                write_source(class_folder, assignment)
                ResultStore(class_folder, assignment).register()
            _compare(console, one, *folders)


def _compare(console: Console, one: Class, stock: ClassFolder, ours: ClassFolder) -> None:
    """Grade everybody in turn with both, and then with ours by several workers."""
    times: dict[str, list[tuple[float, float]]] = {student: [] for student in one.students}
    pool = ProcessPoolExecutor(JOBS, mp_context=get_context("spawn"))
    with pool, ResultStore(ours, _load(one.assignment)) as store:
        # What each does once is not counted.
        _stock(stock, one.assignment, one.students[0])
        _ours(store, one.students[0], draw_seed())
        _work_through(pool, store, one)
        rates = []
        for _ in track(range(ROUNDS), one.assignment, console=console):
            seed = draw_seed()
            for student in one.students:
                pair = (
                    _seconds(_stock, stock, one.assignment, student),
                    _seconds(_ours, store, student, seed),
                )
                times[student].append(pair)
            rates.append(_work_through(pool, store, one))
    _print(console, one, times, median(rates), _scores(stock, one), _scores(ours, one))


def _work_through(pool: ProcessPoolExecutor, store: ResultStore, one: Class) -> float:
    """Grade everybody in `pool`, store it here, and return the submissions a minute."""
    start = time.perf_counter()
    work = partial(_grade, store.class_folder, one.assignment, seed=draw_seed())
    for result in pool.map(work, one.students):
        store.save(result)
    return 60 * len(one.students) / (time.perf_counter() - start)


def _seconds(way: Callable[..., None], *arguments: object) -> float:
    start = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - start


@cache
def _load(name: str) -> Assignment:
    (repository,) = (one.repository for one in CLASSES if one.assignment == name)
    return load_assignment(name, repository)


def _grade(class_folder: ClassFolder, name: str, student: str, seed: int) -> Result:
    assignment = _load(name)
    submission = read_submission(class_folder.submitted / student / name, student, assignment)
    return grade(submission, assignment, seed, key="")


def _ours(store: ResultStore, student: str, seed: int) -> None:
    store.save(_grade(store.class_folder, store.assignment.name, student, seed))


def _stock(class_folder: ClassFolder, name: str, student: str) -> None:
    api = NbGraderAPI(config=_stock_config(class_folder, name))
    outcome = api.autograde(name, student, force=True, create=True)
    if not outcome["success"]:
        raise RuntimeError(f"nbgrader could not grade {student}: {outcome['error']}")


def _stock_config(class_folder: ClassFolder, name: str) -> Config:
    """Return nbgrader's defaults, except that it must not overwrite what students wrote."""
    config = nbgrader_config(class_folder)
    del config["Autograde"]
    config.Autograde.sanitize_preprocessors = Autograde.sanitize_preprocessors.default_args[0]
    config.Autograde.exclude_overwriting = {name: sorted(_load(name).exercise_files)}
    return config


def _scores(class_folder: ClassFolder, one: Class) -> dict[str, float]:
    with Gradebook(class_folder.gradebook_url) as gradebook:
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
        f"Submissions a minute: stock {stock_rate:.0f}; this {our_rate:.0f} with one job, "
        f"{our_rate / stock_rate:.1f} times as many (wanted: {one.wanted[0]:g}), and {rate:.0f} "
        f"with {JOBS}, {rate / stock_rate:.1f} times (wanted: {one.wanted[1]:g}). "
        f"The same score for {same} of {len(times)}.\n"
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}.",
        style=None if same == len(times) else "bold red",
    )


if __name__ == "__main__":
    _main()
