"""The course's own functions of a chapter, in a separate process.

Their arguments may come from a student's code, which could use more memory than any machine has.
No student's code runs there, so the process is kept for some submissions.
"""

import atexit
import os
from collections.abc import Iterable
from functools import cache
from typing import Any, Self

from autograder.chapters import modules_until
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcomes import LARGEST_ANSWER
from autograder.checks.structure import size_of
from autograder.course.repository import REPOSITORY
from autograder.course.stubs import student_library
from autograder.sandbox import Limits
from autograder.sandbox.student import StudentProcess

__all__ = ["CourseFunctions", "forget_processes"]

MOST_ASKED = 1_000  # calls in one run of a check
MOST_SUBMISSIONS = 25  # for one process, whose processor time is limited


class CourseFunctions:
    """The course's functions for the exercises of one submission, used in a ``with`` statement.

    Attributes
    ----------
    asked : set of str
        The names of those that have been called since `start`.
    """

    def __init__(self, chapter: str, checks: Iterable[FunctionCheck], limits: Limits) -> None:
        self._key = os.getpid(), chapter, limits
        self._modules = {check.name: check.reference.function.__module__ for check in checks}
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        kept = _kept.get(self._key)
        if kept is not None:
            kept.submissions += 1
            if kept.submissions >= MOST_SUBMISSIONS:
                _kept.pop(self._key).process.close()

    def start(self) -> None:
        """Forget which functions have been called."""
        self.asked: set[str] = set()
        self._count = 0

    def answer(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return the result of the function with this name.

        Raises
        ------
        ValueError
            If there are too many calls, or there is no such function.
        StudentCodeError, StudentStoppedError
            If the function refuses the arguments.
        """
        self.asked.add(name)
        self._count += 1
        too_much = self._count > MOST_ASKED or size_of([args, kwargs]) > LARGEST_ANSWER
        if too_much or name not in self._modules:
            raise ValueError("this is not answered")
        return self._process().function(self._modules[name], name)(*args, **kwargs)

    def _process(self) -> "_Process":
        """Return the process that is kept, or a new one."""
        kept = _kept.get(self._key)
        if kept is None or not kept.process.alive:
            _, chapter, limits = self._key
            kept = _kept[self._key] = _Process(chapter, limits)
        return kept


class _Process:
    """A process with the course's library.

    Attributes
    ----------
    submissions : int
        For how many submissions it has been used.
    """

    def __init__(self, chapter: str, limits: Limits) -> None:
        code = _code(chapter)
        self.process = StudentProcess(code, limits, given=code)
        self.submissions = 0
        self._functions: dict[str, Any] = {}

    def function(self, module: str, name: str) -> Any:
        """Return a function of the library."""
        if name not in self._functions:
            if error := self.process.run_cell(f"from {module} import {name}").error:
                raise error
            self._functions[name] = self.process.lookup(name)
        return self._functions[name]


_kept: dict[tuple[int, str, Limits], _Process] = {}


@atexit.register
def forget_processes() -> None:
    """End the processes that this one has kept."""
    for key in [key for key in _kept if key[0] == os.getpid()]:
        _kept.pop(key).process.close()


@cache
def _code(chapter: str) -> dict[str, bytes]:
    """Return the files of the course's own library that a chapter's exercises need."""
    library = student_library(REPOSITORY.library, "", modules_until(chapter))
    return {path: text for path, text in library.items() if path.endswith(".py")}
