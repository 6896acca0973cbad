"""Work that cannot be matched waits for a decision: from the folder to every table and back."""

import csv
import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from autograder.cli import app, class_run
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.sample_class.parts import Parts
from tests.helpers.grading import worker_in_this_process
from tests.helpers.inmates import need_sandbox

need_sandbox()

CHAPTER, MODULE = "03-im2col", "cnnlib/im2col.py"
FUNCTIONS = ["im2col", "col2im", "conv2d_im2col"]
ANSWERS = ["by_hand", "memory", "time_model", "adjoint"]


def write(class_folder, student, files):
    folder = class_folder.submitted / student / CHAPTER
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def run(class_folder, *arguments):
    """Run a command in this process, where it also grades."""
    words = [*arguments, "--course", str(class_folder.directory)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(class_run, "local_workers", lambda *_: worker_in_this_process())
        done = CliRunner().invoke(app, words, env={"COLUMNS": "300"})
    return SimpleNamespace(code=done.exit_code, output=" ".join(done.output.split()))


@pytest.fixture(scope="module")
def right_of(assignment):
    """Return a function that gives the files of a student's right work."""

    def files(student):
        parts = Parts(assignment, (REPOSITORY.library / "im2col.py").read_text(), student)
        return parts.files(parts.answered())

    return files


def without_module(files):
    return {name: content for name, content in files.items() if name != MODULE}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, right_of):
    """A class in which three of four hand-ins lack something, graded, with every table written."""
    class_folder = ClassFolder(tmp_path_factory.mktemp("class"))
    write(class_folder, "right", right_of("right"))
    write(class_folder, "empty", {})
    write(class_folder, "no-module", without_module(right_of("no-module")))
    cut_off = right_of("cut-off")
    cut_off[f"{CHAPTER}.ipynb"] = cut_off[f"{CHAPTER}.ipynb"][:999]
    write(class_folder, "cut-off", cut_off)
    commands = (["grade", CHAPTER, "--jobs", "1"], ["feedback", CHAPTER], ["report", CHAPTER])
    said = {}
    for command in (*commands, ["export", "csv", CHAPTER], ["report"], ["export", "csv"]):
        done = run(class_folder, *command)
        assert done.code == 0, done.output
        said[" ".join(command[:3])] = done.output
    return SimpleNamespace(class_folder=class_folder, said=said)


def table(graded, name):
    text = (graded.class_folder.directory / f"{name}.csv").read_text()
    return {row["student"]: row for row in csv.DictReader(text.splitlines())}


EVERYTHING = ["by_hand", "im2col", "col2im", "conv2d_im2col", "correlate2d", *ANSWERS[1:]]
HELD = {"right": [], "empty": EVERYTHING, "no-module": FUNCTIONS, "cut-off": ANSWERS}
POINTS = {"right": 0, "empty": 100, "no-module": 60, "cut-off": 31}


@pytest.mark.parametrize("student", HELD)
def test_the_report_says_what_is_held_and_for_how_many_points(graded, student):
    report = json.loads((graded.class_folder.directory / f"report-{CHAPTER}.json").read_text())
    (row,) = (one for one in report["students"] if one["student"] == student)
    assert row["status"] == ("held" if HELD[student] else "waiting")
    assert (row["held"], row["points_held"]) == (HELD[student], POINTS[student])
    assert [name for name in row["held"] if row["scores"][name] is not None] == []
    counted = {name: count for name, count in report["counts"].items() if count}
    assert counted == {"waiting": 1, "held": 3}
    assert table(graded, f"report-{CHAPTER}")[student]["held"].split() == HELD[student]


def test_the_notes_begin_with_most_points_and_say_the_cause(graded):
    report = json.loads((graded.class_folder.directory / f"report-{CHAPTER}.json").read_text())
    held = [(one["points"], one["students"]) for one in report["notes"] if one["kind"] == "held"]
    assert held == [(100, ["empty"]), (60, ["no-module"]), (31, ["cut-off"])]
    page = (graded.class_folder.directory / f"report-{CHAPTER}.html").read_text()
    assert "191</b>held" not in page
    assert "<b>3</b>held, with 191 points" in page
    assert f"{MODULE} was not handed in" in page


def test_grade_names_them_with_their_points(graded):
    said = graded.said[f"grade {CHAPTER} --jobs"]
    assert "cut-off (31), empty (100), no-module (60)" in said
    assert "right (" not in said
    assert f"autograder accept STUDENT {CHAPTER}" in said


@pytest.mark.parametrize("name", [f"grades-{CHAPTER}-csv", "grades-course-csv"])
def test_exports_leave_the_cell_empty_and_count_it(graded, name):
    rows = table(graded, name)
    column = "total" if CHAPTER in name else CHAPTER
    assert {student: row[column] for student, row in rows.items()} == dict.fromkeys(HELD, "")
    assert "3 held with 191 points (left empty)" in graded.said[f"export csv {CHAPTER}"]


def test_the_course_report_says_held(graded):
    report = json.loads((graded.class_folder.directory / "report-course.json").read_text())
    states = {one["student"]: one["status"][CHAPTER] for one in report["students"]}
    assert states == {one: "held" if HELD[one] else "waiting" for one in HELD}


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_the_student_is_told(graded, ending):
    page = graded.class_folder.feedback / "no-module" / CHAPTER / f"{CHAPTER}.{ending}"
    text = " ".join(page.read_text().split())
    assert "waits for your instructor" in text
    assert f"{MODULE} was not handed in" in text
    assert "Not written yet" not in text


def test_a_zero_is_accepted_by_hand_until_there_is_better_work(class_folder, right_of):
    right = right_of("ada")
    write(class_folder, "ada", without_module(right))
    assert run(class_folder, "grade", CHAPTER, "--jobs", "1").code == 0
    wrong = run(class_folder, "accept", "grace", CHAPTER)
    assert (wrong.code, "grace is not in this class" in wrong.output) == (1, True)
    done = run(class_folder, "accept", "ada", CHAPTER)
    assert done.code == 0, done.output
    assert "ada has 0 of 60 points for im2col, col2im, conv2d_im2col." in done.output
    again = run(class_folder, "accept", "ada", CHAPTER)
    assert (again.code, "ada waits to be graded by hand." in again.output) == (1, True)
    run(class_folder, "grade", CHAPTER, "--jobs", "1", "--force")
    assert _scores(class_folder)["im2col"] == "0"  # the same work
    write(class_folder, "ada", right)
    run(class_folder, "grade", CHAPTER, "--jobs", "1")
    assert _scores(class_folder)["im2col"] == "20"


def _scores(class_folder):
    assert run(class_folder, "export", "csv", CHAPTER).code == 0
    text = (class_folder.directory / f"grades-{CHAPTER}-csv.csv").read_text()
    (row,) = csv.DictReader(text.splitlines())
    return row
