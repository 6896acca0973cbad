"""End to end: a class of right, wrong and odd submissions, graded as by an instructor."""

import json
from html import unescape

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.class_folder import ClassFolder
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in

SAMPLES = {sample.student: sample for sample in ROSTER}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded by two workers, with feedback and report."""
    class_folder = ClassFolder(tmp_path_factory.mktemp("class"))
    hand_in(class_folder)
    for command in (["grade", CHAPTER, "--jobs", "2"], ["feedback", CHAPTER], ["report", CHAPTER]):
        run = autograder(*command, "--course", str(class_folder.directory))
        assert run.exit_code == 0, run.output
    return class_folder


def autograder(*arguments):
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "160"})


def result_of(class_folder, student):
    return json.loads((class_folder.results / CHAPTER / f"{student}.json").read_text())


def page_of(class_folder, student):
    return unescape((class_folder.feedback / student / CHAPTER / f"{CHAPTER}.html").read_text())


def test_the_class_is_large_and_varied():
    assert len(SAMPLES) == len(ROSTER) >= 20
    assert sum(sample.total == 90 for sample in ROSTER) >= 5


@pytest.mark.parametrize("student", SAMPLES)
def test_each_sample_earns_what_is_expected(graded, student):
    items = {item["id"]: item["earned"] for item in result_of(graded, student)["items"]}
    assert items == SAMPLES[student].expected


def test_no_sample_needs_a_system_call_that_is_not_listed(graded):
    refused = {student: result_of(graded, student)["refused_calls"] for student in SAMPLES}
    assert not any(refused.values()), refused


@pytest.mark.parametrize("student", SAMPLES)
def test_each_feedback_says_what_is_expected(graded, student):
    assert SAMPLES[student].says in page_of(graded, student)


@pytest.mark.parametrize("student", SAMPLES)
def test_the_gradebook_agrees_with_the_results(graded, student):
    from nbgrader.api import Gradebook

    expected = SAMPLES[student].expected
    with Gradebook(graded.gradebook_url) as gradebook:
        notebook = gradebook.find_submission_notebook(CHAPTER, CHAPTER, student)
        assert {grade.name: grade.auto_score for grade in notebook.grades} == expected
        assert notebook.max_score == 100
        waits = {grade.name for grade in notebook.grades if grade.needs_manual_grade}
    assert waits == {name for name, earned in expected.items() if earned is None}


def test_no_page_or_notebook_contains_a_hidden_test(graded):
    pages = [*graded.feedback.rglob("*.html"), *graded.autograded.rglob("*.ipynb")]
    assert len(pages) == 2 * len(ROSTER)
    for path in pages:
        text = path.read_text()
        assert "HIDDEN TESTS" not in text
        assert "autograder.checks" not in text


def test_the_report_names_every_student(graded):
    report = (graded.directory / f"report-{CHAPTER}.html").read_text()
    for sample in ROSTER:
        assert f">{sample.student}</a>" in report


def test_handing_in_and_grading_again_changes_nothing(graded):
    hand_in(graded)
    before = {path: path.stat().st_mtime_ns for path in graded.results.rglob("*.json")}
    run = autograder("grade", CHAPTER, "--course", str(graded.directory))
    assert run.exit_code == 0
    assert f"0 graded, {len(ROSTER)} unchanged." in run.output
    assert {path: path.stat().st_mtime_ns for path in graded.results.rglob("*.json")} == before


def test_only_a_changed_submission_is_graded_again(graded):
    notebook = graded.submitted / "reference" / CHAPTER / f"{CHAPTER}.ipynb"
    notebook.write_text(notebook.read_text() + "\n")
    run = autograder("grade", CHAPTER, "--course", str(graded.directory))
    assert f"1 graded, {len(ROSTER) - 1} unchanged." in run.output
    assert result_of(graded, "reference")["key"]
