"""Give written answers the points of the rubric items that their comments name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbgrader.api import Grade, SubmittedAssignment

from autograder.course.rubric import Rubric

__all__ = ["Commented", "commented_answers", "give_points"]


@dataclass(frozen=True)
class Commented:
    """A graded cell with an instructor's comment on it."""

    grade: Grade
    comment: str

    @property
    def cell(self) -> str:
        name: str = self.grade.name
        return name


def commented_answers(submissions: Iterable[SubmittedAssignment]) -> Iterator[Commented]:
    """Yield the answers with comments."""
    for submission in submissions:
        for notebook in submission.notebooks:
            grades = {grade.name: grade for grade in notebook.grades}
            for comment in notebook.comments:
                if comment.manual_comment and comment.name in grades:
                    yield Commented(grades[comment.name], comment.manual_comment)


def give_points(submissions: Iterable[SubmittedAssignment], rubric: Rubric) -> bool:
    """Enter the points as if they were given by hand, and tell whether any changed.

    An answer that is marked for another look, as it has changed, stays marked. The caller commits.
    """
    changed = False
    for answer in commented_answers(submissions):
        grade = answer.grade
        points = rubric.points(answer.cell, answer.comment, grade.max_score)
        if points is None or grade.manual_score == points:
            continue
        if grade.manual_score is None:
            grade.needs_manual_grade = False
        grade.manual_score, changed = points, True
    return changed
