"""Run the visible tests of a notebook in a separate process, which may crash or never end."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cnnlib.check.notebook import read_cells

__all__ = ["SECONDS", "Standing", "standings"]

SECONDS = 30.0  # for one cell


@dataclass(frozen=True)
class Standing:
    """The state of one exercise.

    Attributes
    ----------
    name, title : str
    points : float
    state : str
        ``"passes"``, ``"fails"``, ``"error"``, ``"not started"`` or, for a written answer,
        ``"written"``.
    message : str
        What is wrong; empty if it passes.
    """

    name: str
    title: str
    points: float
    state: str
    message: str = ""


def standings(notebook: Path, seconds: float = SECONDS) -> tuple[str, list[Standing]]:
    """Return the title of an assignment and the state of each exercise.

    Parameters
    ----------
    seconds : float
        The time limit of one cell.

    Raises
    ------
    NotebookError
        If the notebook cannot be read.
    """
    title, cells = read_cells(notebook)
    skipped: dict[str, str] = {}
    while True:
        answers, stopped = _run(notebook, skipped, seconds)
        if stopped is None:
            break
        name, why = stopped
        if name in skipped:
            break
        skipped[name] = why
    unknown = {"state": "error", "message": "it could not be run."}
    return title, [
        Standing(cell.name, cell.title, cell.points, **answers.get(cell.name, unknown))
        for cell in cells
        if cell.is_exercise
    ]


def _run(
    notebook: Path, skipped: dict[str, str], seconds: float
) -> tuple[dict[str, dict[str, str]], tuple[str, str] | None]:
    """Return the results, and the cell that did not end, with the reason."""
    answers: dict[str, dict[str, str]] = {}
    command = [sys.executable, "-m", "cnnlib.check.worker", notebook.name, json.dumps(skipped)]
    with subprocess.Popen(
        command, cwd=notebook.resolve().parent, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        running = ""
        try:
            for line in _lines(process.stdout, seconds):
                if "ends" in line:
                    return answers, None
                if "begins" in line:
                    running = line["begins"]
                else:
                    answers[line.pop("exercise")] = line
        except TimeoutError:
            return answers, (running, f"it did not end within {seconds:g} seconds.")
        finally:
            process.kill()
    return answers, (running, "it ended Python.")


def _lines(stream: IO[str], seconds: float) -> Iterator[dict[str, Any]]:
    """Yield the lines of a process, and raise TimeoutError if one takes too long.

    A thread reads them, because Windows cannot wait for a pipe with a timeout.
    """
    arrived: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in stream:
            arrived.put(line)
        arrived.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = arrived.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if line is None:
            return
        yield json.loads(line)
