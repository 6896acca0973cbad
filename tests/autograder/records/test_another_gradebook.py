"""Every command that reads grades finds a gradebook outside the class folder."""

import csv

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.class_folder import ClassFolder
from autograder.sample_class.roster import CHAPTER, hand_in
from tests.helpers.command import run as autograder
from tests.helpers.grading import grade_all

COMMANDS = (["feedback", CHAPTER], ["report", CHAPTER], ["export", "csv", CHAPTER])


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory, assignment):
    folder = tmp_path_factory.mktemp("class")
    class_folder = ClassFolder(folder / "class", f"sqlite:///{folder / 'elsewhere.db'}")
    hand_in(class_folder)
    grade_all(class_folder, assignment, ["reference"])
    return class_folder


def run(class_folder, *command):
    where = [*command, "--course", str(class_folder.directory)]
    found = CliRunner().invoke(app, where, env={"COLUMNS": "500", "GRADEBOOK": ""})
    return found.exit_code, " ".join(found.output.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_reads_the_given_gradebook(elsewhere, command):
    code, output = run(elsewhere, *command, "--db", elsewhere.database)
    assert code == 0, output
    assert "Wrote " in output


def test_the_exported_grade_comes_from_the_given_gradebook(elsewhere):
    run(elsewhere, "export", "csv", CHAPTER, "--db", elsewhere.database)
    with (elsewhere.directory / f"grades-{CHAPTER}-csv.csv").open(encoding="utf-8-sig") as file:
        (row,) = [one for one in csv.DictReader(file) if one["student"] == "reference"]
    assert (row["status"], float(row["earned"])) == ("waiting", 90)


@pytest.mark.parametrize("command", COMMANDS[:2])
def test_a_wrong_gradebook_is_reported(elsewhere, command):
    code, output = run(elsewhere, *command)
    assert code == 1
    assert f"Grades of {CHAPTER} are not in this gradebook, sqlite:///" in output
    assert "name it with --db, or permanently in class.toml" in output


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("sqlite://", "sqlite:// would be lost when the command ends: name a file"),
        ("sqlite://user:secret@/nowhere.db", "Stopped: Invalid SQLite URL"),
    ],
)
def test_an_invalid_address_is_reported_in_a_sentence_without_the_password(
    elsewhere, address, says
):
    where = ("--course", str(elsewhere.directory), "--db", address)
    code, output = autograder("report", CHAPTER, *where)
    assert code == 1
    assert says in " ".join(output.split())
    assert "secret" not in output
    assert "Traceback" not in output
