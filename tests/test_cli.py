"""What the command line says about bad input, and leaves undone."""

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.sample_class.roster import CHAPTER


@pytest.mark.parametrize("command", ["grade", "feedback", "report"])
def test_a_mistyped_class_gets_a_sentence_and_no_folder(tmp_path, command):
    run = CliRunner().invoke(app, [command, CHAPTER, "--course", str(tmp_path / "typo")])
    assert run.exit_code == 1
    assert "There are no submissions in" in run.output
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize("command", ["grade", "feedback", "report", "validate", "release"])
def test_an_unknown_assignment_gets_the_list_of_those_there_are(command, course):
    run = CliRunner().invoke(app, [command, "99-nothing"])
    assert run.exit_code == 1
    known = ", ".join(course.assignment_names())
    assert CHAPTER in known
    assert f"There is no assignment '99-nothing'. The assignments are: {known}." in " ".join(
        run.output.split()
    )
