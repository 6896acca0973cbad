"""The report of a whole course: every assignment, and every student's points in all of them."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import ClassSettings
from autograder.exports.cells import Blanks
from autograder.exports.course import course_table, points_of
from autograder.files.atomic import write_atomically
from autograder.files.tables import table_text
from autograder.pages.render import render
from autograder.records.course_grades import CourseGrades, course_total, possible_points
from autograder.records.standings import MISSING, STATUSES
from autograder.report.chart import histogram_chart
from autograder.report.statistics import histogram, spread

__all__ = ["write_course_report"]

SCHEMA = 1
PER_CENT = 100.0


def write_course_report(
    class_folder: ClassFolder,
    assignments: Sequence[Assignment],
    grades: Sequence[CourseGrades],
    settings: ClassSettings,
) -> Path:
    """Write ``report-course.html``, ``.csv`` and ``.json``; return the path of the page."""
    path = class_folder.directory / "report-course.html"
    record = _record(assignments, grades, settings)
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_atomically(path.with_suffix(".json"), text.encode("utf-8", "replace").decode())
    rows = course_table(grades, assignments, settings, Blanks())
    write_atomically(path.with_suffix(".csv"), table_text(rows))
    write_atomically(path, _page(class_folder, record, path))
    return path


def _record(
    assignments: Sequence[Assignment], grades: Sequence[CourseGrades], settings: ClassSettings
) -> dict[str, Any]:
    possible = possible_points(assignments, settings)
    students: list[dict[str, Any]] = []
    for one in grades:
        points = points_of(one, assignments, Blanks())
        person = one.person
        students.append(
            {
                "student": person.id,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "email": person.email,
                "points": points,
                "status": {
                    name: one.standings[name].status if name in one.standings else MISSING
                    for name in possible
                },
                "total": course_total(points, possible, settings),
            }
        )
    totals = [one["total"] for one in students if one["total"] is not None]
    where = spread(totals)
    return {
        "schema": SCHEMA,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "drop_lowest": settings.drop_lowest,
        "assignments": [_assignment(one, students, settings) for one in assignments],
        "totals": asdict(where) if where else None,
        "histogram": [asdict(one) for one in histogram(totals, PER_CENT)],
        "students": students,
    }


def _assignment(
    assignment: Assignment, students: Sequence[dict[str, Any]], settings: ClassSettings
) -> dict[str, Any]:
    points = [one["points"][assignment.name] for one in students]
    statuses = [one["status"][assignment.name] for one in students]
    where = spread([one for one in points if one is not None])
    return {
        "name": assignment.name,
        "title": assignment.title,
        "possible": possible_points([assignment], settings)[assignment.name],
        "changes": list(
            settings.changes(assignment.name).in_words(assignment.exercise_points).values()
        ),
        "weight": settings.weights.get(assignment.name, 1.0),
        "counts": {status.replace(" ", "_"): statuses.count(status) for status in STATUSES},
        "points": asdict(where) if where else None,
    }


def _page(class_folder: ClassFolder, record: dict[str, Any], path: Path) -> str:
    def report(name: str) -> str:
        page = class_folder.directory / f"report-{name}.html"
        return quote(os.path.relpath(page, path.parent)) if page.is_file() else ""

    median = record["totals"]["median"] if record["totals"] else None
    return render(
        "course",
        course=record,
        report=report,
        chart=histogram_chart(record["histogram"], PER_CENT, median),
    )
