"""`autograder self`: somebody who studies alone grades a folder with one command."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.assignment import load_assignment
from tests.helpers.solved import released_folder, solved_folder


def grade_myself(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["self", str(folder), "--no-open"], terminal_width=200)
    return done.exit_code, " ".join(done.output.split())


def texts(path: Path) -> str:
    return "\n".join("".join(c["source"]) for c in json.loads(path.read_text())["cells"])


def test_a_solved_folder_earns_everything_and_gets_its_model_answers(tmp_path):
    assignment = load_assignment("01-convolution")
    folder = solved_folder(assignment, tmp_path / "my work")
    code, output = grade_myself(folder)
    assert code == 0
    assert "93 of 100 points, and 7 for written answers (?)." in output
    assert "conv_transpose2d 10 of 10" in output

    written = folder / "feedback/reference/01-convolution"  # the id that its STUDENT says
    assert "feedback for reference" in (written / "01-convolution.html").read_text()
    answers = texts(written / "model-answers.ipynb")
    for name, rubric in assignment.mark_schemes.items():
        assert rubric in answers, name
    assert answers.count("**Model answer**") == answers.count("**Your answer**") == 2
    assert "MARK SCHEME" not in answers


def test_an_untouched_folder_earns_nothing_and_no_answer_is_given_away(tmp_path):
    assignment = load_assignment("03-im2col")
    folder = released_folder(assignment, tmp_path / "03-im2col")
    code, output = grade_myself(folder)
    assert (code, "0 of 100 points." in output) == (0, True)
    answers = texts(folder / "feedback/myself/03-im2col/model-answers.ipynb")
    assert "Model answer**" not in answers
    assert "The model answer appears here once you have." in answers
    assert all(rubric not in answers for rubric in assignment.mark_schemes.values())


@pytest.mark.parametrize("broken", [b"", b"{", b'{"cells": 3}', b"\xff"])
def test_a_notebook_that_cannot_be_read_is_graded_all_the_same(tmp_path, broken):
    folder = released_folder(load_assignment("03-im2col"), tmp_path / "03-im2col")
    (folder / "03-im2col.ipynb").write_bytes(broken)
    code, output = grade_myself(folder)
    assert (code, "of 100 points" in output) == (0, True)


def test_the_assignment_is_known_by_the_notebook_or_else_by_the_folder(tmp_path):
    folder = released_folder(load_assignment("03-im2col"), tmp_path / "03-im2col")
    (folder / "03-im2col.ipynb").rename(folder / "mine.ipynb")
    code, output = grade_myself(folder)
    assert code == 0
    assert "col2im 0 of" in output
    shutil.copytree(folder, tmp_path / "elsewhere")
    code, output = grade_myself(tmp_path / "elsewhere")
    assert code == 1
    assert "It is not clear which assignment" in output
    assert "03-im2col.ipynb" in output
