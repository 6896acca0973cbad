"""Check a function that a student wrote, case by case, against an oracle."""

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np

from autograder.checks.answers import FunctionAnswer, FunctionMisconception
from autograder.checks.at_home import Lines
from autograder.checks.cases import Case, Part, array_text, generator
from autograder.checks.drawable import drawable
from autograder.checks.finite import not_finite
from autograder.checks.gaps import gaps
from autograder.checks.gaps_of_options import options_gone_wrong
from autograder.checks.generic_mistakes import ignored_options, swapped_pairs, turned_flags
from autograder.checks.outcomes import Outcome, Trial, attempts
from autograder.checks.recognition import Recognised, recognise_functions
from autograder.checks.relations import relations
from autograder.checks.reports import CheckReport, PartReport
from autograder.checks.structure import Found, arrays_in, named_values
from autograder.checks.together import Together
from autograder.checks.withheld import withheld

__all__ = ["CHECKS_KEPT", "FunctionCheck"]

LARGEST_SHOWN = 1_000  # bytes; writing out an array with many axes can take very long
MOST_SHOWN = 10  # values of a tuple or dict
CHECKS_KEPT = 16


@dataclass(frozen=True)
class FunctionCheck:
    """The check of an exercise that asks for a function.

    Attributes
    ----------
    key : str
        ``"<chapter>.<name of the function>"``.
    oracle : callable
        Returns the right answer to every case without the students' library.
    parts : tuple of Part
    reference : FunctionAnswer
        The course's own function.
    variants : tuple of FunctionAnswer
        Right functions in other styles.
    misconceptions : tuple of FunctionMisconception
        Wrong functions, wrapped around `reference`; each is recognised by what it returns.
    returns : tuple of str
        The names of the returned values, if there are several.
    rtol : float, optional
        See `cnnlib.checking.compare`.
    torch : bool
        Whether the answer may import torch. Otherwise it is checked in a process without it.
    withheld : tuple of str
        Functions and classes that do the whole exercise, such as ``"cnnlib.conv.conv2d"``: they
        raise while an answer is checked, whatever name it calls them by.
    together : Together, optional
        One function for several misconceptions that cannot be nested, so that all are recognised.
    """

    key: str
    oracle: Callable[..., Any]
    parts: tuple[Part, ...]
    reference: FunctionAnswer
    variants: tuple[FunctionAnswer, ...]
    misconceptions: tuple[FunctionMisconception, ...]
    returns: tuple[str, ...] = ()
    rtol: float | None = None
    torch: bool = False
    withheld: tuple[str, ...] = ()
    together: Together | None = None

    def __post_init__(self) -> None:
        around = tuple(replace(each, reference=self.reference) for each in self.misconceptions)
        object.__setattr__(self, "misconceptions", around)

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.key.rpartition(".")[2]

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def blank(self) -> FunctionAnswer:
        """The answer of a student who wrote nothing."""
        return FunctionAnswer("blank", _blank)

    def run(self, answers: tuple[Any, ...], seed: int) -> CheckReport:
        """Run the cases drawn with `seed` on the student's function, the only one of `answers`."""
        (function,) = answers
        trials = self.trials(function, seed)
        return self.explained(self.graded(trials), trials)

    def graded(self, trials: list[Trial]) -> CheckReport:
        """Return the report of the trials of a function, without known mistakes."""
        parts = tuple(self.report(part, trials) for part in self.parts)
        return CheckReport(self.key, self.points, sum(part.earned for part in parts), parts)

    def explained(self, report: CheckReport, trials: list[Trial]) -> CheckReport:
        """Return the report with the known mistakes and the facts that the trials show."""
        if not any(trial.failed for trial in trials):
            return report
        found = self.recognise(trials)
        said = [mistake.sentence for mistake in found.mistakes]
        known = " ".join([*said, *self.facts(trials, found)])
        return replace(report, misconception=known or None)

    def recognise(self, trials: list[Trial]) -> Recognised:
        """Return the known mistakes that an answer shows in its trials."""
        right = self.reference.function
        generic = ignored_options(right)
        catalogue = (*self.misconceptions, *swapped_pairs(right), *turned_flags(right))
        return recognise_functions(catalogue, generic, right, trials, self.together)

    def facts(self, trials: list[Trial], found: Recognised) -> list[str]:
        """Return sentences on what the trials show besides the known mistakes."""
        right = self.reference.function
        missing = gaps(trials, found.function, right)
        if found.changes_values(trials):
            return missing
        found_out = relations(trials) or not_finite(trials)
        if not missing and not found_out:
            return options_gone_wrong(trials, right)
        return [*missing, *found_out]

    def trials(self, function: Callable[..., Any], seed: int) -> list[Trial]:
        """Run the cases drawn with `seed` on a function."""
        return list(self._trials(function, seed))

    def passes(
        self, function: Callable[..., Any], seed: int, parts: Collection[str] | None = None
    ) -> bool:
        """Return whether a function earns these parts, or all; it stops at the first wrong case."""
        return not any(trial.failed for trial in self._trials(function, seed, parts))

    def asked(self, seed: int) -> list[Trial]:
        """Return the trials of the cases drawn with `seed`, each without an outcome."""
        return [self.trial(*question, Outcome()) for question in _questions(self, seed)]

    def dtype_parts(self, drawn: Mapping[Part, list[Case]]) -> list[Part]:
        """Return the parts that a wrong dtype fails, given the cases of all parts."""
        costly = [part for part in drawn if part.dtype or any(c.short_floats for c in drawn[part])]
        return costly or [self.parts[0]]

    def trial(self, part: Part, case: Case, expected: Any, dtype: bool, outcome: Outcome) -> Trial:
        """Return the trial of a case that belongs to a part."""
        rtol = self.rtol if part.rtol is None else part.rtol
        about = part.name, outcome, expected, case
        return Trial(*about, rtol, self.returns, part.only, dtype)

    def _trials(
        self, function: Callable[..., Any], seed: int, parts: Collection[str] | None = None
    ) -> Iterator[Trial]:
        asked = [each for each in _questions(self, seed) if parts is None or each[0].name in parts]
        with withheld(self.withheld, function, self.name):
            outcomes = attempts(function, [case for _, case, _, _ in asked])
            for question, outcome in zip(asked, outcomes, strict=True):
                yield self.trial(*question, outcome)

    def report(self, part: Part, trials: list[Trial]) -> PartReport:
        """Return the report of one part, with what is wrong in its first failed trial."""
        failed = [trial for trial in trials if trial.part == part.name and trial.failed]
        if not failed:
            return PartReport(part.name, part.points, part.points)
        trial = max(failed, key=lambda trial: trial.outcome.stopped)
        case, outcome = trial.case, trial.outcome
        assert case is not None
        if not outcome.about_case:
            return PartReport(
                part.name,
                part.points,
                0.0,
                outcome.sentence,
                where=outcome.where,
                stopped=outcome.stopped,
                unwritten=outcome.unwritten,
            )
        what = outcome.sentence
        if not outcome.error:
            mismatch = trial.mismatch()
            assert mismatch is not None  # it has failed
            what = str(mismatch) if case.public else mismatch.sentence
            note = outcome.value.note if isinstance(outcome.value, Found) else ""
            what = f"{what} {note}".strip()
        return PartReport(
            part.name,
            part.points,
            0.0,
            what,
            case.label,
            case.public,
            outcome.where,
            **(self.shown(trial) if case.public else {}),
        )

    def shown(self, trial: Trial) -> dict[str, Any]:
        """Return what a report shows of a case that is not hidden."""
        case, call = trial.case, None
        assert case is not None
        if isinstance(case.use, Lines):
            call = case.use.text
        elif case.use is None:
            parameters = list(inspect.signature(self.oracle).parameters)
            call = case.call_text(self.name, parameters)
        value = trial.outcome.value
        one, wanted = (_only_array(each, trial) for each in (value, trial.expected))
        values = None
        if one is not None and wanted is not None and one.nbytes <= LARGEST_SHOWN:
            values = drawable(one, wanted)
        return {
            "call": call,
            "got": _as_text(value, trial),
            "expected": _as_text(trial.expected, trial),
            "values": values,
        }


