"""Read a class's grades from nbgrader's gradebook, all at once, with comments and lateness."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import joinedload, selectinload

from autograder.course.class_folder import ClassFolder
from autograder.course.late import assign_penalty
from autograder.course.settings import ClassSettings
from autograder.records.gradebook import open_gradebook

__all__ = ["Grades", "read_grades", "set_due_date", "update_penalties"]


@dataclass(frozen=True)
class Grades:
    """What the gradebook knows about one student's submission.

    Attributes
    ----------
    first_name, last_name, email : str
        From the roster; empty without one.
    scores : dict
        The final score of each graded cell, a person's before the machine's; None while it waits
        for a person.
    comments : dict
        What a person wrote about each answer cell, where somebody did.
    penalty : float
        The points that lateness takes.
    submitted : datetime or None
        When it was handed in, in UTC.
    seconds_late : float
        After the due date, extensions counted in; 0 if it was in time.
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0
    submitted: datetime | None = None
    seconds_late: float = 0.0

    @property
    def name(self) -> str:
        """The full name, or the id of a student without one."""
        return f"{self.first_name} {self.last_name}".strip() or self.student

    @property
    def earned(self) -> float:
        """The points before the penalty; what a person has yet to grade counts as nothing."""
        return sum(score or 0.0 for score in self.scores.values())

    @property
    def total(self) -> float:
        return self.earned - self.penalty

    @property
    def complete(self) -> bool:
        return None not in self.scores.values()


def read_grades(class_folder: ClassFolder, name: str, settings: ClassSettings) -> dict[str, Grades]:
    """Return the grades of all who handed in the assignment `name`, by student, in order.

    The penalties are brought up to date first: a person may have graded since.
    """
    update_penalties(class_folder, name, settings)
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        try:
            assignment = gradebook.find_assignment(name)
        except MissingEntry:
            return {}
        return {one.student: one for one in map(_grades, _submissions(gradebook, assignment))}


def update_penalties(class_folder: ClassFolder, name: str, settings: ClassSettings) -> None:
    """Set the due date and every late penalty in the gradebook as the class's settings say.

    nbgrader's own views and exports then show the same.
    """
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        try:
            assignment = gradebook.find_assignment(name)
        except MissingEntry:
            return
        _set_due_date(assignment, settings)
        for submission in _submissions(gradebook, assignment):
            assign_penalty(submission, settings.late)
        gradebook.db.commit()


def set_due_date(class_folder: ClassFolder, name: str, settings: ClassSettings) -> None:
    """Set the due date in the gradebook, for nbgrader's own step to work the penalty out."""
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        _set_due_date(gradebook.find_assignment(name), settings)
        gradebook.db.commit()


def _set_due_date(assignment: Assignment, settings: ClassSettings) -> None:
    due = settings.due.get(assignment.name)
    if due is not None:
        assignment.duedate = due.astimezone(UTC).replace(tzinfo=None)  # as nbgrader keeps it


def _submissions(gradebook: Gradebook, assignment: Assignment) -> list[SubmittedAssignment]:
    notebooks = selectinload(SubmittedAssignment.notebooks)
    return (
        gradebook.db.query(SubmittedAssignment)
        .filter(SubmittedAssignment.assignment_id == assignment.id)
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


def _grades(submission: SubmittedAssignment) -> Grades:
    student, when = submission.student, submission.timestamp
    return Grades(
        student=student.id,
        first_name=student.first_name or "",
        last_name=student.last_name or "",
        email=student.email or "",
        scores=dict.fromkeys(_graded_cells(submission.assignment))
        | {
            grade.name: _score(grade)
            for notebook in submission.notebooks
            for grade in notebook.grades
        },
        comments={
            comment.name: comment.manual_comment
            for notebook in submission.notebooks
            for comment in notebook.comments
            if comment.manual_comment
        },
        penalty=sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks),
        submitted=when.replace(tzinfo=UTC) if when else None,
        seconds_late=submission.total_seconds_late,
    )


def _graded_cells(assignment: Assignment) -> list[str]:
    """Return the names of all graded cells, for whoever's rows somebody has deleted."""
    return [cell.name for notebook in assignment.notebooks for cell in notebook.grade_cells]


def _score(grade: Grade) -> float | None:
    waits = grade.manual_score is None and grade.auto_score is None
    return None if waits else grade.score
