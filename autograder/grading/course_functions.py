"""The course's own functions of a chapter, in a separate process.

Their arguments may come from a student's code, which could use more memory than any machine has.
"""

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

__all__ = ["CourseFunctions"]

MOST_ASKED = 1_000  # calls in one run of a check


class CourseFunctions:
    """The course's functions for some exercises; the process starts with the first call.

    Attributes
    ----------
    asked : set of str
        The names of those that have been called since `start`.
    """

    def __init__(self, chapter: str, checks: Iterable[FunctionCheck], limits: Limits) -> None:
        self._chapter, self._limits = chapter, limits
        self._modules = {check.name: check.reference.function.__module__ for check in checks}
        self._functions: dict[str, Any] = {}
        self._process: StudentProcess | None = None
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.close()

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
        if name not in self._functions:
            self._functions[name] = self._function(name)
        return self._functions[name](*args, **kwargs)

    def _function(self, name: str) -> Any:
        if self._process is None:
            code = _code(self._chapter)
            self._process = StudentProcess(code, self._limits, given=code)
        if error := self._process.run_cell(f"from {self._modules[name]} import {name}").error:
            raise error
        return self._process.lookup(name)


@cache
def _code(chapter: str) -> dict[str, bytes]:
    """Return the files of the course's own library that a chapter's exercises need."""
    library = student_library(REPOSITORY.library, "", modules_until(chapter))
    return {path: text for path, text in library.items() if path.endswith(".py")}
