"""Odd names of students' folders, shown on a terminal."""

import json
import os

import pytest

from tests.attacks.attacking import HONEST
from tests.helpers.command import results, run

NAMES = ["ada", "\x1b[31mred", "[bold]", "-rf", " ", "ünï", "*", "x" * 255, b"\xff"]


def hand_in(attacker):
    for name in NAMES:
        folder = attacker.class_folder.submitted / os.fsdecode(name) / attacker.assignment.name
        own = {"student": f"STUDENT = {os.fsdecode(name)!a}"}
        for file, content in attacker.parts.files(attacker.folder(answers=own)).items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)


@pytest.mark.long
def test_odd_names_of_folders_and_a_terminal_of_ascii(attacker, tmp_path):
    """Two cannot be stored and are reported; no control sequence is printed."""
    hand_in(attacker)
    table = tmp_path / "roster.csv"
    table.write_text("id,name\nada,Ada Lovelace\nünï,Üna Ïx\n")
    where = ("--course", str(attacker.class_folder.directory))
    code, printed = run("grade", "03-im2col", *where, PYTHONIOENCODING="ascii")
    assert code == 1
    assert "7 graded, 0 unchanged, 2 not graded." in printed
    assert "The name of the folder is not UTF-8: rename it." in printed
    assert "The name of the folder is too long: rename it." in printed
    for student, result in results(attacker.class_folder).items():
        items = {one["id"]: one for one in result["items"]}
        if not student.strip():  # no numbers follow from it, and the instructor is told
            assert "follow from your id" in items.pop("by_hand")["look"]
        assert {name: one["earned"] for name, one in items.items()}.items() <= HONEST.items()
    for command in (
        ("grade", "03-im2col", "--dry-run"),
        ("roster", str(table)),
        ("feedback", "03-im2col"),
        ("report", "03-im2col"),
    ):
        code, more = run(*command, *where, PYTHONIOENCODING="ascii")
        assert code == 0, more
        printed += more
    assert "Traceback" not in printed
    assert "\x1b" not in printed
    json.loads((attacker.class_folder.directory / "report-03-im2col.json").read_text())
    code, printed = run("grade", "03-im2col", *where, "--student", "\udcfe\x1b[2J")
    assert code == 1
    assert printed.startswith("No submission of 03-im2col by: ")
    assert "\x1b" not in printed
