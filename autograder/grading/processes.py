"""The processes of one submission: NumPy exercises run in one that cannot import torch."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from autograder.grading import session
from autograder.grading.session import Session, StudentNameError
from autograder.sandbox.student import CellRun, Limits, StudentProcess

__all__ = ["Processes"]

TORCH = "torch"


class Processes:
    """The cells of one submission, run in order in one process or in two.

    Where a notebook may import torch, a NumPy exercise could be answered by calling torch. So the
    cells run a second time, in a sandbox without torch, when the first such exercise is checked.

    Parameters
    ----------
    library, modules : Mapping[str, bytes]
        The course's files and the student's, by path relative to the working directory. The
        student's replace those of the same path.
    """

    def __init__(
        self, library: Mapping[str, bytes], modules: Mapping[str, bytes], limits: Limits
    ) -> None:
        files, given = {**library, **modules}, library.keys() - modules.keys()
        deadline = time.monotonic() + session.MAX_SECONDS
        self._whole = Session(files, given, limits, deadline)
        self._numpy: Session | None = None
        self._limits = self._without = limits
        if TORCH in limits.packages:
            packages = tuple(name for name in limits.packages if name != TORCH)
            self._without = replace(limits, packages=packages, gpu=False)
            self._numpy = Session(files, given, self._without, deadline)
        self._waiting: list[tuple[str, str]] = []
        self._files, self._given, self._deadline = files, given, deadline

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the sandboxes; raises the same errors as `Session`."""
        try:
            self._whole.__exit__(kind, error, trace)
        finally:
            if self._numpy is not None:
                self._numpy.__exit__(kind, error, trace)

    @property
    def killed(self) -> bool:
        """Whether one of the processes was killed, by the student's code or by the machine."""
        return self._whole.killed or (self._numpy is not None and self._numpy.killed)

    @property
    def refused_calls(self) -> dict[str, int]:
        """How often each unneeded system call was refused; complete after the end."""
        sessions = [self._whole, *([self._numpy] if self._numpy else [])]
        return dict(sum((one.refused_calls for one in sessions), Counter[str]()))

    def run(self, cell_id: str, source: str) -> CellRun:
        """Run one of the student's cells; errors are returned, not raised."""
        run = self._whole.run(cell_id, source)
        if not run.stopped:
            self._waiting.append((cell_id, source))
        return run

    def lookup(self, numpy_alone: bool) -> Callable[[str], Any]:
        """Return the `Session.lookup` of the process in which an exercise is checked."""
        return self._without_torch if numpy_alone and self._numpy else self._whole.lookup

    def beside(self, numpy_alone: bool) -> StudentProcess:
        """Return a new process like the one in which an exercise is checked, without the cells."""
        limits = self._without if numpy_alone else self._limits
        return StudentProcess(self._files, limits, self._deadline, self._given)

    def _without_torch(self, name: str) -> Any:
        assert self._numpy is not None  # set by `lookup`
        while self._waiting:
            self._numpy.run(*self._waiting.pop(0))
        try:
            return self._numpy.lookup(name)
        except StudentNameError as error:
            if self._numpy.failure(error.cell) == self._whole.failure(error.cell):
                raise
            # The cell failed only in this process, which nothing else in the feedback says.
            raise StudentNameError(str(error), error.missing) from None
