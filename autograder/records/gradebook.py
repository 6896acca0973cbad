"""The rows of one assignment in nbgrader's gradebook: many submissions in one transaction.

nbgrader's own methods commit after each step, some ten times a submission: too slow for a class,
and a kill between two of them would leave half a grade.
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

__all__ = ["Entry", "GradeRows", "open_gradebook"]

SECONDS_FOR_LOCK = 60  # formgrader may be writing to the same SQLite file
EXAMPLE = "postgresql+psycopg://USER@HOST/NAME"
VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))


@dataclass(frozen=True)
class Entry:
    """What goes into the gradebook for one submission.

    Attributes
    ----------
    scores : Mapping[str, float or None]
        The autograder's score of each graded cell; None waits for a person.
    look : Collection[str]
        The cells that a person should look at, whatever the score.
    unchanged : Collection[str]
        The cells of which a person has nothing new to judge: points given by hand stand.
    """

    student: str
    handed_in: datetime | None
    scores: Mapping[str, float | None]
    look: Collection[str]
    unchanged: Collection[str]


def open_gradebook(url: str) -> Gradebook:
    """Open nbgrader's gradebook, and make it if it is not there; close it after use.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        If there is no such database, or no program here to speak to it. No password is in the text.
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
                f"The gradebook {parsed} would be gone with the command: name a file, as in "
                "sqlite:////home/ada/gradebook.db."
            )
        parsed = parsed.update_query_dict({"timeout": str(SECONDS_FOR_LOCK)})
    try:
        return create_engine(parsed)
    except (ImportError, NoSuchModuleError) as error:
        raise ArgumentError(
            f"There is no driver for the gradebook at {parsed} here ({error}): install it, "
            f"or take another, as in {EXAMPLE}."
        ) from error


def _make(engine: Engine) -> None:
    """Make the tables of a new gradebook, or those that a kill left out.

    nbgrader would ask the command `alembic`, which has to be on the PATH and takes seconds, for the
    version that it enters, and would not enter it after a kill.
    """
    if inspect(engine).has_table(VERSION.name):
        with engine.connect() as connection:
            if connection.execute(select(VERSION)).first():
                return
    from alembic.script import ScriptDirectory  # slow, and most gradebooks are there already

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
        Of the assignment, which is its notebook's name too; both have been entered.

    Attributes
    ----------
    handed_in : dict of str to datetime or None
        When each student whose work has been entered handed it in, by id.

    Raises
    ------
    nbgrader.api.MissingEntry
        If the gradebook does not know the assignment.
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
        """Enter submissions, all of them or none; what a person has graded stays.

        Raises
        ------
        sqlalchemy.exc.SQLAlchemyError
            If the database refuses; it is then as it was before.
        """
        by_student = {entry.student: entry for entry in entries}
        try:
            self._add_students(set(by_student))
            submissions = self._submissions(set(by_student))
            grades = self._grades(set(by_student))
            for student, entry in by_student.items():
                if student not in submissions:
                    submissions[student], grades[student] = self._new(student)
                submissions[student].timestamp = entry.handed_in
                for cell, score in entry.scores.items():
                    if cell not in grades.get(student, ()):
                        raise NoResultFound(
                            f"it holds work of {student} without the cell {cell}. Move the "
                            "gradebook away: it is made again from the stored results."
                        )
                    stands = cell in entry.unchanged
                    _update(grades[student][cell], score, cell in entry.look, stands)
            self._session.commit()
        except BaseException:
            self._session.rollback()
            raise
        self.handed_in |= {student: entry.handed_in for student, entry in by_student.items()}

    def _add_students(self, ids: set[str]) -> None:
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
    # As nbgrader does: a person who has graded it should see what changed.
    grade.needs_manual_grade = look or score is None or grade.manual_score is not None
