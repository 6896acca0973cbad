"""All assignments of a class in one table: weights, dropped assignments, incomplete totals."""

import csv
import json
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.assignment import load_assignment
from autograder.course.settings import ClassSettings, SettingsError, load_settings
from autograder.records.course_grades import course_total
from autograder.records.roster import Person, import_roster
from autograder.records.store import ResultStore

POSSIBLE = {"01-convolution": 100.0, "02-pooling": 50.0, "03-im2col": 200.0}
POINTS = {"01-convolution": 60.0, "02-pooling": 45.0, "03-im2col": 100.0}  # 60, 90, 50 per cent


@pytest.mark.parametrize(
    ("settings", "total"),
    [
        (ClassSettings(), (60 + 90 + 50) / 3),
        (ClassSettings(weights={"01-convolution": 3, "02-pooling": 1, "03-im2col": 1}), 64),
        (ClassSettings(drop_lowest=1), 75),
        (ClassSettings(drop_lowest=1, weights={"01-convolution": 3, "02-pooling": 1}), 67.5),
        (ClassSettings(drop_lowest=3), None),
    ],
)
def test_totals(settings, total):
    found = course_total(POINTS, POSSIBLE, settings)
    assert found == (None if total is None else pytest.approx(total))


def test_a_missing_grade_leaves_the_total_empty():
    for settings in (ClassSettings(), ClassSettings(drop_lowest=1)):
        assert course_total({**POINTS, "02-pooling": None}, POSSIBLE, settings) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[weights]\n03-im2col = 0", "the weight of 03-im2col is a number above 0"),
        ('[weights]\n03-im2col = "a lot"', "the weight of 03-im2col is a number above 0"),
        ("[weights]\n99-nothing = 1", "there is no assignment '99-nothing'"),
        ("drop_lowest = 1.5", "drop_lowest is a whole number"),
        ("drop_lowest = -1", "drop_lowest is a whole number"),
    ],
)
def test_invalid_settings_are_reported(class_folder, text, says):
    class_folder.directory.mkdir()
    class_folder.settings_file.write_text(text)
    with pytest.raises(SettingsError, match=says):
        load_settings(class_folder)


@pytest.fixture
def two_assignments(class_folder):
    """Ada is graded in both, Kurt partly in chapter 3, and Zoë handed in only chapter 2."""
    names = {"ada": ("Ada", "Lovelace"), "kurt": ("Kurt", "Gödel"), "zoë": ("Zoë", "Z")}
    import_roster(class_folder, [Person(i, *name) for i, name in names.items()])
    for chapter in ("02-pooling", "03-im2col"):
        ResultStore(class_folder, load_assignment(chapter)).register()
        for student in names:
            if (student, chapter) == ("zoë", "03-im2col"):
                continue
            with Gradebook(class_folder.gradebook_url) as gradebook:
                gradebook.add_submission(chapter, student)
                notebook = gradebook.find_submission_notebook(chapter, chapter, student)
                for grade in notebook.grades:
                    waits = (student, grade.name) == ("kurt", "adjoint")
                    grade.auto_score = None if waits else grade.max_score
                gradebook.db.commit()
            (class_folder.submitted / student / chapter).mkdir(parents=True)
            result = class_folder.results / chapter / f"{student}.json"
            result.parent.mkdir(parents=True, exist_ok=True)
            result.write_text("{}")
    return class_folder


def run(class_folder, *arguments):
    done = CliRunner().invoke(
        app, [*arguments, "--course", str(class_folder.directory)], env={"COLUMNS": "300"}
    )
    return SimpleNamespace(code=done.exit_code, output=" ".join(done.output.split()))


def test_the_report_of_the_course(two_assignments):
    done = run(two_assignments, "report")
    assert done.code == 0, done.output
    record = json.loads((two_assignments.directory / "report-course.json").read_text())
    assert [one["name"] for one in record["assignments"]] == ["02-pooling", "03-im2col"]
    totals = {one["student"]: one["total"] for one in record["students"]}
    assert totals == {"ada": 100, "kurt": None, "zoë": None}
    statuses = {one["student"]: one["status"]["03-im2col"] for one in record["students"]}
    assert statuses == {"ada": "graded", "kurt": "waiting", "zoë": "missing"}
    page = (two_assignments.directory / "report-course.html").read_text()
    assert "Lovelace, Ada" in page
    assert '<span class="soft">waiting</span>' in page


@pytest.mark.parametrize(("number", "which"), [(1, "lowest does"), (2, "2 lowest do")])
def test_the_report_says_how_many_assignments_are_dropped(two_assignments, number, which):
    two_assignments.settings_file.write_text(f"drop_lowest = {number}\n")
    assert run(two_assignments, "report").code == 0
    page = (two_assignments.directory / "report-course.html").read_text()
    assert f"Of each student's assignments the {which} not count." in page


def test_the_table_of_the_course(two_assignments):
    assert run(two_assignments, "export", "csv").code == 0
    text = (two_assignments.directory / "grades-course-csv.csv").read_text()
    rows = {one["student"]: one for one in csv.DictReader(text.splitlines())}
    assert rows["ada"]["total"] == "100"
    assert (rows["kurt"]["02-pooling"], rows["kurt"]["03-im2col"], rows["kurt"]["total"]) == (
        ("100", "", "")
    )
    assert run(two_assignments, "export", "csv", "--missing-zero", "--count-waiting").code == 0
    text = (two_assignments.directory / "grades-course-csv.csv").read_text()
    rows = {one["student"]: one for one in csv.DictReader(text.splitlines())}
    assert (rows["kurt"]["total"], rows["zoë"]["total"]) == ("95", "50")


def test_canvas_and_moodle_get_a_column_for_each_assignment(two_assignments):
    options = ("--column", "03-im2col=im2col (4711)")
    assert run(two_assignments, "export", "canvas", *options).code == 0
    text = (two_assignments.directory / "grades-course-canvas.csv").read_text()
    header, possible, *_ = csv.reader(text.splitlines())
    assert header[-2:] == ["02-pooling", "im2col (4711)"]
    assert possible[-2:] == ["100", "100"]
    assert run(two_assignments, "export", "moodle").code == 0
    done = run(two_assignments, "export", "canvas", "--column", "3=x")
    assert done.code == 1
    assert "names no assignment of the course: write ASSIGNMENT=NAME" in done.output


def test_a_course_without_grades_is_reported(class_folder):
    class_folder.directory.mkdir()
    for command in (("report",), ("export", "csv")):
        done = run(class_folder, *command)
        assert done.code == 1
        assert "Nothing is graded yet" in done.output
