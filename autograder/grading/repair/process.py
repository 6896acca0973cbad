"""The sandbox in which edited copies of a student's code run, apart from the student's process."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from types import TracebackType
from typing import Any, Self

from autograder.checks.cases import Case
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcomes import Outcome, Trial, attempts
from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from autograder.sandbox.remote import Remote
from autograder.sandbox.student import StudentProcess

__all__ = ["EditedCode"]

CALL_SECONDS = 1.0  # of real time; edited code may loop endlessly
USE_SECONDS = 3.0  # for a case that is more than one call
MOST_STARTS = 6
AT_ONCE = 4  # edits that are tried in one message


class EditedCode:
    """Runs edited definitions in a process of their own, which starts again when one ends it.

    Use it in a ``with`` statement. It implements `autograder.grading.repair.search.Bench`.

    Parameters
    ----------
    start : callable
        Returns a new process with the student's files.
    check : FunctionCheck
        The functions that it withholds are withheld here, too.
    until : float
        The time to end at, by ``time.monotonic``.
    """

    def __init__(
        self, start: Callable[[], StudentProcess], check: FunctionCheck, until: float
    ) -> None:
        self._start, self._check, self._until = start, check, until
        self._starts = 0
        self._process: StudentProcess | None = None
        self._original: Remote | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()

    @property
    def spent(self) -> bool:
        """Whether edited code has ended the process too often."""
        return self._starts >= MOST_STARTS and not self._is_alive()

    def restart(self) -> None:
        """Continue in a new process, in which no edited code has run."""
        if self._process is not None:
            self._process.close()
        self._starts = min(self._starts, MOST_STARTS - 1)

    def outcomes(self, text: str, trials: list[Trial]) -> Iterator[Outcome]:
        """Define the function by this text, and yield the outcomes of some cases."""
        return self._outcomes(text, trials, self._left())

    def _outcomes(self, text: str, trials: list[Trial], seconds: float) -> Iterator[Outcome]:
        cases = [case for trial in trials if (case := trial.case)]
        defined = self._outcome(partial(self._defined, text))
        if defined.error:
            yield from (defined for _ in cases)
        else:
            with self._alive().ending_within(min(seconds, self._left())):
                yield from attempts(defined.value, cases)

    def outcome_of_each(self, texts: list[str], trial: Trial) -> Iterator[Outcome]:
        """Define the function by one text after another, and yield the outcomes of one case."""
        case = trial.case
        assert case is not None
        if case.use is not None:
            for text in texts:
                yield from self._outcomes(text, [trial], USE_SECONDS)
            return
        for some in (texts[i : i + AT_ONCE] for i in range(0, len(texts), AT_ONCE)):
            together = self._outcome(partial(self._call, some, case))
            if together.error:  # one of them has ended the process
                alone = (self._outcome(partial(self._call, [text], case)) for text in some)
                yield from (each if each.error else each.value[0] for each in alone)
            else:
                yield from together.value

    def followed(self, text: str, trial: Trial) -> tuple[list[int], dict[str, list[str]]]:
        """Return the lines that a case executes, and the kinds of the variables.

        Raises
        ------
        StudentStoppedError, StudentCodeError
            If the code ends the process.
        """
        function, case = self._defined(text), trial.case
        assert case is not None
        function.inside("follow")
        with self._alive().ending_within(self._left()):
            for _ in attempts(function, [case]):
                pass
        match function.inside("followed"):
            case (list(lines), dict(kinds)):
                return (
                    [line for line in lines if type(line) is int],
                    {name: [str(kind) for kind in list(its)] for name, its in kinds.items()},
                )
        return [], {}

    def _outcome(self, call: Callable[[], Any]) -> Outcome:
        try:
            with self._alive().ending_within(min(CALL_SECONDS, self._left())):
                return Outcome(call())
        except StudentStoppedError as error:
            return Outcome(error=type(error).__name__, stopped=True)
        except StudentCodeError as error:
            return Outcome(error=error.ename)

    def _call(self, texts: list[str], case: Case) -> list[Outcome]:
        """Return the outcome of a case for each text."""
        assert self._original is not None  # set with the process
        args, kwargs = case.given()
        found = self._original.inside("call edited", texts, self._check.name, args, kwargs)
        match found:
            case list() if len(found) == len(texts):
                return [_as_outcome(each) for each in found]
        raise StudentCodeError("TypeError", "it is not a list of results")

    def _left(self) -> float:
        return self._until - time.monotonic()

    def _defined(self, text: str) -> Remote:
        self._alive()
        assert self._original is not None
        defined = self._original.inside("define again", text, self._check.name)
        if not isinstance(defined, Remote):
            raise StudentCodeError("TypeError", "it is not a function")
        return defined

    def _alive(self) -> StudentProcess:
        """Return the process, or a new one if edited code has ended it.

        Raises
        ------
        StudentStoppedError, StudentCodeError
            If it was ended too often, or the student's file does not run.
        """
        if self._process is not None and self._process.alive:
            return self._process
        if self._starts >= MOST_STARTS:
            raise StudentStoppedError("exit", "Edited code has ended the process too often.")
        self._starts += 1
        if self._process is not None:
            self._process.close()
        self._process = self._start()
        module, name = self._check.reference.function.__module__, self._check.name
        error = self._process.run_cell(f"from {module} import {name}").error
        if error is not None:
            raise error
        found = self._process.lookup(name)
        if not isinstance(found, Remote):
            raise StudentCodeError("TypeError", "it is not a function")
        if self._check.withheld:
            found.inside("withhold", list(self._check.withheld), name)
        self._original = found
        return self._process

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.alive


def _as_outcome(said: Any) -> Outcome:
    match said:
        case (str(error), value):
            return Outcome(error=error) if error else Outcome(value)
    return Outcome(error="TypeError")
