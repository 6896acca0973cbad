"""Exercises in NumPy are checked where torch cannot be imported, those in torch where it can."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.release import verify
from autograder.checks.answers import FunctionAnswer
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.course.repository import Repository
from autograder.grading.grade import grade
from autograder.grading.submission import Submission
from autograder.sandbox.student import StudentProcess
from tests.helpers.blocks import BLOCK
from tests.helpers.inmates import need_sandbox
from tests.helpers.registering import register

need_sandbox()

NAME = "00-test"
LEFT_OUT = "torch cannot be imported where this exercise is checked: use NumPy alone."
CALLS_TORCH = "def double(x):\n    import torch\n    return (2 * torch.tensor(x)).numpy()\n"


def double(x):
    return 2 * x


def _cases(rng):
    yield Case("3 rows of 5", (rng.standard_normal((3, 5)),))


DOUBLE = FunctionCheck(
    key=f"{NAME}.double",
    oracle=double,
    parts=(Part("values", 4, _cases),),
    reference=FunctionAnswer("reference", double),
    variants=(),
    misconceptions=(),
)


@pytest.fixture
def both(tmp_path, monkeypatch):
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    text = Path(__file__).with_name("two_processes.md").read_text()
    (solutions / f"{NAME}.md").write_text(text)
    monkeypatch.setattr(Repository, "solutions", solutions)
    register(monkeypatch, DOUBLE, BLOCK)
    return load_assignment(NAME)


def graded(assignment, modules=None, **answers: str):
    notebook = nbformat.from_dict(assignment.source)
    for cell in notebook.cells:
        cell.source = answers.get(nbgrader_id(cell), cell.source)
    work = Submission("ada", nbformat.writes(notebook).encode(), modules or {})
    return grade(work, assignment, seed=1, key="")


def earned(result) -> dict[str, float | None]:
    return {item.id: item.earned for item in result.items}


def test_the_reference_earns_both_and_the_release_neither(both):
    assert verify(both) == ()


def test_an_answer_in_numpy_cannot_call_torch(both):
    result = graded(both, double_answer=CALLS_TORCH)
    assert earned(result) == {"double": 0, "block": 10}
    assert LEFT_OUT in result.items[0].message
    assert "import torch" in result.items[0].message  # the student's own line


@pytest.mark.parametrize(
    "way",
    [
        "import sys; torch = sys.modules['torch']",
        "torch = __import__('torch')",
        "import importlib.util as u; torch = u.find_spec('torch').loader.load_module()",
        "import sys; sys.meta_path.pop(); import torch",
    ],
)
def test_there_is_no_other_way_to_torch(both, way):
    answer = f"def double(x):\n    {way}\n    return (2 * torch.tensor(x)).numpy()\n"
    assert earned(graded(both, double_answer=answer)) == {"double": 0, "block": 10}


def test_a_module_that_imports_torch_is_named_with_the_line(both):
    mine = {"cnnlib/mine.py": b"import numpy as np\nimport torch\n\ndef double(x): return 2 * x\n"}
    result = graded(both, mine, double_answer="from cnnlib.mine import double")
    assert earned(result) == {"double": 0, "block": 10}
    said = result.items[0].message
    assert LEFT_OUT in said
    assert "cnnlib/mine.py, line 2: import torch" in said
    assert result.items[0].failed_cell == ""  # it fails in one process alone: reported here
    assert result.failed_cells == ()


def test_an_import_that_may_fail_does_no_harm(both):
    answer = (
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
        "def double(x):\n    return x + x if torch is None else torch.zeros(1)\n"
    )
    assert earned(graded(both, double_answer=answer)) == {"double": 4, "block": 10}


def test_a_cell_that_was_stopped_is_not_run_a_second_time(both, monkeypatch):
    both = replace(both, limits=replace(both.limits, seconds=1.0))
    ran, run_cell = [], StudentProcess.run_cell

    def counted(process, source):
        ran.append(source)
        return run_cell(process, source)

    monkeypatch.setattr(StudentProcess, "run_cell", counted)
    loops = {"double_answer": "while True: pass", "block_answer": "while True: 1"}
    result = graded(both, **loops)
    assert earned(result) == {"double": 0, "block": 0}
    assert [cell.stopped for cell in result.failed_cells] == [True, True]
    assert [ran.count(source) for source in loops.values()] == [1, 1]


@pytest.mark.parametrize(
    ("packages", "allowed"),
    [(("numpy", "ipython"), "NumPy alone"), (("numpy", "ipython", "torch"), "NumPy and PyTorch")],
)
def test_a_package_that_is_left_out_is_named(both, packages, allowed):
    with StudentProcess({}, replace(both.limits, packages=packages)) as student:
        error = student.run_cell("import scipy.signal").error
        assert error.ename == "ModuleNotFoundError"
        assert f"scipy cannot be imported where this exercise is checked: use {allowed}" in str(
            error
        )
        assert "No module named 'spicy'" in str(student.run_cell("import spicy").error)


def test_a_library_may_ask_whether_a_package_is_there():
    """As torch does for sklearn, when the first optimiser is made."""
    with StudentProcess({}) as student:
        done = student.run_cell(
            "from importlib.util import find_spec\nprint(find_spec('sklearn'), find_spec('torch'))"
        )
    assert done.error is None
    assert done.stdout.split() == ["None", "None"]
