"""Every table, page and export shows the same points, those given by hand included."""

import csv
import json
import re
from dataclasses import replace
from html import unescape

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.sample_class.parts import Parts
from tests.autograder.cli.test_held import run, write
from tests.helpers.inmates import need_sandbox

need_sandbox()

CHAPTER, STUDENT = "03-im2col", "ada"
LATE = f"""
[due]
{CHAPTER} = 2026-11-16T23:59:00Z
[late]
percent_per_day = 10
"""
# Ada hands in right work a day late. An answer and a test are graded by hand.
BY_HAND = {"adjoint": 22 / 3, "im2col": 12.5}
POINTS = load_assignment(CHAPTER).exercise_points
SCORES = POINTS | BY_HAND
COMMENT = "The *transpose*: $X^T$ <b>bold</b>"
COMMANDS = (
    *(["grade", CHAPTER, "--jobs", "1"], ["feedback", CHAPTER], ["report", CHAPTER]),
    *(["export", system, CHAPTER] for system in ("csv", "canvas", "moodle")),
    *(["report"], ["export", "csv"], ["export", "canvas"], ["export", "moodle"]),
)


def rows(class_folder, name, student_column, student=STUDENT):
    text = (class_folder.directory / f"{name}.csv").read_text()
    return next(row for row in csv.DictReader(text.splitlines()) if row[student_column] == student)


def everywhere(class_folder):
    """Write everything, and return what each shows: the scores or None, the total, the maximum."""
    said = {}
    for command in COMMANDS:
        done = run(class_folder, *command)
        assert done.code == 0, done.output
        said[" ".join(command[:2])] = done.output
    return {
        "grade": _table(said[f"grade {CHAPTER}"]),
        **_pages(class_folder),
        **_reports(class_folder),
        **_exports(class_folder),
    }


def _table(output):
    numbers = re.search(rf"\b{STUDENT} ((?:[\d.–?]+ )+)", output)[1].split()
    names = [name for name, number in zip(SCORES, numbers, strict=False) if number != "–"]
    scores = [float(number) for number in numbers[: len(SCORES)] if number != "–"]
    return dict(zip(names, scores, strict=True)), float(numbers[len(SCORES)]), None


def _pages(class_folder):
    folder = class_folder.feedback / STUDENT / CHAPTER
    text = (folder / f"{CHAPTER}.txt").read_text()
    page = unescape(re.sub(r"<[^>]+>", "", (folder / f"{CHAPTER}.html").read_text()))
    titles = load_assignment(CHAPTER).titles
    scores = {}
    for name, title in titles.items():
        line = next(one for one in text.splitlines() if one.startswith(title.replace("`", "")))
        if found := re.search(r"([\d.]+) / [\d.]+$", line):
            scores[name] = float(found[1])
    total, possible = map(float, re.search(r"^([\d.]+) of ([\d.]+) points", text, re.M).groups())
    shown = re.search(r"([\d.]+)\s+of ([\d.]+) points", page)
    return {
        "feedback as text": (scores, total, possible),
        "feedback as a page": (None, float(shown[1]), float(shown[2])),
    }


def _reports(class_folder):
    report = json.loads((class_folder.directory / f"report-{CHAPTER}.json").read_text())
    (one,) = report["students"]
    row = rows(class_folder, f"report-{CHAPTER}", "student")
    course = json.loads((class_folder.directory / "report-course.json").read_text())
    page = (class_folder.directory / f"report-{CHAPTER}.html").read_text()
    return {
        "report as JSON": (one["scores"], one["total"], one["possible"]),
        "report as CSV": (_numbers(row, one["scores"]), float(row["total"]), report["possible"]),
        "report as a page": (
            None,
            float(re.search(r"<strong>([\d.]+)</strong></td>", page)[1]),
            None,
        ),
        "report of the course": (
            *(None, course["students"][0]["points"][CHAPTER]),
            course["assignments"][0]["possible"],
        ),
    }


def _exports(class_folder):
    row = rows(class_folder, f"grades-{CHAPTER}-csv", "student")
    names = [name for name in SCORES if name in row]
    found = {"csv": (_numbers(row, names), float(row["total"]), float(row["possible"]))}
    for kind in (CHAPTER, "course"):
        canvas = f"grades-{kind}-canvas"
        possible = float(rows(class_folder, canvas, "Student", "    Points Possible")[CHAPTER])
        points = float(rows(class_folder, canvas, "SIS Login ID")[CHAPTER])
        found[f"Canvas, {kind}"] = (None, points, possible)
        points = float(rows(class_folder, f"grades-{kind}-moodle", "ID number")[CHAPTER])
        found[f"Moodle, {kind}"] = (None, points, None)
    of_course = rows(class_folder, "grades-course-csv", "student")
    return found | {"csv of the course": (None, float(of_course[CHAPTER]), None)}


def _numbers(row, names):
    return {name: float(row[name]) for name in names}


def assert_all_show(found, scores, possible, penalty):
    total = sum(scores.values()) * (1 - penalty)
    for place, (shown, points, most) in found.items():
        assert points == pytest.approx(total, abs=1e-4), place
        assert shown is None or shown == pytest.approx(scores, abs=1e-4), place
        assert most is None or most == possible, place


