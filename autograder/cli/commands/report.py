"""``autograder report``: a page for the instructor."""

from autograder.cli.loading import (
    course_of,
    load,
    settings_of,
    standings_of,
    stop_for_nothing_graded,
    stop_for_outdated,
    students,
)
from autograder.cli.options import DEFAULT_DIRECTORY, Database, Directory, OneOrAll
from autograder.cli.terminal import console, shown, tracked
from autograder.course.class_folder import ClassFolder
from autograder.course.timestamps import TimestampError, read_timestamp
from autograder.records.roster import read_roster
from autograder.records.store import ResultStore
from autograder.report import row_of, write_report
from autograder.report.course import write_course_report

__all__ = ["command"]


def command(
    name: OneOrAll = None, directory: Directory = DEFAULT_DIRECTORY, database: Database = ""
) -> None:
    """Write the class report: results, each exercise, misconceptions, what needs review.

    It is a page, with the same data as CSV and JSON. Without an assignment, the whole course.
    """
    class_folder = ClassFolder(directory, database)
    if name is None:
        _whole_course(class_folder)
        return
    assignment, settings = load(name), settings_of(class_folder)
    students(class_folder, name, None)
    store = ResultStore(class_folder, assignment)
    found = standings_of(class_folder, assignment, settings)
    people = {person.id for person in read_roster(class_folder)}
    rows = []
    for one in tracked(found, "Reading the results"):
        student = one.person.id
        odd_time = _odd_time(class_folder, student, name)
        remarks = [odd_time] if odd_time else []
        if people and student not in people:
            remarks.append("Not in the roster.")
        result = store.record(student) if one.grades else None
        rows.append(row_of(one, result, name in settings.due and not odd_time, remarks))
    stop_for_outdated(found, name)
    if not any(one.grades for one in found):
        stop_for_nothing_graded(class_folder, name)
    path = write_report(class_folder, assignment, rows, settings)
    console.print(
        f"Wrote {shown(path)}, and beside it .csv and .json", soft_wrap=True, markup=False
    )


def _whole_course(class_folder: ClassFolder) -> None:
    settings, assignments, grades = course_of(class_folder)
    path = write_course_report(class_folder, assignments, grades, settings)
    console.print(
        f"Wrote {shown(path)}, and beside it .csv and .json", soft_wrap=True, markup=False
    )


def _odd_time(class_folder: ClassFolder, student: str, name: str) -> str:
    try:
        read_timestamp(class_folder.submission(student, name), class_folder.zone)
    except TimestampError as error:
        return str(error)
    return ""
