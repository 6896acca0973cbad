"""The real command on a class in which some students attack."""

import csv
import json
import os

import pytest
from nbformat.v4 import new_code_cell

from tests.attacks.attacking import HONEST
from tests.attacks.test_shown_text import HOSTILE, Tags
from tests.helpers.command import run

BODIES = {
    "mallory-exits": "import os\nos._exit(0)",
    "mallory-praises": "raise AssertionError('20 of 20 points.')",
    "mallory-returns-long-doubles": "import numpy as np\nreturn np.zeros((1, 1, 3, 4), 'f16')",
    "mallory-writes-markup": f"raise type({HOSTILE!r}, (Exception,), {{}})({HOSTILE!r})",
    "=1+1|'mallory'!A0": "return 0",
    "[red]mallory": "return 0",
}


def autograder(*arguments):
    """Run the command as an instructor would, and return its output."""
    code, printed = run(*arguments)
    assert "Traceback" not in printed
    assert code == 0, printed
    return printed


@pytest.fixture
def attacked_class(attacker):
    """Hand in the right work of ada, and attacks from all others."""
    folders = {
        student: attacker.folder(body, {"student": f"STUDENT = {student!r}"})
        for student, body in ({"ada": ""} | BODIES).items()
    }
    book = new_code_cell("# " + "x" * 5_000_000)
    folders["mallory-exits"].notebook.cells.append(book)
    for student, folder in folders.items():
        root = attacker.class_folder.submitted / student / attacker.assignment.name
        for name, content in attacker.parts.files(folder).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
    linked = attacker.class_folder.submitted / "mallory-links"
    linked.mkdir()
    (linked / attacker.assignment.name).symlink_to(root)
    broken = (
        attacker.class_folder.submitted / "mallory-\x1b[31m-two\nlines" / attacker.assignment.name
    )
    broken.mkdir(parents=True)
    (broken / "03-im2col.ipynb").write_bytes(b"\xff" * 99)
    (broken / "timestamp.txt").write_text("9999-99-99 99:99:99 +99:99")
    return attacker.class_folder


def test_a_class_under_attack_is_graded_to_the_end(attacked_class):
    where = ("--course", str(attacked_class.directory))
    printed = autograder("grade", "03-im2col", *where)
    assert "\x1b" not in printed
    assert "mallory--two lines " in printed
    results = {}
    for path in attacked_class.results.glob("03-im2col/*.json"):
        result = json.loads(path.read_text())
        results[result["student"]] = {one["id"]: one["earned"] for one in result["items"]}
    assert set(results) == {path.name for path in attacked_class.submitted.iterdir()}
    for student, scores in results.items():
        if student == "ada":
            assert scores == HONEST
        elif student in BODIES:
            assert scores == HONEST | {"col2im": 0.0}
        else:
            assert set(scores.values()) == {None}  # held: a link, and no notebook or module

    autograder("feedback", "03-im2col", *where)
    # A name in another encoding, as from an old archive, stops no report.
    latin = attacked_class.submitted / os.fsdecode(b"m\xfcller")
    (latin / "03-im2col").mkdir(parents=True)
    autograder("report", "03-im2col", *where)
    (record,) = attacked_class.directory.glob("report-*.json")
    students = {one["student"] for one in json.loads(record.read_text())["students"]}
    assert len(students) == len(results) + 1
    assert "m?ller" in students
    pages = [*attacked_class.directory.glob("feedback/**/*.html")]
    assert len(pages) == len(results)
    for page in (*pages, *attacked_class.directory.glob("report-*.html")):
        assert Tags(page.read_text()).found == []
    with next(attacked_class.directory.glob("report-*.csv")).open(newline="") as file:
        for row in csv.reader(file):
            assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row)
