"""The penalty for late work: a share of its points for each day begun."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

__all__ = ["LatePolicy", "late_in_words"]


@dataclass(frozen=True)
class LatePolicy:
    """A rule for late work.

    Attributes
    ----------
    grace_minutes : float
        Work is not late until so many minutes after the due date.
    percent_per_day : float
        The share of the earned points that each day begun since the due date costs.
    percent_at_most : float
        The maximum penalty.
    free_days : int
        The number of late days over the whole course without a penalty; they are used up in the
        order of the due dates.
    """

    grace_minutes: float = 0
    percent_per_day: float = 0
    percent_at_most: float = 100
    free_days: int = 0

    def days_late(self, due: datetime, handed_in: datetime, zone: tzinfo) -> int:
        """Return the number of days begun since the due date, 0 for work in time.

        Days are calendar days in `zone`: a day on which the clocks change has 23 or 25 hours.

        Parameters
        ----------
        due, handed_in : datetime
            With a time zone.
        """
        handed_in = handed_in.astimezone(UTC)
        if handed_in <= due + timedelta(minutes=self.grace_minutes):
            return 0
        local, days = due.astimezone(zone), max((handed_in - due).days - 1, 1)
        while local + timedelta(days=days) < handed_in:
            days += 1
        return days

    def penalty(self, score: float, days: int) -> float:
        """Return the penalty for work with `score` points; `days` does not include free days."""
        percent = min(self.percent_per_day * days, self.percent_at_most)
        return max(score, 0.0) * percent / 100

    def __str__(self) -> str:
        if not self.percent_per_day:
            return "Late work loses nothing."
        grace = f" after {self.grace_minutes:g} minutes of grace" if self.grace_minutes else ""
        days = "late day" if self.free_days == 1 else f"{self.free_days} late days"
        free = f" There is no penalty for the first {days} of the course." if self.free_days else ""
        return (
            f"Late work loses {self.percent_per_day:g} % of its points for each day begun{grace}, "
            f"{self.percent_at_most:g} % at most.{free}"
        )


def late_in_words(seconds: float) -> str:
    """Return how late something is, as ``"2 days 3 h"``; the last unit is rounded up."""
    minutes = math.ceil(seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = math.ceil(minutes / 60)
    if hours < 48:
        return f"{hours} h"
    days, rest = divmod(hours, 24)
    return f"{days} days" + (f" {rest} h" if rest else "")
