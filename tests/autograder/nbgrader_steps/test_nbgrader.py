"""The commands of nbgrader work on the course, with our sandbox and feedback."""

import os
import shutil
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from autograder.authoring.release import write_source
from autograder.course.repository import REPOSITORY
from autograder.nbgrader_steps.config import nbgrader_config
from autograder.records.store import ResultStore
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in

SAMPLES = {sample.student: sample for sample in ROSTER}
pytestmark = pytest.mark.usefixtures("scripts_on_path")


@pytest.mark.parametrize(
    "student", ["reference", "pads-one-side-only", "torch-smuggled-in", "doubled-test-cell"]
)
def test_nbgrader_autograde_uses_the_sandbox(class_folder, assignment, student):
    hand_in(class_folder)
    write_source(class_folder, assignment)
    ResultStore(class_folder, assignment).register()
    api = NbGraderAPI(config=nbgrader_config(class_folder))
    outcome = api.autograde(CHAPTER, student, force=True, create=True)
    assert outcome["success"], outcome["log"]
    with Gradebook(class_folder.gradebook_url) as gradebook:
        notebook = gradebook.find_submission_notebook(CHAPTER, CHAPTER, student)
        scores = {grade.name: grade.auto_score for grade in notebook.grades}
    assert scores == SAMPLES[student].expected
    # The student's process and its output contain nothing of the hidden tests.
    text = (class_folder.autograded / student / CHAPTER / f"{CHAPTER}.ipynb").read_text()
    assert "autograder.checks" not in text
    assert ResultStore(class_folder, assignment).load(student).earned == SAMPLES[student].total


def test_feedback_and_penalty_of_nbgrader_are_ours(class_folder, assignment):
    """Stock feedback would print the hidden tests (nbgrader's issues 917 and 1363)."""
    hand_in(class_folder)
    student = "keeps-the-padding"
    stamp = class_folder.submitted / student / CHAPTER / "timestamp.txt"
    stamp.write_text("2026-12-01 12:00:00 UTC")
    (class_folder.directory / "class.toml").write_text(
        f"[late]\npercent_per_day = 10\n[due]\n{CHAPTER} = 2026-11-30T23:59:00Z\n"
    )
    write_source(class_folder, assignment)
    ResultStore(class_folder, assignment).register()
    api = NbGraderAPI(config=nbgrader_config(class_folder))
    for outcome in (
        api.autograde(CHAPTER, student, force=True, create=True),
        api.generate_feedback(CHAPTER, student),
    ):
        assert outcome["success"], outcome["log"]
    with Gradebook(class_folder.gradebook_url) as gradebook:
        submission = gradebook.find_submission(CHAPTER, student)
        assert submission.late_submission_penalty == pytest.approx(SAMPLES[student].total / 10)
    folder = class_folder.feedback / student / CHAPTER
    page, text = (folder / f"{CHAPTER}.{kind}" for kind in ("html", "txt"))
    assert "The padding is not removed." in page.read_text()
    assert f"{0.9 * SAMPLES[student].total:g} of 100 points" in text.read_text()
    assert "autograder.checks" not in page.read_text()

    missing = api.generate_feedback(CHAPTER, "nobody")
    assert not missing["success"]


def test_the_repository_is_an_nbgrader_course(class_folder, assignment):
    """Its configuration file is found, and nbgrader's command line grades with it."""
    hand_in(class_folder)
    write_source(class_folder, assignment)
    ResultStore(class_folder, assignment).register()
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", CHAPTER, "--student=keeps-the-padding"],
        cwd=REPOSITORY.root,
        env={**os.environ, "COURSE": str(class_folder.directory)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    result = ResultStore(class_folder, assignment).load("keeps-the-padding")
    assert result.earned == SAMPLES["keeps-the-padding"].total
    kept = (class_folder.autograded / "keeps-the-padding" / CHAPTER).iterdir()
    assert [path.name for path in kept] == [assignment.notebook_file]


@pytest.mark.parametrize(
    ("student", "says"),
    [
        ("reference", "Success! Your notebook passes all the tests."),
        ("blank", "NotImplementedError: 03-im2col.im2col: replace this line with your code"),
        ("flips-the-kernels", "one window in two channels: the value differs."),
        ("overwrites-overlaps", "col2im of ones: 8 of 12 values differ."),
    ],
)
def test_validate_works_in_the_students_folder(class_folder, student, says):
    """It runs only the visible tests."""
    hand_in(class_folder)
    folder = class_folder.directory / "laptop"
    shutil.copytree(class_folder.submitted / student / CHAPTER, folder)
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", f"{CHAPTER}.ipynb"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert says in run.stdout, run.stdout + run.stderr
