"""The content of feedback, before it is formatted as a page or as text."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from nbformat import from_dict

from autograder.course.assignment import Assignment
from autograder.course.book import Section, section
from autograder.course.late import late_in_words
from autograder.course.settings import ClassSettings
from autograder.feedback.notebook import student_cells
from autograder.files.text import points_text
from autograder.grading.failures import Failure, failures, shortened
from autograder.grading.result import Item, Result
from autograder.records.grades import Grades

__all__ = ["Feedback", "ShownExercise", "ShownPart", "compose"]


class Waits(StrEnum):
    """Why an exercise has no score yet."""

    BY_HAND = "to be graded by hand"
    HELD = "waits for your instructor"
    NOT_GRADED = "not graded yet"
    LEFT_OUT = "does not count"


OPEN = {
    Waits.HELD: "Your instructor decides, because an answer is missing or unclear",
    Waits.NOT_GRADED: "Not graded yet",
    Waits.BY_HAND: "To be graded by hand",
}


@dataclass(frozen=True)
class ShownPart:
    """A part of an exercise, or several parts that failed in the same way.

    Attributes
    ----------
    name : str
    points, earned : float
    case : str
        The case that failed, in words; empty where it does not matter.
    sentence : str
        What is wrong; empty if nothing is.
    where : str
        The student's lines that raised.
    call, got, expected : str or None
        A case as Python, the returned value and the expected one.
    values : dict or None
        The same case to draw, as in `autograder.checks.reports.PartReport`.
    drawn : bool
        Whether that is not the case that failed, but a small one.
    """

    name: str
    points: float
    earned: float
    case: str
    sentence: str
    where: str
    call: str | None
    got: str | None
    expected: str | None
    values: dict[str, Any] | None
    drawn: bool

    @property
    def passed(self) -> bool:
        return self.earned >= self.points


@dataclass(frozen=True)
class ShownExercise:
    """One graded cell: its score, its parts and the messages about it.

    Attributes
    ----------
    state : str
        ``"good"``, ``"part"``, ``"bad"``, or ``"wait"`` until it is graded.
    open : Waits or None
        None if it is graded.
    message : str
        The message of the test in the notebook, without what the parts say.
    misconceptions : list of str
        The misconceptions that the answer shows.
    advice : str
        Which other exercises would make it right if they were, or where a small change would;
        empty if nothing is known.
    change : str
        How its points differ from those of the assignment in this class; empty if they do not.
    comment : str
        The instructor's comment.
    section : Section or None
        The section of the book that explains it.
    """

    title: str
    points: float
    score: float | None
    state: str
    open: Waits | None
    parts: list[ShownPart]
    message: str
    misconceptions: list[str]
    advice: str
    change: str
    comment: str
    section: Section | None

    @property
    def passed(self) -> list[str]:
        return [part.name for part in self.parts if part.passed]


@dataclass(frozen=True)
class Feedback:
    """The feedback for one student.

    Attributes
    ----------
    earned, penalty, possible, waiting : float
        The points before the penalty, the penalty for lateness, the maximum, and the points not
        graded yet.
    late : str
        How late the work was handed in, in words; empty if it was in time.
    policy : str
        The penalty for late work, in words.
    days_late, free_days : int
        The number of days late, and how many of them are free.
    findings : tuple of str
        Remarks on the folder and the notebook.
    failures : list of Failure
        The cells because of whose failure exercises could not be tested.
    cells : list of dict
        The student's notebook: ``code`` (bool), ``source`` and ``output``.
    """

    title: str
    assignment: str
    name: str
    earned: float
    penalty: float
    possible: float
    waiting: float
    late: str
    policy: str
    days_late: int
    free_days: int
    findings: tuple[str, ...]
    failures: list[Failure]
    exercises: list[ShownExercise]
    cells: list[dict[str, Any]]
    seed: int

    @property
    def total(self) -> float:
        return self.earned - self.penalty

    @property
    def cost_of_lateness(self) -> str:
        """The penalty for lateness and the reason, in a sentence or two."""
        days = f" Days late: {self.days_late}, of these free: {self.free_days}."
        free = days if self.free_days else ""
        if not self.penalty:
            return f"It loses nothing for that.{free}"
        return (
            f"{points_text(self.earned)} points minus {points_text(self.penalty)}. "
            f"{self.policy}{free}"
        )

    @property
    def so_far(self) -> str:
        """The words after "points" while some are not graded yet."""
        return " so far" if self.waiting else ""

    @property
    def still_open(self) -> str:
        """Which points are not graded yet, and why, in a sentence or two; empty if all are."""
        if not self.waiting:
            return ""
        waiting = [exercise for exercise in self.exercises if exercise.open]
        points = "1 point is" if self.waiting == 1 else f"{points_text(self.waiting)} points are"
        kinds = [
            f"{why}: {', '.join(titles)}."
            for kind, why in OPEN.items()
            if (titles := [f"“{one.title}”" for one in waiting if one.open is kind])
        ]
        return " ".join([f"{points} still open.", *kinds])


def compose(
    assignment: Assignment, result: Result, grades: Grades, settings: ClassSettings
) -> Feedback:
    """Compose the feedback for the student of `result`."""
    failed = failures(result)
    points = grades.possible or {item.id: item.points for item in result.items}
    changes = settings.changes(assignment.name).in_words(assignment.exercise_points)
    return Feedback(
        title=assignment.title,
        assignment=assignment.name,
        name=grades.name,
        earned=grades.earned,
        penalty=grades.penalty,
        possible=sum(points.values()),
        waiting=sum(most for name, most in points.items() if grades.scores[name] is None),
        late=late_in_words(grades.seconds_late) if grades.seconds_late else "",
        policy=str(settings.late),
        days_late=grades.days_late,
        free_days=grades.free_days,
        findings=result.findings,
        failures=failed,
        exercises=[
            replace(
                _exercise(
                    replace(item, points=points.get(item.id, item.points)),
                    *(assignment.name, grades, failed),
                ),
                change=changes.get(item.id, ""),
            )
            for item in result.items
        ],
        cells=student_cells(from_dict(result.notebook), assignment),
        seed=result.seed,
    )


def _exercise(
    item: Item,
    assignment: str,
    grades: Grades,
    failed: list[Failure],
) -> ShownExercise:
    score = grades.scores.get(item.id)
    parts = [part for report in item.reports for part in _once(report["parts"])]
    misconceptions = sorted({report["misconception"] for report in item.reports} - {None})
    waits = Waits.HELD if item.held else Waits.NOT_GRADED if item.reports else Waits.BY_HAND
    return ShownExercise(
        title=item.title,
        points=item.points,
        score=score,
        state=_state(score, item.points),
        open=None if score is not None else waits if item.id in grades.scores else Waits.LEFT_OUT,
        parts=parts,
        message=_said_by_test(item, score, failed),
        misconceptions=misconceptions,
        advice=" ".join(filter(None, map(_advice, item.reports))),
        change="",
        comment=grades.comments.get(item.id, ""),
        section=section(assignment, item.id),
    )


def _advice(report: dict[str, Any]) -> str:
    """Return what would make an exercise right."""
    return str(report.get("would_be_right") or report.get("repair") or "")


def _said_by_test(item: Item, score: float | None, failed: list[Failure]) -> str:
    """Return the message of a graded cell without what the page says elsewhere.

    That is the text of its check, which is in the parts, and the failure of another cell. Once an
    answer is graded by hand, it does not wait any more.
    """
    graded_by_hand = item.earned is None and not item.held and score is not None
    if item.told_by_parts or graded_by_hand:
        return ""
    return shortened(item) if any(item.id in one.exercises for one in failed) else item.message


def _state(score: float | None, points: float) -> str:
    if score is None:
        return "wait"
    return "good" if score >= points else "part" if score > 0 else "bad"


def _once(parts: list[dict[str, Any]]) -> list[ShownPart]:
    """Return the parts, with those that failed in the same way joined into one."""
    same: dict[object, list[ShownPart]] = {}
    for number, part in enumerate(map(_part, parts)):
        said = (part.sentence, part.where) if part.sentence else number
        same.setdefault(said, []).append(part)
    return [_together(those, len(parts)) for those in same.values()]


def _together(parts: list[ShownPart], of: int) -> ShownPart:
    first = parts[0]
    if len(parts) == 1:
        return first
    return replace(
        first,
        name="all parts" if len(parts) == of else ", ".join(part.name for part in parts),
        points=sum(part.points for part in parts),
        earned=sum(part.earned for part in parts),
        case=first.case and f"for example, {first.case}",
    )


def _part(part: dict[str, Any]) -> ShownPart:
    sentence = part["sentence"]
    shown = {name: part.get(name) for name in ("call", "got", "expected", "values")}
    drawn = part.get("drawn", False)
    if not part["public"] and not drawn:  # a hidden case is never shown, even if it is there
        shown = dict.fromkeys(shown)
    return ShownPart(
        part["name"],
        part["points"],
        part["earned"],
        part["case"] or "",
        sentence[:1].upper() + sentence[1:],
        part["where"],
        drawn=drawn,
        **shown,
    )
