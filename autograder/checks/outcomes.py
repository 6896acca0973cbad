"""Call a student's function, and compare the outcome with what is expected."""

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from autograder.checks.cases import Case
from autograder.checks.structure import arrays_in, compare_all, size_of, split_finite
from autograder.inside.modules import ModuleFaultError, ValueFaultError
from autograder.inside.unwritten import unwritten_exercise
from autograder.sandbox.errors import ExchangeFaultError, StudentCodeError, StudentStoppedError
from autograder.sandbox.remote import Remote
from cnnlib.checking import Mismatch, tolerance

__all__ = ["Outcome", "Trial", "attempt", "attempts"]

NOT_WRITTEN = "not written yet."
WRITES_INTO_INPUT = (
    "it writes into its input array, which belongs to the caller. Write into a new "
    "array: `x.copy()` and `np.pad(x, ...)` make one."
)
SAID_IN_FULL = (ModuleFaultError.__name__, ValueFaultError.__name__)
LONGEST_MESSAGE = 200
LARGEST_ANSWER = 16 << 20  # bytes


@dataclass(frozen=True)
class Outcome:
    """The outcome of one call: a value, or an error with a sentence for the student.

    Attributes
    ----------
    value : Any
        The returned value, or None.
    error : str
        The class name of the exception; empty if a value was returned.
    sentence, where : str
        The exception in words, and the student's lines in its traceback.
    about_case : bool
        Whether the error depends on the case, so that naming the case helps.
    stopped : bool
        Whether the student's process has ended.
    out_of_time : bool
        Whether that was because it took too long.
    unwritten : str or None
        The key of the exercise that is not written yet: this one or another that it calls; empty
        if a NotImplementedError came from elsewhere; None otherwise.
    """

    value: Any = None
    error: str = ""
    sentence: str = ""
    where: str = ""
    about_case: bool = True
    stopped: bool = False
    out_of_time: bool = False
    unwritten: str | None = None


@dataclass(frozen=True)
class Trial:
    """One case, with the outcome of an answer and the expected value.

    Attributes
    ----------
    part : str
        The name of the part that the case belongs to.
    case : Case or None
        The call, where the answer is a function.
    rtol : float or None
        As for `cnnlib.checking.compare`.
    names, only : tuple of str
        As for `autograder.checks.structure.compare_all`.
    dtype : bool
        Whether a wrong dtype counts here; other parts ignore it.
    """

    part: str
    outcome: Outcome
    expected: Any
    case: Case | None = None
    rtol: float | None = None
    names: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    dtype: bool = False

    @cached_property  # asked for every known mistake
    def failed(self) -> bool:
        if self.outcome.error:
            return not self._only_dtype
        return self.mismatch() is not None

    def mismatch(self) -> Mismatch | None:
        """Return how the value differs from the expected one, or None if it does not."""
        return self._mismatch

    @cached_property  # asked again for the report, and for each smaller case
    def _mismatch(self) -> Mismatch | None:
        found = self._compare(self.outcome.value, self.expected, check_dtype=self.dtype)
        forgiven = found is not None and self._only_dtype and found.stage != "dtype"
        return None if forgiven else found

    def agrees_with(self, other: Outcome, dtype: bool = False) -> bool:
        """Return whether `other`, a known mistake's outcome here, is the same as this one.

        A student may make a mistake and return the wrong dtype as well: unless `dtype` is true,
        dtypes are compared only if the known mistake changes nothing but the dtype.
        """
        if self.outcome.error or other.error:
            return self.outcome.error == other.error
        dtype = dtype or self._compare(other.value, self.expected, check_dtype=False) is None
        # NaN in the same places is the same mistake, although a right answer never has NaN.
        (got, got_where), (want, want_where) = map(split_finite, (self.outcome.value, other.value))
        # Both may be float64 where float32 is expected: their inputs were rounded to float32.
        rtol = self.rtol or tolerance(*arrays_in(self.expected), *arrays_in(got))
        same = compare_all(got, want, self.names, self.only, rtol, dtype) is None
        return same and self._compare(got_where, want_where) is None

    def outcome_of(self, function: Callable[..., Any]) -> Outcome:
        """Return the outcome of one of the course's functions for this case; it is cached."""
        assert self.case is not None
        if function not in self.case.outcomes:
            self.case.outcomes[function] = attempt(function, self.case)
        return self.case.outcomes[function]

    @property
    def _only_dtype(self) -> bool:
        return self.case is not None and self.case.only_dtype

    def _compare(self, got: Any, want: Any, check_dtype: bool = True) -> Mismatch | None:
        return compare_all(got, want, self.names, self.only, self.rtol, check_dtype)


