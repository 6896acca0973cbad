"""Write the class report as a page, as CSV and as JSON."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.late import late_in_words
from autograder.course.settings import ClassSettings
from autograder.files.tables import table_text
from autograder.pages.render import render
from autograder.records.store import write_atomically
from autograder.report.chart import histogram_chart
from autograder.report.rows import Row
from autograder.report.statistics import FEWEST
from autograder.report.summary import Summary, summarise

__all__ = ["write_report"]


def write_report(
    class_folder: ClassFolder, assignment: Assignment, rows: Sequence[Row], settings: ClassSettings
) -> Path:
    """Write ``report-ASSIGNMENT.html``, ``.csv`` and ``.json``; return the path of the page."""
    summary = summarise(assignment, rows, settings)
    path = class_folder.directory / f"report-{assignment.name}.html"
    record = json.dumps(summary.to_json(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # The name of a folder from an old archive may not be UTF-8.
    write_atomically(path.with_suffix(".json"), record.encode("utf-8", "replace").decode())
    write_atomically(path.with_suffix(".csv"), _csv(summary))
    write_atomically(path, _page(class_folder, summary, path))
    return path


def _csv(summary: Summary) -> str:
    """Return one row per student; the last columns are the scores of the exercises."""
    students = summary.students
    columns = [name for name in students[0] if name != "scores"]
    exercises = [exercise["id"] for exercise in summary.exercises]
    rows = [
        [
            *(" ".join(one[name]) if name == "held" else one[name] for name in columns),
            *(one["scores"][i] for i in exercises),
        ]
        for one in students
    ]
    return table_text([[*columns, *exercises], *rows])


def _page(class_folder: ClassFolder, summary: Summary, path: Path) -> str:
    def feedback(student: str) -> str:
        page = class_folder.feedback / student / summary.assignment / f"{summary.assignment}.html"
        return quote(os.fsencode(os.path.relpath(page, path.parent)))

    names = {
        one["student"]: f"{one['first_name']} {one['last_name']}".strip() or one["student"]
        for one in summary.students
    }
    in_order = {  # as the table is sorted
        one["student"]: ", ".join(filter(None, (one["last_name"], one["first_name"])))
        or one["student"]
        for one in summary.students
    }
    return render(
        "report",
        report=summary,
        names=names,
        in_order=in_order,
        feedback=feedback,
        chart=histogram_chart(
            summary.histogram,
            summary.possible,
            summary.totals["median"] if summary.totals else None,
        ),
        late_in_words=late_in_words,
        fewest=FEWEST,
    )
