"""Time whole classes of growing size: ``python -m benchmarks.scale 10 100 1000``.

The time for a submission must not grow with the class, nor must memory.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import psutil
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in

__all__ = ["main"]

LOOK_SECONDS = 0.25
COMMAND = [sys.executable, "-m", "autograder"]


@dataclass
class Measured:
    """What one class took.

    Attributes
    ----------
    students : int
    seconds : float
        From the command to its end.
    each : float
        Seconds a submission, from the first result to the last.
    own_each : float
        Processor time of the coordinator alone, for each of these.
    memory : dict
        The most that one process held, in bytes: the coordinator, and the largest below it.
    """

    students: int
    seconds: float = 0.0
    each: float = 0.0
    own_each: float = 0.0
    memory: dict[str, int] = field(default_factory=dict)


def main(sizes: Iterable[int]) -> None:
    """Grade a class of each size, all of honest work, and print what it took."""
    console = Console()
    table = Table(
        title=f"Classes of {CHAPTER}, {os.cpu_count()} workers",
        caption="ms each: from the first result to the last; own: of the coordinator; "
        "largest: of any process below it",
    )
    for column in ("students", "s", "ms each", "a minute", "own ms", "own MB", "largest MB"):
        table.add_column(column, justify="right")
    for size in track(list(sizes), "Grading classes", console=console):
        one = _measure(size)
        table.add_row(
            *(f"{size}", f"{one.seconds:.1f}", f"{1e3 * one.each:.0f}", f"{60 / one.each:.0f}"),
            f"{1e3 * one.own_each:.0f}",
            *(f"{one.memory[name] / 1e6:.0f}" for name in ("coordinator", "worker")),
        )
    console.print(table)
    console.print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[1]:.1f} over five minutes."
    )


def _measure(size: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        class_folder = ClassFolder(Path(folder))
        _hand_in(class_folder, size)
        command = [*COMMAND, "grade", CHAPTER, "--course", folder]
        began = time.perf_counter()
        printed = Path(folder, "printed")
        with printed.open("w") as file:
            run = subprocess.Popen(command, cwd=REPOSITORY.root, stdout=file, stderr=file)
        one = Measured(size, memory={"coordinator": 0, "worker": 0})
        spent: list[float] = []  # since the first result
        while run.poll() is None:
            used = _look(run.pid, one)
            if used and next(class_folder.results.glob("*/*.json"), None):
                spent.append(used)
            time.sleep(LOOK_SECONDS)
        one.seconds = time.perf_counter() - began
        if run.returncode:
            raise RuntimeError(f"Exit code {run.returncode}:\n{printed.read_text()[-5000:]}")
        stored = sorted(path.stat().st_mtime for path in class_folder.results.glob("*/*.json"))
        if len(stored) != size:
            raise RuntimeError(f"{len(stored)} of {size} are graded.")
        one.each = (stored[-1] - stored[0]) / (size - 1)
        one.own_each = (spent[-1] - spent[0]) / (size - 1)
        return one


def _hand_in(class_folder: ClassFolder, size: int) -> None:
    """Hand in the honest samples, over and over, under other names."""
    samples = cycle(one for one in ROSTER if one.honest)
    hand_in(
        class_folder,
        {f"student-{number:04}": one for number, one in enumerate(islice(samples, size))},
    )


def _look(pid: int, one: Measured) -> float:
    """Note what processes hold, and return the coordinator's processor time so far."""
    with suppress(psutil.Error):
        coordinator = psutil.Process(pid)
        used = sum(coordinator.cpu_times()[:2])
        one.memory["coordinator"] = max(one.memory["coordinator"], coordinator.memory_info().rss)
        for process in coordinator.children(recursive=True):
            with suppress(psutil.Error):
                held = process.memory_info().rss
                one.memory["worker"] = max(one.memory["worker"], held)
        return used
    return 0.0


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10, 100, 1000])
