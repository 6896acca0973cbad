"""Check a function that a student wrote, case by case, against an oracle."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.answers import FunctionAnswer, FunctionMisconception
from autograder.checks.cases import Part, array_text, generator
from autograder.checks.drawable import drawable
from autograder.checks.outcomes import Outcome, Trial, attempt
from autograder.checks.recognition import recognise
from autograder.checks.reports import CheckReport, PartReport

__all__ = ["FunctionCheck"]

LARGEST_SHOWN = 1_000  # bytes; writing out an array with many axes can take for ever


@dataclass(frozen=True)
class FunctionCheck:
    """The check of an exercise that asks for a function.

    Attributes
    ----------
    key : str
        ``"<chapter>.<name of the function>"``.
    oracle : callable
        Gives the right answer to every case without the library that students complete.
    parts : tuple of Part
    reference : FunctionAnswer
        The course's own function.
    variants : tuple of FunctionAnswer
        Right functions in other styles.
    misconceptions : tuple of FunctionMisconception
        Wrong ones, each recognised by what it returns.
    """

    key: str
    oracle: Callable
    parts: tuple[Part, ...]
    reference: FunctionAnswer
    variants: tuple[FunctionAnswer, ...]
    misconceptions: tuple[FunctionMisconception, ...]

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def blank(self) -> FunctionAnswer:
        """What a student has who wrote nothing."""
        return FunctionAnswer("blank", _blank)

    def run(self, answers: tuple[Any, ...], seed: int) -> CheckReport:
        """Put the cases that `seed` draws to the student's function, the only one of `answers`."""
        (function,) = answers
        trials = list(self._trials(function, seed))
        parts = tuple(self._report(part, trials) for part in self.parts)
        known = recognise(self.misconceptions, trials, self._outcome_of)
        return CheckReport(self.key, self.points, sum(p.earned for p in parts), parts, known)

    def _trials(self, function: Callable, seed: int) -> Iterator[Trial]:
        last = Outcome()
        for part in self.parts:
            for case in part.draw(generator(seed, self.key, part.name)):
                # A process that is gone answers nothing more; asking again would only cost time.
                last = last if last.stopped else attempt(function, case)
                yield Trial(part.name, last, case.hand_over(self.oracle), case)

    def _report(self, part: Part, trials: list[Trial]) -> PartReport:
        failed = [trial for trial in trials if trial.part == part.name and trial.failed]
        if not failed:
            return PartReport(part.name, part.points, part.points)
        trial = max(failed, key=lambda trial: trial.outcome.stopped)
        case, outcome = trial.case, trial.outcome
        if not outcome.about_case:
            return PartReport(
                part.name,
                part.points,
                0.0,
                outcome.sentence,
                where=outcome.where,
                stopped=outcome.stopped,
            )
        what = outcome.sentence
        if not outcome.error:
            what = str(trial.mismatch()) if case.public else trial.mismatch().sentence
        return PartReport(
            part.name,
            part.points,
            0.0,
            f"{case.label}: {what}",
            case.label,
            case.public,
            outcome.where,
            **(self._show(trial) if case.public else {}),
        )

    def _show(self, trial: Trial) -> dict[str, Any]:
        parameters = list(inspect.signature(self.oracle).parameters)
        value = trial.outcome.value
        shown = isinstance(value, np.ndarray) and value.nbytes <= LARGEST_SHOWN
        return {
            "call": trial.case.call_text(self.key.rpartition(".")[2], parameters),
            "got": array_text(value) if shown else None,
            "expected": array_text(trial.expected),
            "values": drawable(value, trial.expected) if shown else None,
        }

    def _outcome_of(self, misconception: FunctionMisconception, trial: Trial) -> Outcome:
        return attempt(misconception.function, trial.case)


def _blank(*_: Any, **__: Any) -> None:
    raise NotImplementedError
