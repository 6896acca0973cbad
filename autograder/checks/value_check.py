"""Check numbers that a student calculated, variable by variable."""

from dataclasses import dataclass
from typing import Any

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.recognition import recognise_values
from autograder.checks.reports import CheckReport, PartReport

__all__ = ["ValueCheck", "ValuePart"]


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
    """

    name: str
    points: float
    expected: Any
    rtol: float = 1e-9
    unit: str = ""


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
        trials = [
            Trial(part.name, Outcome(value), part.expected, rtol=part.rtol)
            for part, value in zip(self.parts, answers, strict=True)
        ]
        parts = tuple(map(self._report, self.parts, trials))
        known = recognise_values(self.misconceptions, trials, self._outcome_of)
        return CheckReport(self.key, self.points, sum(p.earned for p in parts), parts, known)

    def _report(self, part: ValuePart, trial: Trial) -> PartReport:
        mismatch = trial.mismatch()
        if mismatch is None:
            return PartReport(part.name, part.points, part.points)
        sentence = "not given yet." if trial.outcome.value is None else mismatch.sentence
        if part.unit and mismatch.stage == "values":
            sentence += f" The unit is {part.unit}."
        return PartReport(part.name, part.points, 0.0, sentence)

    def _outcome_of(self, misconception: ValueMisconception, trial: Trial) -> Outcome:
        return Outcome(misconception.values[trial.part])
