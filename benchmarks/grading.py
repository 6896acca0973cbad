"""Time a submission's grading: stock `nbgrader autograde` and this grader, in turn."""

import os
import platform
import tempfile
import time
from pathlib import Path
from statistics import median

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde
from rich.console import Console
from rich.progress import track
from rich.table import Table
from traitlets.config import Config

from autograder.assignment import Assignment, load_assignment
from autograder.course import Course
from autograder.release import write_source
from autograder.run import grade_student
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in
from autograder.store import ResultStore

__all__ = ["main"]

ROUNDS = 3


def main() -> None:
    """Grade the samples that stock nbgrader can grade, with both, and compare scores and times."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Course(Path(folder) / "ours"), Course(Path(folder) / "stock")
        assignment = load_assignment(ours, CHAPTER)
        students = [sample.student for sample in ROSTER if sample.honest]
        for course in (ours, stock):
            hand_in(course)
            write_source(course, assignment)
            ResultStore(course, assignment).register()
        times: dict[str, list[tuple[float, float]]] = {student: [] for student in students}
        for _ in track(range(ROUNDS), "Grading, in turn", console=console):
            for student in students:
                times[student].append(
                    (_time_stock(stock, student), _time_ours(ours, assignment, student))
                )
        _print(console, times, _scores(stock, students), _scores(ours, students))


def _time_ours(course: Course, assignment: Assignment, student: str) -> float:
    start = time.perf_counter()
    with ResultStore(course, assignment) as store:
        store.save(grade_student(store, student))
    return time.perf_counter() - start


def _time_stock(course: Course, student: str) -> float:
    api = NbGraderAPI(config=_stock_config(course))
    start = time.perf_counter()
    outcome = api.autograde(CHAPTER, student, force=True, create=True)
    seconds = time.perf_counter() - start
    if not outcome["success"]:
        raise RuntimeError(f"nbgrader could not grade {student}: {outcome['error']}")
    return seconds


def _stock_config(course: Course) -> Config:
    """Return nbgrader's defaults, told only not to overwrite what students wrote."""
    config = course.nbgrader_config()
    del config["Autograde"]
    config.Autograde.sanitize_preprocessors = Autograde.sanitize_preprocessors.default_args[0]
    config.Autograde.exclude_overwriting = {CHAPTER: ["cnnlib/im2col.py"]}
    return config


def _scores(course: Course, students: list[str]) -> dict[str, float]:
    with Gradebook(course.gradebook_url) as gradebook:
        return {name: gradebook.find_submission(CHAPTER, name).score for name in students}


def _print(
    console: Console,
    times: dict[str, list[tuple[float, float]]],
    stock: dict[str, float],
    ours: dict[str, float],
) -> None:
    table = Table(title=f"Seconds a submission, medians of {ROUNDS}, {CHAPTER}")
    for column in ("student", "stock score", "score", "stock", "this", "ratio"):
        table.add_column(column, justify="left" if column == "student" else "right")
    ratios = []
    for student, pairs in times.items():
        ratio = median(a / b for a, b in pairs)
        ratios.append(ratio)
        seconds = [f"{median(column):.3f}" for column in zip(*pairs, strict=True)]
        scores = [f"{scores[student]:g}" for scores in (stock, ours)]
        table.add_row(student, *scores, *seconds, f"{ratio:.1f}")
    console.print(table)
    same = sum(stock[student] == ours[student] for student in times)
    console.print(
        f"Median ratio {median(ratios):.1f}; the same score for {same} of {len(times)}; "
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}."
    )