@lru_cache(maxsize=CHECKS_KEPT)  # a run asks all submissions of an assignment the same
def _questions(check: FunctionCheck, seed: int) -> tuple[tuple[Part, Case, Any, bool], ...]:
    """Return every case with what is expected, and whether a wrong dtype costs its part."""
    drawn = {
        part: part.draw_with_again(generator(seed, check.key, part.name)) for part in check.parts
    }
    costly = check.dtype_parts(drawn)
    return tuple(
        (part, case, case.hand_over(check.oracle), part in costly)
        for part, cases in drawn.items()
        for case in cases
    )


def _only_array(value: Any, trial: Trial) -> np.ndarray | None:
    """Return the single array that a trial is about, or None."""
    if len(trial.only) == 1:
        value = named_values(value, trial.names).get(trial.only[0])
    return value if isinstance(value, np.ndarray) else None


def _as_text(value: Any, trial: Trial) -> str | None:
    """Return a small answer as Python code, a line for each of several values."""
    if sum(array.nbytes for array in arrays_in(value)) > LARGEST_SHOWN:
        return None
    lines = [
        f"{name} = {_text(item, f'{name} = ')}" if name else _text(item)
        for name, item in islice(named_values(value, trial.names).items(), MOST_SHOWN)
        if isinstance(item, np.ndarray | np.number | int | float) and name in (trial.only or [name])
    ]
    return "\n".join(lines) or None


def _text(value: Any, indent: str = "") -> str:
    if isinstance(value, np.ndarray):
        return array_text(value, indent)
    return str(value)


def _blank(*_: Any, **__: Any) -> None:
    raise NotImplementedError
