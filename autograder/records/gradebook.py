"""The rows of one assignment in nbgrader's gradebook: many submissions in one transaction.

nbgrader's own methods commit after each step, about ten times a submission: too slow for a class,
and a kill between two commits would leave half a grade.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import (
    Base,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, NoResultFound, NoSuchModuleError
from sqlalchemy.orm import raiseload

from autograder.course.rubric import without_items

__all__ = ["Entry", "GradeRows", "open_gradebook"]

SECONDS_FOR_LOCK = 60  # formgrader may be writing to the same SQLite file
EXAMPLE = "postgresql+psycopg://USER@HOST/NAME"
VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))


@dataclass(frozen=True)
class Entry:
    """The gradebook's entry for one submission.

    Attributes
    ----------
    scores : Mapping[str, float or None]
        The autograder's score of each graded cell; None if it is to be graded by hand.
    look : Collection[str]
        The cells that need review, whatever their score.
    unchanged : Collection[str]
        The cells whose points given by hand stay valid.
    withdrawn : Collection[str]
        The cells whose points given by hand are deleted.
    """

    student: str
    handed_in: datetime | None
    scores: Mapping[str, float | None]
    look: Collection[str]
    unchanged: Collection[str]
    withdrawn: Collection[str] = ()


def open_gradebook(url: str) -> Gradebook:
    """Open nbgrader's gradebook, creating it if needed; the caller closes it.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        If there is no such database, or no driver for it. The message contains no password.
    """
    engine = _connect(url)
    try:
        _make(engine)
    finally:
        engine.dispose()
    return Gradebook(engine.url.render_as_string(hide_password=False))


def _connect(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ArgumentError(f"The address of the gradebook is not of the form {EXAMPLE}.") from None
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database:
            raise ArgumentError(
                f"The gradebook {parsed} would be lost when the command ends: name a file, as in "
                "sqlite:////home/ada/gradebook.db."
            )
        parsed = parsed.update_query_dict({"timeout": str(SECONDS_FOR_LOCK)})
    try:
        return create_engine(parsed)
    except (ImportError, NoSuchModuleError) as error:
        raise ArgumentError(
            f"There is no driver for the gradebook at {parsed} here ({error}): install it, "
            f"or use another, as in {EXAMPLE}."
        ) from error


def _make(engine: Engine) -> None:
    """Create the tables of a new gradebook, or those still missing after a kill.

    nbgrader would call `alembic`, which must be on the PATH and takes seconds, to get the schema's
    version, and would not enter it after a kill.
    """
    if inspect(engine).has_table(VERSION.name):
        with engine.connect() as connection:
            if connection.execute(select(VERSION)).first():
                return
    from alembic.script import ScriptDirectory  # slow, and most gradebooks exist already

    Base.metadata.create_all(engine)
    VERSION.create(engine, checkfirst=True)
    with engine.begin() as connection:
        version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
        connection.execute(insert(VERSION).values(version_num=version))


class GradeRows:
    """One assignment in an open gradebook.

    Parameters
    ----------
    gradebook : Gradebook
    name : str
        The name of the assignment and of its notebook; both are in the gradebook already.

    Attributes
    ----------
    handed_in : dict of str to datetime or None
        When each student's work was handed in, by id; only work that has been entered.

    Raises
    ------
    nbgrader.api.MissingEntry
        If the assignment is not in the gradebook.
    """

    def __init__(self, gradebook: Gradebook, name: str) -> None:
        self._session = gradebook.db
        notebook = gradebook.find_notebook(name, name)
        self._notebook, self._assignment = notebook.id, notebook.assignment_id
        self._graded = self._cells(GradeCell)
        self._answered = self._cells(SolutionCell)
        entered = select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
        here = SubmittedAssignment.assignment_id == self._assignment
        self.handed_in = dict(map(tuple, self._session.execute(entered.where(here))))
        self._session.rollback()

    def _cells(self, kind: type[BaseCell]) -> dict[str, str]:
        cells = self._session.scalars(select(kind).where(kind.notebook_id == self._notebook))
        return {cell.name: cell.id for cell in cells}

    def enter(self, entries: Iterable[Entry]) -> None:
        """Enter submissions, all of them or none; points given by hand stay.

        Raises
        ------
        sqlalchemy.exc.SQLAlchemyError
            If the database refuses; it is then unchanged.
        """
        by_student = {entry.student: entry for entry in entries}
        try:
            submissions = self._submissions(set(by_student))
            self._add_students(by_student.keys() - submissions.keys())
            grades = self._grades(set(by_student))
            for student, entry in by_student.items():
                if student not in submissions:
                    submissions[student], grades[student] = self._new(student)
                submissions[student].timestamp = entry.handed_in
                for cell, score in entry.scores.items():
                    if cell not in grades.get(student, ()):
                        raise NoResultFound(
                            f"it holds work of {student} without the cell {cell}. Move the "
                            "gradebook away: it is created again from the stored results."
                        )
                    grade = grades[student][cell]
                    if cell in entry.withdrawn:
                        grade.manual_score = None
                        self._retire_items(student, cell)
                    _update(grade, score, cell in entry.look, cell in entry.unchanged)
            self._session.commit()
        except BaseException:
            self._session.rollback()
            raise
        self.handed_in |= {student: entry.handed_in for student, entry in by_student.items()}

    def _retire_items(self, student: str, cell: str) -> None:
        """Let the comment on work that has been replaced name no rubric items any more."""
        if cell not in self._answered:
            return
        comments = self._session.scalars(
            select(Comment)
            .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(
                Comment.cell_id == self._answered[cell],
                SubmittedAssignment.assignment_id == self._assignment,
                SubmittedAssignment.student_id == student,
            )
        )
        for comment in comments:
            comment.manual_comment = without_items(comment.manual_comment or "") or None

    def accept(self, student: str, cells: Collection[str]) -> None:
        """Enter 0 points by hand for cells that wait.

        Raises
        ------
        sqlalchemy.exc.SQLAlchemyError
            If the database refuses; it is then unchanged.
        """
        try:
            for name, grade in self._grades({student})[student].items():
                if name in cells:
                    grade.manual_score, grade.needs_manual_grade = 0.0, False
            self._session.commit()
        except BaseException:
            self._session.rollback()
            raise

    def _add_students(self, ids: set[str]) -> None:
        if not ids:
            return
        known = self._session.scalars(select(Student.id).where(Student.id.in_(ids)))
        self._session.add_all(Student(id=student) for student in sorted(ids.difference(known)))
        self._session.flush()

    def _submissions(self, ids: set[str]) -> dict[str, SubmittedAssignment]:
        rows = self._session.scalars(
            select(SubmittedAssignment).where(
                SubmittedAssignment.assignment_id == self._assignment,
                SubmittedAssignment.student_id.in_(ids),
            )
        )
        return {row.student_id: row for row in rows}

    def _grades(self, ids: set[str]) -> dict[str, dict[str, Grade]]:
        names = {cell_id: name for name, cell_id in self._graded.items()}
        rows = self._session.execute(
            select(SubmittedAssignment.student_id, Grade)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(
                SubmittedNotebook.notebook_id == self._notebook,
                SubmittedAssignment.student_id.in_(ids),
            )
            .options(raiseload("*"))
        )
        grades: dict[str, dict[str, Grade]] = {}
        for student, grade in rows:
            grades.setdefault(student, {})[names[grade.cell_id]] = grade
        return grades

    def _new(self, student: str) -> tuple[SubmittedAssignment, dict[str, Grade]]:
        submission = SubmittedAssignment(assignment_id=self._assignment, student_id=student)
        grades = {name: Grade(cell_id=cell_id) for name, cell_id in self._graded.items()}
        notebook = SubmittedNotebook(
            notebook_id=self._notebook,
            grades=list(grades.values()),
            comments=[Comment(cell_id=cell_id) for cell_id in self._answered.values()],
        )
        submission.notebooks = [notebook]
        self._session.add(submission)
        return submission, grades


def _update(grade: Grade, score: float | None, look: bool, stands: bool) -> None:
    grade.auto_score = score
    if grade.manual_score is not None and stands:
        return
    # As in nbgrader: a changed answer that was graded by hand needs review.
    grade.needs_manual_grade = look or score is None or grade.manual_score is not None
