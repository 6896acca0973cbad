"""Time the start of commands, as multiples of ``python -c "import numpy"``.

Of grading, the start is what one submission takes: that of the workers and of the sandbox's
template, which are also timed alone. Run it with ``python -m benchmarks.startup``. A command and
the import are timed in turn, so that a busy machine slows both sides of a ratio alike.
"""

import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.course.assignment import load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.records.store import ResultStore
from autograder.run.cluster import local_workers
from autograder.run.coordinator import grade_class
from autograder.run.plan import Request
from autograder.sample_class.roster import CHAPTER, hand_in

__all__ = ["main"]

ROUNDS = 7
NUMPY = [sys.executable, "-c", "import numpy"]
AUTOGRADER = [sys.executable, "-m", "autograder"]
STUDENT = "reference"
WORKER = """
import os
from autograder.run.cluster import local_workers
with local_workers(os.cpu_count() or 1) as client:
    client.wait_for_workers(1)
"""
TEMPLATE = """
from autograder.course.assignment import load_assignment
from autograder.sandbox.student import StudentProcess
with StudentProcess({}, load_assignment("%s").limits):
    pass
"""


def main() -> None:
    """Grade the sample class once, then time what is done with its grades."""
    with tempfile.TemporaryDirectory() as folder:
        class_folder = ClassFolder(Path(folder) / "class")
        _grade(class_folder)
        commands = {name: [*AUTOGRADER, *rest] for name, rest in _commands(class_folder).items()}
        programs = {"(workers)": WORKER, "(a sandbox's template)": TEMPLATE % CHAPTER}
        commands |= {name: [sys.executable, "-c", code] for name, code in programs.items()}
        pairs = {
            name: [(_seconds(NUMPY), _seconds(command)) for _ in range(ROUNDS)]
            for name, command in track(commands.items(), "Starting commands")
        }
    _print(pairs)


def _commands(class_folder: ClassFolder) -> dict[str, list[str]]:
    roster = class_folder.directory / "roster.csv"
    roster.write_text("id\n" + "\n".join(class_folder.students(CHAPTER)) + "\n")
    course = ["--course", str(class_folder.directory)]
    return {
        "--help": ["--help"],
        "roster": ["roster", str(roster), *course],
        "grade --dry-run": ["grade", "--dry-run", CHAPTER, *course],
        "report": ["report", CHAPTER, *course],
        "export csv": ["export", "csv", CHAPTER, *course],
        "grade --student": ["grade", CHAPTER, "--force", "--student", STUDENT, *course],
    }


def _grade(class_folder: ClassFolder) -> None:
    students = hand_in(class_folder)
    store = ResultStore(class_folder, load_assignment(CHAPTER))
    workers = partial(local_workers, os.cpu_count() or 1)
    for one in track(grade_class(store, students, workers, Request()), "Grading", len(students)):
        if one.problem:
            raise RuntimeError(f"{one.student} is not graded: {one.problem}")


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _print(pairs: dict[str, list[tuple[float, float]]]) -> None:
    table = Table(title=f"Seconds a command, medians of {ROUNDS}")
    for column in ("autograder", "seconds", "import numpy", "ratio"):
        table.add_column(column, justify="left" if column == "autograder" else "right")
    for name, times in pairs.items():
        numpy, ours = (median(column) for column in zip(*times, strict=True))
        ratio = median(ours / numpy for numpy, ours in times)
        table.add_row(name, f"{ours:.2f}", f"{numpy:.2f}", f"{ratio:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
