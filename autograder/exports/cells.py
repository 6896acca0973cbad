"""The exported points of each student, or an empty cell for those without a final grade."""

from dataclasses import dataclass

from autograder.records.standings import HELD, MISSING, WAITING, Standing

__all__ = ["Blanks", "ExportError", "exported_points"]


class ExportError(ValueError):
    """Grades cannot be exported; the message says what is missing."""


@dataclass(frozen=True)
class Blanks:
    """How to export grades that are not final; by default as an empty cell, which changes nothing.

    Attributes
    ----------
    missing_is_zero : bool
        Students who handed in nothing get 0.
    waiting_counts : bool
        Students with answers that are held or still to be graded by hand get their points so far.
    """

    missing_is_zero: bool = False
    waiting_counts: bool = False


def exported_points(standing: Standing, blanks: Blanks) -> float | None:
    """Return the points after the penalty, or None for an empty cell."""
    if standing.status == MISSING:
        return 0.0 if blanks.missing_is_zero else None
    open_yet = standing.status in (WAITING, HELD)
    if standing.grades is None or (open_yet and not blanks.waiting_counts):
        return None
    return round(standing.grades.total, 4)
