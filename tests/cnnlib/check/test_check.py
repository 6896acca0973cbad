"""`python -m cnnlib.check` in a student's folder: untouched, solved, and with faults."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY
from cnnlib.check.running import standings
from tests.helpers.solved import released_folder, solved_folder

CHECK = [sys.executable, "-m", "cnnlib.check"]
# Of the folders of other chapters, `make test` sees only that their visible tests pass.
FIRST = {"01-convolution", "03-im2col", "04-backprop", "08-visualisation"}
LINE = re.compile(r"^  (not started|passes|fails|error|written) +([\d.]+)  (\w+)$", re.MULTILINE)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*CHECK, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def states(folder: Path) -> tuple[dict[str, str], str]:
    done = run(folder)
    assert (done.returncode, done.stderr) == (0, "")
    return {name: state for state, _, name in LINE.findall(done.stdout)}, _unwrapped(done.stdout)


def _unwrapped(text: str) -> str:
    return re.sub(r"\n {21}", " ", text)


@pytest.fixture(scope="module")
def masters(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("solved")
    return {
        slug: solved_folder(load_assignment(slug), folder / slug)
        for slug in ("02-pooling", "03-im2col", "04-backprop")
    }


@pytest.fixture
def solved(masters, tmp_path):
    def copy(slug: str) -> Path:
        return shutil.copytree(masters[slug], tmp_path / slug)

    return copy


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def answer(folder: Path, name: str, source: str) -> None:
    """Write the source of one cell."""
    path = next(folder.glob("*.ipynb"))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == name]
    cell["source"] = source
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.mark.parametrize(
    "slug",
    [
        pytest.param(slug, marks=() if slug in FIRST else pytest.mark.long)
        for slug in REPOSITORY.assignment_names()
    ],
)
def test_nothing_is_started_in_an_untouched_folder_and_all_passes_in_a_solved_one(slug, tmp_path):
    assignment = load_assignment(slug)
    found, text = states(released_folder(assignment, tmp_path / "untouched"))
    assert found == dict.fromkeys(assignment.grade_cells, "not started")
    assert f"0 of {len(found)} exercises pass" in text
    assert re.search(r"^Next: \w+, (cnnlib/\w+\.py, line \d+|in the notebook under)", text, re.M)
    assert "line in" not in text
    assert text.startswith(assignment.title)

    found, text = states(solved_folder(assignment, tmp_path / "solved"))
    assert set(found) == set(assignment.grade_cells)
    written = {i for i, cell in assignment.grade_cells.items() if cell.cell_type == "markdown"}
    assert found == {i: "written" if i in written else "passes" for i in found}
    assert "hand in the whole folder" in text


def test_a_syntax_error_in_one_module_costs_only_its_own_exercises(solved):
    folder = solved("04-backprop")
    change(folder / "cnnlib/activations.py", "def relu_backward(", "def relu_backward((")
    found, text = states(folder)
    wrong = {name for name, state in found.items() if state not in ("passes", "written")}
    uses_it = {"vanishing", "train"}  # the answers call sigmoid and the layers
    assert wrong == {"relu_backward", "leaky_relu_backward", "sigmoid_backward"} | uses_it
    assert re.search(r"cnnlib/activations\.py, line \d+: SyntaxError: ", text)
    assert "Next: relu_backward, cnnlib/activations.py, line " in text
    assert "Traceback" not in text


def test_what_is_wrong_is_said_beside_the_exercise(solved):
    folder = solved("03-im2col")
    module = folder / "cnnlib/im2col.py"
    text = module.read_text(encoding="utf-8")
    with module.open("a", encoding="utf-8") as file:
        file.write("\ndef im2col(x, *_, **__):\n    return x + undefined\n")
        file.write("\ndef col2im(*_, **__):\n    print('!')\n    return np.ones((1, 1, 3, 4))\n")
    found, said = states(folder)
    assert (found["im2col"], found["col2im"]) == ("error", "fails")
    line = text.count("\n") + 3
    assert f"cnnlib/im2col.py, line {line}: NameError: name 'undefined' is not" in said
    assert "col2im of ones: " in said
    assert "!" not in said


def test_an_exercise_that_calls_one_that_is_not_written_waits_for_it(tmp_path, masters):
    folder = released_folder(load_assignment("02-pooling"), tmp_path / "begun")
    shutil.copy(masters["02-pooling"] / "cnnlib/pooling.py", folder / "cnnlib")
    found, text = states(folder)
    assert found["max_pool2d"] == "not started"
    assert re.search(r"it needs \w+, which is not written yet\.", text)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("while True: pass", "it did not end within 2 seconds."),
        ("import os; os._exit(3)", "it ended Python."),
        ("raise SystemExit", "SystemExit"),
        ("raise ValueError", "ValueError"),
        ("return np.full((1, 1, 3, 4), np.nan)", "not a finite number"),
        ("return", "got None (is a return missing?)"),
    ],
)
def test_code_that_never_ends_or_ends_python_costs_only_its_own_exercise(solved, body, message):
    folder = solved("03-im2col")
    with (folder / "cnnlib/im2col.py").open("a", encoding="utf-8") as file:
        file.write(f"\ndef col2im(*_, **__):\n    {body}\n")
    _, found = standings(folder / "03-im2col.ipynb", seconds=2.0)
    by_name = {each.name: each for each in found}
    assert by_name["col2im"].state in ("error", "fails")
    assert message in by_name["col2im"].message
    others = {each.state for each in found if each.name != "col2im"}
    assert others == {"passes", "written"}


def test_a_cell_that_fails_is_the_reason_why_its_exercise_does(solved):
    folder = solved("04-backprop")
    answer(folder, "student", 'STUDENT = ""\n# YOUR CODE HERE\nraise NotImplementedError()')
    answer(folder, "questions_answer", "rotation = (")
    answer(folder, "turned", "YOUR ANSWER HERE")
    answer(folder, "train_answer", "def train(images, labels, seed):\n    return images.nothing")
    found, text = states(folder)
    assert found["by_hand"] == found["vanishing"] == "error"
    assert "write it between the quotes in STUDENT" in text
    assert found["questions"] == "error"
    assert "the cell 'questions_answer', line 1: SyntaxError" in text
    assert found["turned"] == "not started"
    assert "the cell 'train_answer', line 2: AttributeError" in text
    assert found["conv2d_backward"] == "passes"


def test_the_student_is_told_what_cannot_be_read(solved):
    folder = solved("03-im2col")
    shutil.copy(folder / "03-im2col.ipynb", folder / "copy.ipynb")
    done = run(folder)
    assert done.returncode == 1
    assert "several assignments" in done.stderr
    assert run(folder, "copy.ipynb").returncode == 0
    (folder / "03-im2col.ipynb").write_text("{", encoding="utf-8")
    (folder / "copy.ipynb").unlink()
    done = run(folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "03-im2col.ipynb is not a notebook that can be read.\n"
    (folder / "03-im2col.ipynb").unlink()
    done = run(folder)
    assert done.returncode == 1
    assert "run this in the folder that holds the notebook and cnnlib." in done.stderr
    assert run(folder, "none.ipynb").stderr == "There is no notebook none.ipynb.\n"


def test_watching_shows_a_change_and_ends_quietly(solved):
    folder = solved("03-im2col")
    with subprocess.Popen(
        [*CHECK, "--watch"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert "6 of" not in _until(process, "Watching the folder")
            change(folder / "cnnlib/im2col.py", "def im2col(", "def im2col((")
            assert "SyntaxError" in _until(process, "Watching the folder")
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")


def _until(process: subprocess.Popen, mark: str) -> str:
    read, deadline = "", time.monotonic() + 60
    while mark not in read and time.monotonic() < deadline:
        read += process.stdout.readline()
    return read
