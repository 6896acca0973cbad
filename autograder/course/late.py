"""What late work loses: a share of its points for each day begun, by nbgrader's mechanism."""

import math
from dataclasses import dataclass

from nbgrader.api import SubmittedAssignment

__all__ = ["LatePolicy", "assign_penalty", "late_in_words"]

DAY = 86_400  # seconds


@dataclass(frozen=True)
class LatePolicy:
    """A rule for late work.

    Attributes
    ----------
    grace_minutes : float
        So much after the due date is not late yet.
    percent_per_day : float
        Taken from the points that the work earned, for each day begun since the due date.
    percent_at_most : float
        No more than that, however late.
    """

    grace_minutes: float = 0
    percent_per_day: float = 0
    percent_at_most: float = 100

    def penalty(self, score: float, seconds_late: float) -> float:
        """Return the points that work which earned `score` loses, never more than it has."""
        if seconds_late <= 60 * self.grace_minutes:
            return 0.0
        percent = self.percent_per_day * math.ceil(seconds_late / DAY)
        return max(score, 0.0) * min(percent, self.percent_at_most) / 100

    def __str__(self) -> str:
        if not self.percent_per_day:
            return "Late work loses nothing."
        grace = f" after {self.grace_minutes:g} minutes of grace" if self.grace_minutes else ""
        return (
            f"Late work loses {self.percent_per_day:g} % of its points for each day begun{grace}, "
            f"{self.percent_at_most:g} % at most."
        )


def assign_penalty(submission: SubmittedAssignment, policy: LatePolicy) -> None:
    """Set the late penalty of a submission as its score and due date now ask for.

    The score changes when a person grades by hand, and the penalty with it: it is assigned anew
    whenever grades are read. The caller commits.
    """
    for notebook in submission.notebooks:
        penalty = policy.penalty(notebook.score, submission.total_seconds_late)
        if notebook.late_submission_penalty != (penalty or None):
            notebook.late_submission_penalty = penalty or None


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
