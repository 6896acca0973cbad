"""Read the grades of a class from nbgrader's gradebook, with comments and penalties."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import joinedload, selectinload

from autograder.course.class_folder import ClassFolder
from autograder.course.settings import ClassSettings
from autograder.records.gradebook import open_gradebook
from autograder.records.lateness import Lateness, lateness, set_dates
from autograder.records.rubric_points import commented_answers, give_points

__all__ = ["Grades", "update_penalties", "updated_grades", "written_comments"]


@dataclass(frozen=True)
class Grades:
    """The grade of one student's submission: what every table, page and export shows.

    Points are those of the class, where ``class.toml`` changes them.

    Attributes
    ----------
    first_name, last_name, email : str
        From the roster; empty without one.
    scores : dict
        The final score of each graded cell: points given by hand, or else the autograder's; None
        while it is held or to be graded by hand. Cells that are left out are not in it.
    possible : dict
        The maximum points of each graded cell.
    comments : dict
        The instructor's comments, by answer cell.
    penalty : float
        The points lost for lateness.
    submitted : datetime or None
        When it was handed in, in UTC.
    seconds_late : float
        Seconds after the due date, extensions included; 0 if it was in time.
    days_late, free_days : int
        The number of days late, each day begun counted, and how many of them are free.
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    scores: dict[str, float | None] = field(default_factory=dict)
    possible: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0
    submitted: datetime | None = None
    seconds_late: float = 0.0
    days_late: int = 0
    free_days: int = 0

    @property
    def name(self) -> str:
        """The full name, or the id of a student without one."""
        return f"{self.first_name} {self.last_name}".strip() or self.student

    @property
    def earned(self) -> float:
        """The points before the penalty; an answer still to be graded by hand counts as 0."""
        return sum(score or 0.0 for score in self.scores.values())

    @property
    def total(self) -> float:
        return self.earned - self.penalty

    @property
    def complete(self) -> bool:
        return None not in self.scores.values()


def updated_grades(
    class_folder: ClassFolder, name: str, settings: ClassSettings
) -> dict[str, Grades]:
    """Update rubric points and penalties, and return all grades, by student, in order.

    Points may have been given by hand since then, or the rubric may have changed.
    """
    update_penalties(class_folder, name, settings)
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        late = lateness(gradebook, settings).get(name, {})
        return {
            one.student_id: _grades(one, late.get(one.student_id, Lateness()), settings)
            for one in _submissions(gradebook, name)
        }


def update_penalties(class_folder: ClassFolder, name: str, settings: ClassSettings) -> None:
    """Write due dates, extensions, the points of rubric items and penalties into the gradebook.

    nbgrader's own views and exports then show the same values, on the points of the assignment.
    """
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        set_dates(gradebook, settings)
        late = lateness(gradebook, settings).get(name, {})
        submissions = _submissions(gradebook, name)
        if give_points(submissions, settings.rubric(name)):
            gradebook.db.commit()
            gradebook.db.expire_all()  # scores are computed by the database
            submissions = _submissions(gradebook, name)
        for submission in submissions:
            charged = late.get(submission.student_id, Lateness()).charged
            for notebook in submission.notebooks:
                penalty = settings.late.penalty(notebook.score, charged) or None
                if notebook.late_submission_penalty != penalty:
                    notebook.late_submission_penalty = penalty
        gradebook.db.commit()


def written_comments(class_folder: ClassFolder, name: str) -> list[tuple[str, str, str]]:
    """Return the comments as they were typed: of which student, on which cell, and what."""
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        return [
            (submission.student_id, answer.cell, answer.comment)
            for submission in _submissions(gradebook, name)
            for answer in commented_answers([submission])
        ]


def _submissions(gradebook: Gradebook, name: str) -> list[SubmittedAssignment]:
    notebooks = selectinload(SubmittedAssignment.notebooks)
    found: list[SubmittedAssignment] = (
        gradebook.db.query(SubmittedAssignment)
        .join(Assignment)
        .filter(Assignment.name == name)
        .join(Student)
        .order_by(Student.id)
        .options(
            joinedload(SubmittedAssignment.student),
            joinedload(SubmittedAssignment.assignment),
            notebooks.selectinload(SubmittedNotebook.grades).joinedload(Grade.cell),
            notebooks.selectinload(SubmittedNotebook.comments).joinedload(Comment.cell),
        )
        .all()
    )
    return found


def _grades(submission: SubmittedAssignment, late: Lateness, settings: ClassSettings) -> Grades:
    student, when = submission.student, submission.timestamp
    name = submission.assignment.name
    points, changes, rubric = (
        _points(submission.assignment),
        settings.changes(name),
        settings.rubric(name),
    )
    given = {
        grade.name: _score(grade) for notebook in submission.notebooks for grade in notebook.grades
    }
    scores = changes.scores(dict.fromkeys(points) | given, points)
    return Grades(
        student=student.id,
        first_name=student.first_name or "",
        last_name=student.last_name or "",
        email=student.email or "",
        scores=scores,
        possible=changes.possible(points),
        comments={
            comment.name: rubric.in_words(comment.name, comment.manual_comment)
            for notebook in submission.notebooks
            for comment in notebook.comments
            if comment.manual_comment
        },
        penalty=settings.late.penalty(sum(score or 0.0 for score in scores.values()), late.charged),
        submitted=when.replace(tzinfo=UTC) if when else None,
        seconds_late=submission.total_seconds_late,
        days_late=late.days,
        free_days=late.free,
    )


def _points(assignment: Assignment) -> dict[str, float]:
    """Return the maximum points of all graded cells, also for a student whose rows were deleted."""
    return {
        cell.name: cell.max_score
        for notebook in assignment.notebooks
        for cell in notebook.grade_cells
    }


def _score(grade: Grade) -> float | None:
    waits = grade.manual_score is None and grade.auto_score is None
    return None if waits else grade.score
