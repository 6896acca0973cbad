"""``autograder feedback`` and ``autograder report``: after the grading."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.progress import track

from autograder.cli.app import (
    DEFAULT_DIRECTORY,
    Database,
    Directory,
    Name,
    Students,
    app,
    console,
    load,
    settings_of,
    shown,
    standings_of,
    stop_for_nothing_graded,
    students,
)
from autograder.course.class_folder import ClassFolder
from autograder.course.timestamps import TimestampError, read_timestamp
from autograder.feedback import write_feedback
from autograder.grading.result import Result
from autograder.records.grades import read_grades
from autograder.records.roster import read_roster
from autograder.records.store import ResultStore
from autograder.report import row_of, write_report

__all__ = ["feedback", "report"]

T = TypeVar("T")


@app.command()
def feedback(
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    student: Students = None,
    database: Database = "",
) -> None:
    """Write a feedback page for each graded student, and the same as text for e-mail.

    What a person has graded and written in formgrader is in it, and the penalty for late work.
    """
    class_folder = ClassFolder(directory, database)
    assignment, settings = load(name), settings_of(class_folder)
    wanted = students(
        class_folder, name, student
    )  # before the store makes a folder of a mistyped name
    grades = read_grades(class_folder, name, settings)
    paths = [
        write_feedback(class_folder, assignment, result, grades[result.student], settings)
        for result in _results(
            ResultStore(class_folder, assignment), [s for s in wanted if s in grades]
        )
    ]
    if not paths:
        stop_for_nothing_graded(class_folder, name)
    console.print(
        f"Wrote {len(paths)} feedback pages, for example {shown(paths[0])}",
        soft_wrap=True,
        markup=False,
    )


@app.command()
def report(name: Name, directory: Directory = DEFAULT_DIRECTORY, database: Database = "") -> None:
    """Write the class report: how the class did, each exercise, misconceptions, who needs a look.

    A page to read, and beside it the same as CSV and JSON.
    """
    class_folder = ClassFolder(directory, database)
    assignment, settings = load(name), settings_of(class_folder)
    students(class_folder, name, None)
    store = ResultStore(class_folder, assignment)
    found = standings_of(class_folder, assignment, settings)
    people = {person.id for person in read_roster(class_folder)}
    rows = []
    for one in _tracked(found, "Reading the results"):
        student = one.person.id
        odd_time = _odd_time(class_folder, student, name)
        remarks = [odd_time] if odd_time else []
        if people and student not in people:
            remarks.append("Not in the roster.")
        result = store.record(student) if one.grades else None
        rows.append(row_of(one, result, name in settings.due and not odd_time, remarks))
    if not any(one.grades for one in found):
        stop_for_nothing_graded(class_folder, name)
    path = write_report(class_folder, assignment, rows, settings)
    console.print(
        f"Wrote {shown(path)}, and beside it .csv and .json", soft_wrap=True, markup=False
    )


def _odd_time(class_folder: ClassFolder, student: str, name: str) -> str:
    try:
        read_timestamp(class_folder.submission(student, name), class_folder.zone)
    except TimestampError as error:
        return str(error)
    return ""


def _results(store: ResultStore, wanted: list[str]) -> Iterator[Result]:
    """Load the stored results one by one: a class of a thousand is too much at a time."""
    for student in _tracked(wanted, "Writing feedback"):
        result = store.record(student)
        if result is not None:
            yield result


def _tracked(things: list[T], doing: str) -> Iterable[T]:
    quiet = not console.is_terminal
    return track(things, doing, console=console, transient=True, disable=quiet)