def attempts(function: Callable[..., Any], cases: Iterable[Case]) -> Iterator[Outcome]:
    """Yield the outcomes of some cases, as `attempt` returns them.

    Plain calls of a function in another process are sent ahead. Once that process has ended, the
    outcome is the same for all cases that are left.
    """
    last = Outcome()
    for case, call in _calls(function, cases):
        last = last if last.stopped else _attempt(function, case, call)
        yield last


def _calls(
    function: Callable[..., Any], cases: Iterable[Case]
) -> Iterator[tuple[Case, Callable[[], Any]]]:
    for use, group in groupby(cases, attrgetter("use")):
        alike = list(group)
        if use is None and isinstance(function, Remote):
            calls = function.with_each(alike)
        else:
            calls = (partial(case.hand_over, function) for case in alike)
        yield from zip(alike, calls, strict=True)


def attempt(function: Callable[..., Any], case: Case) -> Outcome:
    """Call `function` with the case and return the outcome, including any exception.

    A function that raises with read-only arrays is called again with writable ones: if it then
    succeeds, it writes into its input.
    """
    return _attempt(function, case, partial(case.hand_over, function))


def _attempt(function: Callable[..., Any], case: Case, call: Callable[[], Any]) -> Outcome:
    outcome = _outcome(function, call)
    if not (case.read_only and outcome.error and outcome.about_case):
        return outcome
    if _outcome(function, partial(replace(case, read_only=False).hand_over, function)).error:
        return outcome
    return replace(outcome, sentence=WRITES_INTO_INPUT, about_case=False)


def _outcome(function: Callable[..., Any], call: Callable[[], Any]) -> Outcome:
    if not callable(function):
        sentence = f"expected a function, not {type(function).__name__}."
        return Outcome(error="TypeError", sentence=sentence, about_case=False)
    try:
        value = call()
        size = size_of(value)
        if size > LARGEST_ANSWER:  # every answer is kept until the check ends
            sentence = f"returned {size / 1e6:.0f} MB, far more than the exercise asks for."
            return Outcome(error="MemoryError", sentence=sentence)
        return Outcome(value)
    except StudentStoppedError as error:
        return Outcome(
            error=type(error).__name__,
            sentence=str(error),
            about_case=False,
            stopped=True,
            out_of_time=error.reason == "time",
        )
    except StudentCodeError as error:
        return _raised(error)
    except ExchangeFaultError:
        raise
    except Exception as error:
        name, where = type(error).__name__, _lines_of(function, error)
        return _raised(StudentCodeError(name, str(error), where, unwritten_exercise(error)))


def _raised(error: StudentCodeError) -> Outcome:
    if error.unwritten is not None:
        # An answer may call another exercise, which is then the one to name.
        missing = error.unwritten.rpartition(".")[2]
        sentence = f"`{missing}` is {NOT_WRITTEN}" if missing.isidentifier() else NOT_WRITTEN
        key = error.unwritten
        return Outcome(error=error.ename, sentence=sentence, about_case=False, unwritten=key)
    name, message = _one_line(error.ename), _one_line(error.evalue)
    if name in SAID_IN_FULL:
        return Outcome(error=error.ename, sentence=message, where=error.where)
    sentence = f"raised {name}: {message}" if message else f"raised {name}."
    return Outcome(error=error.ename, sentence=sentence, where=error.where)


def _one_line(message: str) -> str:
    """Return a student's text as one printable line of bounded length."""
    line = " ".join(message[: 4 * LONGEST_MESSAGE].split())
    line = "".join(character for character in line if character.isprintable())
    return line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]}…"


def _lines_of(function: Callable[..., Any], error: Exception) -> str:
    """Return the lines of the traceback that are in the file of `function`, the deepest last."""
    code = getattr(function, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code is not None and frame.filename == code.co_filename]
    return "\n".join(f"line {frame.lineno}, in {frame.name}: {frame.line}" for frame in own[-3:])
