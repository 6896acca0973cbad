"""Changes to single exercises in a class: other points, left out, or full points for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ForAll", "PointChanges"]


class ForAll(StrEnum):
    """What replaces the points of an exercise."""

    LEFT_OUT = "left out"
    FULL = "full points"


@dataclass(frozen=True)
class PointChanges:
    """The changes to one assignment, for which nothing has to be graded again.

    Attributes
    ----------
    by_exercise : Mapping[str, float or ForAll]
        Other maximum points, to which all scores are scaled, or what replaces them.
    """

    by_exercise: Mapping[str, "float | ForAll"]

    def possible(self, points: Mapping[str, float]) -> dict[str, float]:
        """Return the maximum points in the class, without exercises that are left out.

        Parameters
        ----------
        points : mapping of str to float
            The maximum points in the assignment, by exercise.
        """
        return {
            name: change if isinstance(change := self.by_exercise.get(name), float) else most
            for name, most in points.items()
            if self.by_exercise.get(name) is not ForAll.LEFT_OUT
        }

    def scores(
        self, scores: Mapping[str, float | None], points: Mapping[str, float]
    ) -> dict[str, float | None]:
        """Return the scores in the class; full points also end a wait."""
        possible = self.possible(points)
        return {
            name: self._score(name, score, points[name], possible[name])
            for name, score in scores.items()
            if name in possible
        }

    def _score(self, name: str, score: float | None, most: float, now: float) -> float | None:
        if self.by_exercise.get(name) is ForAll.FULL:
            return now
        if score is None or now == most or not most:
            return score
        return score * now / most

    def in_words(self, points: Mapping[str, float]) -> dict[str, str]:
        """Return a sentence on each changed exercise."""
        return {
            name: _sentence(name, change, points[name])
            for name, change in self.by_exercise.items()
            if name in points
        }


def _sentence(name: str, change: "float | ForAll", most: float) -> str:
    match change:
        case ForAll.LEFT_OUT:
            return f"`{name}` is left out in this class."
        case ForAll.FULL:
            return f"`{name}`: everybody who handed in has full points in this class."
    return f"`{name}` counts {change:g} points in this class, not {most:g}."
