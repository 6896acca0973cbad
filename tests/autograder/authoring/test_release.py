"""What students get: nothing that is not theirs, and exactly what is committed."""

from dataclasses import replace

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from typer.testing import CliRunner

from autograder.authoring.release import (
    ReleaseRefusedError,
    release,
    released_files,
    verify,
    write_source,
)
from autograder.checks.gpu import NO_GPU
from autograder.checks.reports import CheckReport
from autograder.checks.value_check import ValueCheck
from autograder.cli import app
from autograder.cli.commands import release as release_command
from autograder.course.assignment import nbgrader_id
from autograder.course.repository import Repository
from autograder.nbgrader_steps import releasing
from autograder.nbgrader_steps.config import nbgrader_config
from autograder.sample_class.roster import CHAPTER


@pytest.mark.usefixtures("scripts_on_path")
def test_nbgraders_own_command_makes_the_same_notebook(assignment, class_folder):
    write_source(class_folder, assignment)
    config = nbgrader_config(class_folder)
    del config.GenerateAssignment  # nbgrader's own steps, to compare with
    outcome = NbGraderAPI(config=config).generate_assignment(assignment.name)
    assert outcome["success"], outcome["log"]
    folder = class_folder.directory / "release" / assignment.name
    made = nbformat.read(folder / assignment.notebook_file, as_version=4)
    assert made.cells == assignment.stripped.cells
    for name, content in assignment.library.items():
        assert (folder / name).read_bytes() == content


def test_a_right_assignment_is_released(assignment, tmp_path, monkeypatch):
    monkeypatch.setattr(Repository, "exercises", tmp_path / "exercises")
    folder = release(assignment).folder
    assert folder == tmp_path / "exercises" / assignment.name
    written = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert written == set(released_files(assignment))


def with_grade_cell(assignment, grade_id, source):
    """Return the assignment with another text in one of the instructor's grade cells."""
    notebook = nbformat.from_dict(assignment.source)
    next(cell for cell in notebook.cells if nbgrader_id(cell) == grade_id).source = source
    return replace(assignment, source=notebook)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("pass", "by_hand: the untouched release earns 9 points"),
        ("assert a_prime is None", "by_hand: the reference earns 0 of 9"),
        ("a_prime\n7.5", "by_hand: the reference earns 7.5 of 9"),
        ("import no_such_module", "by_hand: the reference earns 0 of 9"),
    ],
)
def test_a_wrong_assignment_is_refused(assignment, tmp_path, monkeypatch, cell, why):
    monkeypatch.setattr(Repository, "exercises", tmp_path / "exercises")
    with pytest.raises(ReleaseRefusedError, match=why):
        release(with_grade_cell(assignment, "by_hand", cell))
    assert not (tmp_path / "exercises").exists()


def test_each_of_several_that_are_refused_is_named(assignment, monkeypatch):
    texts = {"first": "pass", "second": "assert a_prime is None"}
    wrong = {name: with_grade_cell(assignment, "by_hand", texts[name]) for name in texts}
    monkeypatch.setattr(release_command, "load", wrong.__getitem__)
    run = CliRunner().invoke(app, ["release", *texts], env={"COLUMNS": "300"})
    assert run.exit_code == 1
    untouched = run.output.index("by_hand: the untouched release earns 9 points")
    assert untouched < run.output.index("by_hand: the reference earns 0 of 9")


def test_an_answer_compared_with_itself_is_refused(assignment):
    """The stub defines the name, so a test that only looks it up would give points away."""
    with pytest.raises(ReleaseRefusedError, match="im2col: the untouched release earns 20"):
        verify(with_grade_cell(assignment, "im2col", "assert im2col is im2col or True"))


@pytest.mark.usefixtures("scripts_on_path")
def test_formgraders_generate_releases_what_is_verified(assignment, class_folder):
    write_source(class_folder, assignment)
    stale = class_folder.source / assignment.name / "cnnlib" / "im2col.py"
    stale.write_text("# of last year\n")
    outcome = NbGraderAPI(config=nbgrader_config(class_folder)).generate_assignment(assignment.name)
    assert outcome["success"], outcome["log"]
    folder = class_folder.release / assignment.name
    written = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert written == released_files(assignment)
    assert stale.read_bytes() == assignment.library["cnnlib/im2col.py"]


@pytest.mark.usefixtures("scripts_on_path")
def test_formgraders_generate_refuses_what_is_not(assignment, class_folder, monkeypatch):
    write_source(class_folder, assignment)
    wrong = with_grade_cell(assignment, "by_hand", "pass")
    monkeypatch.setattr(releasing, "load_assignment", lambda *_: wrong)
    outcome = NbGraderAPI(config=nbgrader_config(class_folder)).generate_assignment(assignment.name)
    assert not outcome["success"]
    assert "by_hand: the untouched release earns 9 points" in outcome["log"]
    assert not (class_folder.release / assignment.name).exists()


def test_what_a_machine_without_a_gpu_cannot_verify_is_named(tmp_path, monkeypatch):
    def without_gpu(check, *_):
        return CheckReport(check.key, check.points, 0.0, (), not_graded=NO_GPU)

    monkeypatch.setattr(Repository, "exercises", tmp_path / "exercises")
    monkeypatch.setattr(ValueCheck, "run", without_gpu)
    run = CliRunner().invoke(app, ["release", CHAPTER], env={"COLUMNS": "300"})
    assert run.exit_code == 0, run.output
    assert (
        "Not verified, because this machine has no GPU: by_hand, memory, time_model." in run.output
    )
    assert (tmp_path / "exercises" / CHAPTER).is_dir()
