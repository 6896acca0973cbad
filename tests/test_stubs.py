"""The cut from the reference library to a student's."""

import ast
from pathlib import Path

import pytest

from autograder.stubs import exercise_keys, stub_exercises, student_library
from cnnlib import im2col
from cnnlib.exercise import EXERCISES, exercise

MODULE = '''"""A module."""

import numpy as np

@exercise("02-b.first", points=1)
def first(x, *, y=1):
    """Do it.

    In two paragraphs.
    """
    secret = 1

    def inner():
        return secret
    return inner()


def given():
    return 2  # stays

@exercise("02-b.second", points=2)
def second(x):
    "One line."
    return 3
'''


def write_library(folder: Path) -> Path:
    (folder / "early.py").write_text(MODULE.replace("02-b", "01-a"))
    (folder / "own.py").write_text(MODULE)
    (folder / "late.py").write_text(MODULE.replace("02-b", "03-c"))
    (folder / "provided.py").write_text("VALUE = 1\n")
    return folder


def test_bodies_go_and_signatures_and_docstrings_stay():
    stubs = stub_exercises(MODULE)
    before, after = ast.parse(MODULE), ast.parse(stubs)
    names = [node.name for node in after.body if isinstance(node, ast.FunctionDef)]
    assert names == ["first", "given", "second"]
    for old, new in zip(before.body, after.body, strict=True):
        if isinstance(old, ast.FunctionDef) and old.name != "given":
            assert ast.unparse(old.args) == ast.unparse(new.args)
            assert ast.get_docstring(old) == ast.get_docstring(new)
            assert isinstance(new.body[1], ast.Raise)
            assert len(new.body) == 2
    assert "secret" not in stubs
    assert "return 3" not in stubs
    assert "return 2  # stays" in stubs


def test_a_stub_says_its_key_when_called():
    namespace = {"exercise": exercise}
    exec(stub_exercises(MODULE), namespace)
    with pytest.raises(NotImplementedError, match=r"02-b\.first"):
        namespace["first"](0)


def test_earlier_modules_are_complete_and_later_ones_absent(tmp_path):
    files = student_library(write_library(tmp_path), "02-b")
    assert sorted(files) == ["cnnlib/early.py", "cnnlib/own.py", "cnnlib/provided.py"]
    assert files["cnnlib/early.py"] == MODULE.replace("02-b", "01-a")
    assert files["cnnlib/own.py"] == stub_exercises(MODULE)


def test_a_module_of_two_chapters_is_refused(tmp_path):
    (tmp_path / "mixed.py").write_text(MODULE + MODULE.replace("02-b", "03-c"))
    with pytest.raises(ValueError, match=r"mixed\.py holds exercises of \['02-b', '03-c'\]"):
        student_library(tmp_path, "02-b")


def test_an_exercise_without_docstring_is_refused():
    with pytest.raises(ValueError, match=r"02-b\.bare has no docstring"):
        stub_exercises('@exercise("02-b.bare", points=1)\ndef bare():\n    return 1\n')


def test_points_agree_between_library_and_notebook(assignment):
    """The decorator and the notebook's metadata both say what an exercise is worth."""
    keys = exercise_keys(Path(im2col.__file__).read_text())
    assert keys
    for key in keys:
        cell = assignment.grade_cells[key.removeprefix(f"{assignment.name}.")]
        assert EXERCISES[key].points == cell.metadata.nbgrader.points
