"""Attacks from the cells: time and output that add up, processes that do not exit."""

import json
import time

import pytest
from nbformat.v4 import new_code_cell

from autograder.grading import session
from tests.attacks.attacking import BRIEF, HONEST, PATIENCE, earned, everything_said, item

pytestmark = pytest.mark.usefixtures("nothing_is_left", "right_work_after_all_attacks")

CELLS = {
    "a finaliser": "class D:\n    def __del__(self):\n        while 1: 0\nd = D()\ndel d",
    "a display without end": "class R:\n    def __repr__(self):\n        while True: pass\nR()",
    "a shell command without end": "!yes",
    "an input": "while True:\n    try: input()\n    except EOFError: pass",
    "a loop in asyncio": "import asyncio\nwhile True: await asyncio.sleep(1)",
    "an import without end": "import sys\nsys.meta_path.insert(0, type('F', (), {'find_spec': "
    "staticmethod(lambda *_: [0 for _ in iter(int, 1)])}))\nimport nothing",
    "an exit": "import os\nos._exit(0)",
}


@pytest.mark.parametrize("attack", CELLS)
def test_one_cell_costs_only_its_own_points(attacker, attack):
    result = attacker.grade(answers={"memory_answer": CELLS[attack]}, limits=BRIEF)
    assert earned(result) == HONEST | {"memory": 0.0}


def test_an_exit_that_never_finishes(attacker):
    """Exit handlers, and threads that the exit would wait for."""
    spoilt = """
    import atexit, threading, time
    atexit.register(lambda: [time.sleep(1) for _ in iter(int, 1)])
    threading.Thread(target=time.sleep, args=(10**6,)).start()
    threading._register_atexit(lambda: time.sleep(10**6))
    """
    started = time.monotonic()
    assert earned(attacker.grade(first=spoilt)) == HONEST
    assert time.monotonic() - started < PATIENCE / 2


def test_the_time_of_all_cells_together_is_bounded(attacker, monkeypatch):
    monkeypatch.setattr(session, "MAX_SECONDS", 4.0)
    folder = attacker.folder(first="import time")
    sleeps = [folder.notebook.cells[0].copy() for _ in range(20)]
    for number, cell in enumerate(sleeps):
        cell.update(id=f"sleep-{number}", source="time.sleep(1.5)")
    folder.notebook.cells[1:1] = sleeps
    started = time.monotonic()
    result = attacker.grade_folder(folder, BRIEF)
    assert time.monotonic() - started < PATIENCE / 2
    assert set(earned(result).values()) == {0.0, None}
    assert "used up its 4 s" in item(result).message


def test_output_of_all_cells_is_bounded(attacker):
    folder = attacker.folder()
    shout = [new_code_cell("print('<' * 20_000)") for _ in range(100)]
    folder.notebook.cells += [*shout, new_code_cell("1 / 0")]
    result = attacker.grade_folder(folder)
    assert earned(result) == HONEST
    assert len(json.dumps(result.to_json())) < 600_000
    text = result.notebook["cells"][-2]["outputs"][0]["text"]
    assert "characters are kept for all cells together" in text
    assert result.notebook["cells"][-1]["outputs"][0]["ename"] == "ZeroDivisionError"


def test_output_of_every_cell_is_bounded(attacker):
    result = attacker.grade(answers={"memory_answer": "print('x' * 10**8)"})
    assert len(everything_said(attacker, result)) < 2_000_000