@pytest.fixture(scope="module")
def graded(tmp_path_factory, assignment):
    """Ada's class, after points and a comment were given in formgrader."""
    class_folder = ClassFolder(tmp_path_factory.mktemp("class"))
    parts = Parts(assignment, (REPOSITORY.library / "im2col.py").read_text(), STUDENT)
    stamp = {"timestamp.txt": b"2026-11-17 20:00:00 UTC"}
    write(class_folder, STUDENT, parts.files(parts.answered()) | stamp)
    class_folder.settings_file.write_text(LATE)
    assert run(class_folder, "grade", CHAPTER, "--jobs", "1").code == 0
    with Gradebook(class_folder.gradebook_url) as gradebook:
        for cell, points in BY_HAND.items():
            grade = gradebook.find_grade(cell, CHAPTER, CHAPTER, STUDENT)
            grade.manual_score, grade.needs_manual_grade = points, False
        comment = gradebook.find_comment("adjoint", CHAPTER, CHAPTER, STUDENT)
        comment.manual_comment = COMMENT
        gradebook.db.commit()
    return class_folder


def test_points_given_by_hand_are_the_same_everywhere(graded):
    graded.settings_file.write_text(LATE)
    found = everywhere(graded)
    assert_all_show(found, SCORES, possible=100, penalty=0.1)
    with Gradebook(graded.gradebook_url) as gradebook:  # what formgrader shows
        notebook = gradebook.find_submission_notebook(CHAPTER, CHAPTER, STUDENT)
        penalty = notebook.late_submission_penalty
        assert notebook.score - penalty == pytest.approx(found["csv"][1], abs=1e-4)
        assert notebook.max_score == 100


def test_feedback_shows_comments_as_formgrader_promises(graded):
    graded.settings_file.write_text(LATE)
    assert run(graded, "feedback", CHAPTER).code == 0
    page = (graded.feedback / STUDENT / CHAPTER / f"{CHAPTER}.html").read_text()
    assert "<em>transpose</em>" in page
    assert re.search(r"<msup>\s*<mi>X</mi>\s*<mi>T</mi>\s*</msup>", page)
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold" not in page
    text = (graded.feedback / STUDENT / CHAPTER / f"{CHAPTER}.txt").read_text()
    assert "To be graded by hand" not in page + text


CHANGED = """
[points.03-im2col]
memory = 30
by_hand = "left out"
conv2d_im2col = "full points"
adjoint = 5
"""


def test_points_of_the_class_are_the_same_everywhere(graded):
    graded.settings_file.write_text(LATE + CHANGED)
    before = {path: path.read_bytes() for path in graded.results.rglob("*.json")}
    scores = {name: points for name, points in SCORES.items() if name != "by_hand"}
    scores |= {"memory": 30, "adjoint": 11 / 3}
    possible = 100 - POINTS["by_hand"] + (30 - POINTS["memory"]) + (5 - POINTS["adjoint"])
    assert_all_show(everywhere(graded), scores, possible, penalty=0.1)
    assert {path: path.read_bytes() for path in graded.results.rglob("*.json")} == before
    report = json.loads((graded.directory / f"report-{CHAPTER}.json").read_text())
    course = json.loads((graded.directory / "report-course.json").read_text())
    for changes in (report["changes"], course["assignments"][0]["changes"]):
        assert "`memory` counts 30 points in this class, not 6." in changes
        assert "`by_hand` is left out in this class." in changes
        assert len(changes) == 4
    feedback = (graded.feedback / STUDENT / CHAPTER / f"{CHAPTER}.txt").read_text()
    assert "does not count" in feedback


def with_points(monkeypatch, assignment, cell, points):
    """Let the commands find an assignment in which one cell is worth other points."""
    notebook = nbformat.from_dict(assignment.source)
    for one in notebook.cells:
        if nbgrader_id(one) == cell:
            one.metadata.nbgrader.points = points
    other = replace(assignment, source=notebook)
    for module in ("autograder.cli.loading", "autograder.records.course_grades"):
        monkeypatch.setattr(f"{module}.load_assignment", lambda _: other)


def test_grades_from_before_a_change_are_not_mixed(graded, assignment, monkeypatch):
    graded.settings_file.write_text(LATE)
    with_points(monkeypatch, assignment, "adjoint", 15)
    for command in (["export", "csv", CHAPTER], ["report", CHAPTER]):
        done = run(graded, *command)
        assert done.code == 1
        assert "or its points have changed since it was graded. Run: autograder" in done.output
    done = run(graded, "feedback", CHAPTER)
    assert done.code == 1
    assert "have changed since ada were graded" in done.output
    assert run(graded, "export", "csv").code == 0
    assert rows(graded, "grades-course-csv", "student")["total"] == ""


def test_points_changed_only_in_the_notebook_are_refused(graded, assignment, monkeypatch):
    """A right answer would earn 9 of 20."""
    with_points(monkeypatch, assignment, "by_hand", 20)
    done = run(graded, "grade", CHAPTER, "--jobs", "1")
    assert done.code == 1
    assert "the grade cell 'by_hand' is worth 20 points, and its checks 9." in done.output


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "[points.03-im2col]\nmemroy = 3",
            "there is no exercise of 03-im2col 'memroy', only by_hand",
        ),
        ("[points.03-im2col]\nmemory = 0", "the points of memory are a number above 0, or"),
        ('[points.03-im2col]\nmemory = "none"', "the points of memory are a number above 0, or"),
        ("[points.99-none]\nmemory = 3", "there is no assignment '99-none'"),
        (
            "[points.03-im2col]\n" + "".join(f'{name} = "left out"\n' for name in SCORES),
            "no exercise of 03-im2col is left: one must count.",
        ),
    ],
)
def test_impossible_points_are_refused(class_folder, text, says):
    class_folder.directory.mkdir()
    class_folder.settings_file.write_text(text)
    done = run(class_folder, "export", "csv", CHAPTER)
    assert done.code == 1
    assert says in done.output
