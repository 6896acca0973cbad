"""The command line reports bad input and then changes nothing."""

import io
import re

import pytest
from rich.console import Console
from typer.testing import CliRunner

from autograder.cli import app
from autograder.cli.app import COMMANDS
from autograder.cli.scores import print_scores
from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY
from autograder.sample_class.roster import CHAPTER


@pytest.mark.parametrize("command", ["grade", "feedback", "report"])
def test_a_mistyped_class_is_reported_and_no_folder_is_created(tmp_path, command):
    run = CliRunner().invoke(app, [command, CHAPTER, "--course", str(tmp_path / "typo")])
    assert run.exit_code == 1
    assert "There are no submissions in" in run.output
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize("command", ["grade", "feedback", "report", "validate", "release"])
def test_an_unknown_assignment_is_answered_with_a_list_of_assignments(command):
    run = CliRunner().invoke(app, [command, "99-nothing"])
    assert run.exit_code == 1
    known = ", ".join(REPOSITORY.assignment_names())
    assert CHAPTER in known
    assert f"There is no assignment '99-nothing'. The assignments are: {known}." in " ".join(
        run.output.split()
    )


@pytest.mark.parametrize(("width", "numbered"), [(79, True), (300, False)])
def test_names_that_do_not_fit_are_numbered(width, numbered):
    """Nothing in the table is cut off, which would show as "…"."""
    assignment = load_assignment("04-backprop")
    cells = list(assignment.grade_cells)
    out = Console(file=io.StringIO(), width=width)
    print_scores(out, assignment, {"ada": [*(str(n) for n in range(len(cells))), "12", ""]})
    words = " ".join(out.file.getvalue().split())
    assert "…" not in words
    assert all(cell.replace("_", " ").split()[0] in words for cell in cells)
    legend = ", ".join(f"{n} {cell.replace('_', ' ')}" for n, cell in enumerate(cells, start=1))
    assert (legend in words) == numbered


def test_commands_are_listed_in_the_order_of_use():
    output = CliRunner().invoke(app, ["--help"]).output
    listed = [name for name in re.findall(r"^\W+(\w+) ", output, re.M) if name in COMMANDS]
    assert listed == list(COMMANDS)
