"""Check numbers that a student calculated, variable by variable."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.recognition import recognise_values
from autograder.checks.reports import CheckReport, PartReport

__all__ = ["ValueCheck", "ValuePart"]

Follows = Callable[..., Any]


@dataclass(frozen=True)
class ValuePart:
    """A variable, and the value that it must have.

    Attributes
    ----------
    name : str
        The variable.
    expected : number or list
        Calculated with a closed formula.
    rtol : float
        The tolerated error of rounded answers, relative to the largest expected value, or to 1 if
        all are smaller.
    unit : str
        The unit of the answer, as ``"pixels"``; shown to a student whose value is wrong.
    follows : callable or tuple of callables
        Each takes parts before this one by their names, and returns what follows from them. If some
        of them are wrong, what follows from the student's values is right here. It returns NaN for
        values that are no slip but absurd, such as a map of one pixel.
    """

    name: str
    points: float
    expected: Any
    rtol: float = 1e-9
    unit: str = ""
    follows: Follows | tuple[Follows, ...] = ()


@dataclass(frozen=True)
class ValueCheck:
    """The check of an exercise that asks for numbers; attributes as for `FunctionCheck`."""

    key: str
    parts: tuple[ValuePart, ...]
    variants: tuple[ValueAnswer, ...]
    misconceptions: tuple[ValueMisconception, ...]

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def reference(self) -> ValueAnswer:
        """The expected values."""
        return ValueAnswer("reference", {part.name: part.expected for part in self.parts})

    @property
    def blank(self) -> ValueAnswer:
        """The answer of a student who wrote nothing."""
        return ValueAnswer("blank", dict.fromkeys((part.name for part in self.parts), None))

    def run(self, answers: tuple[Any, ...], seed: int) -> CheckReport:  # noqa: ARG002 (nothing is drawn)
        """Compare `answers`, one for each part, with the expected values."""
        trials = {
            part.name: Trial(part.name, Outcome(value), part.expected, rtol=part.rtol)
            for part, value in zip(self.parts, answers, strict=True)
        }
        wrong = {part.name: _followed(part, trials) for part in self.parts}
        parts = tuple(
            self._report(each, trials[each.name], wrong[each.name]) for each in self.parts
        )
        own = [trial for name, trial in trials.items() if not wrong[name]]
        known = recognise_values(self.misconceptions, own, self._outcome_of)
        return CheckReport(self.key, self.points, sum(p.earned for p in parts), parts, known)

    def _report(self, part: ValuePart, trial: Trial, wrong: tuple[str, ...]) -> PartReport:
        mismatch = trial.mismatch()
        if mismatch is None:
            return PartReport(part.name, part.points, part.points)
        if wrong:
            yours = " and ".join(f"`{name}`" for name in wrong)
            sentence = f"right for your {yours}, so it counts."
            return PartReport(part.name, part.points, part.points, sentence)
        sentence = "not given yet." if trial.outcome.value is None else mismatch.sentence
        if part.unit and mismatch.stage == "values":
            sentence += f" The unit is {part.unit}."
        return PartReport(part.name, part.points, 0.0, sentence)

    def _outcome_of(self, misconception: ValueMisconception, trial: Trial) -> Outcome:
        return Outcome(misconception.values[trial.part])


def _followed(part: ValuePart, trials: Mapping[str, Trial]) -> tuple[str, ...]:
    """Return the wrong parts that a wrong answer follows from; none if it does not.

    They must have the right form. What follows is neither 0 nor one of the numbers that it follows
    from, for which nothing has to be calculated.
    """
    if not trials[part.name].failed:
        return ()
    ways = part.follows if isinstance(part.follows, tuple) else (part.follows,)
    return next(filter(None, (_followed_by(way, part, trials) for way in ways)), ())


def _followed_by(follows: Follows, part: ValuePart, trials: Mapping[str, Trial]) -> tuple[str, ...]:
    before = {name: trials[name] for name in signature(follows).parameters}
    wrong = tuple(name for name, trial in before.items() if trial.failed)
    if not wrong or not all(_has_right_form(before[name]) for name in wrong):
        return ()
    with suppress(ArithmeticError, TypeError, ValueError), np.errstate(all="ignore"):
        given = {
            name: np.asarray(trial.outcome.value if trial.failed else trial.expected, float)
            for name, trial in before.items()
        }
        value = np.asarray(follows(**given))
        copied = any(np.array_equal(value, each) for each in given.values())
        if np.isfinite(value).all() and value.any() and not copied:
            own = Trial(part.name, trials[part.name].outcome, value.tolist(), rtol=part.rtol)
            return () if own.failed else wrong
    return ()


def _has_right_form(trial: Trial) -> bool:
    mismatch = trial.mismatch()
    return mismatch is None or mismatch.stage == "values"
