"""Run a student's cells, restarting the process when it ends."""

import time
from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Self

from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from autograder.sandbox.remote import Remote
from autograder.sandbox.student import CellRun, Limits, StudentProcess

__all__ = ["Session", "StudentNameError"]

MAX_SECONDS = 360.0  # for one submission: cells, calls and process starts together


class StudentNameError(NameError):
    """A name that the student's work should define is not defined; the message says why.

    Attributes
    ----------
    missing : str
        The name.
    cell : str
        The id of the failed cell that should have defined it; empty if none is known.
    """

    def __init__(self, sentence: str, name: str, cell: str = "") -> None:
        super().__init__(sentence, name=name)
        self.missing, self.cell = name, cell


class Session:
    """Runs the cells of one submission in order.

    An endless loop, a crash or a lack of memory affects only the exercise in which it happens. For
    the next one, a new sandbox runs the earlier cells again, except the one that ended it.

    Parameters
    ----------
    files : Mapping[str, bytes]
        The contents of the working directory, by relative path.
    given : collection of str
        The files that are the course's own.
    deadline : float
        The time at which the submission's time is used up, by ``time.monotonic``.

    Attributes
    ----------
    killed : bool
        Whether one of its processes was killed, by the student's code or by the machine.
    refused_calls : Counter
        How often each unneeded system call was refused.
    """

    def __init__(
        self, files: Mapping[str, bytes], given: Collection[str], limits: Limits, deadline: float
    ) -> None:
        self._files, self._given = files, given
        self._limits, self._deadline = limits, deadline
        self._student: StudentProcess | None = None
        self._done: list[str] = []
        self._failures: dict[str, StudentCodeError] = {}
        self.killed = False
        self.refused_calls = Counter[str]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the sandbox.

        Raises
        ------
        SandboxUnavailableError
            If the sandbox was ended from outside, even if that error was caught earlier: the
            results then say nothing about the student's code.
        """
        try:
            if kind is None:
                self._was_left_alone()
        finally:
            self._end()

    def _was_left_alone(self) -> bool:
        return self._student is None or self._student.alive

    def run(self, cell_id: str, source: str) -> CellRun:
        """Run one of the student's cells; errors are returned, not raised."""
        try:
            run = self._alive().run_cell(source)
        except StudentStoppedError as stopped:
            run = CellRun(StudentCodeError("Stopped", str(stopped)), "", stopped=True)
        else:
            self._done.append(source)
        if run.error is not None:
            self._failures[cell_id] = run.error
        return run

    def lookup(self, name: str) -> Any:
        """Return a copy of the student's data, or a proxy for the student's function.

        Raises
        ------
        StudentNameError
            If there is no such name; the message says which cell should have defined it.
        StudentStoppedError
            If the process cannot be restarted.
        """
        try:
            found = self._alive().lookup(name)
        except NameError:
            raise self._missing(name) from None
        except TypeError:
            sentence = f"{name!r} is a module here. Import the function from it instead."
            raise StudentNameError(sentence, name) from None
        return found.found_by(partial(self.lookup, name)) if isinstance(found, Remote) else found

    def failure(self, cell: str) -> str:
        """Return the error of the cell with this id, and where; empty if it did not fail."""
        error = self._failures.get(cell)
        return f"{error}\n{error.where}" if error else ""

    def _missing(self, name: str) -> StudentNameError:
        for cell, error in self._failures.items():
            if error.unwritten is not None:
                continue
            where = f"\n{error.where}" if error.where else ""
            sentence = f"{name!r} is not defined, because the cell {cell!r} failed: {error}{where}"
            return StudentNameError(sentence, name, cell)
        sentence = f"{name!r} is not defined: the exercise has not been answered yet."
        return StudentNameError(sentence, name)

    def _alive(self) -> StudentProcess:
        if time.monotonic() > self._deadline:
            raise StudentStoppedError(
                "time", f"The submission used up its {MAX_SECONDS:g} s; nothing more was run."
            )
        if self._student is None or not self._student.alive:
            self._start()
        assert self._student is not None
        return self._student

    def _start(self) -> None:
        self._end()
        self._student = StudentProcess(self._files, self._limits, self._deadline, self._given)
        for source in self._done:
            self._student.run_cell(source)

    def _end(self) -> None:
        if self._student is not None:
            self._student.close()
            self.killed |= self._student.killed
            self.refused_calls += Counter(self._student.refused_calls)
            self._student = None
