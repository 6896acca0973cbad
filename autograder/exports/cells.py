"""What is exported for each student, and for those who have no grade yet."""

from dataclasses import dataclass

from autograder.records.standings import MISSING, WAITING, Standing

__all__ = ["Blanks", "ExportError", "exported_points"]


class ExportError(ValueError):
    """Grades cannot be exported so; the message says what is missing."""


@dataclass(frozen=True)
class Blanks:
    """What stands for grades that are not final; an empty cell leaves a grade as it is elsewhere.

    Attributes
    ----------
    missing_is_zero : bool
        Those who handed in nothing get 0.
    waiting_counts : bool
        Those who wait for a person get the points that they have so far.
    """

    missing_is_zero: bool = False
    waiting_counts: bool = False


def exported_points(standing: Standing, blanks: Blanks) -> float | None:
    """Return the points after the penalty, or None for an empty cell."""
    if standing.status == MISSING:
        return 0.0 if blanks.missing_is_zero else None
    if standing.grades is None or (standing.status == WAITING and not blanks.waiting_counts):
        return None
    return round(standing.grades.total, 4)
