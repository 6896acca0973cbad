"""The wheel needs what `cnnlib` imports, as the pins have it; its autograder says what it lacks."""

import ast
import os
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY, Repository

PINS = dict(
    re.findall(r"^([\w-]+)==(\S+)", (REPOSITORY.root / "requirements.txt").read_text(), re.M)
)
PROJECT = tomllib.loads((REPOSITORY.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ALWAYS = [Requirement(one) for one in PROJECT["dependencies"]]
ALL = [Requirement(one) for one in PROJECT["optional-dependencies"]["all"]]


def imported_in(text: str) -> set[str]:
    """Return the packages that a module imports, also within functions."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names - sys.stdlib_module_names - {"cnnlib"}


def test_it_names_what_cnnlib_imports_and_no_more():
    files = REPOSITORY.library.rglob("*.py")
    imported = set().union(*(imported_in(path.read_text(encoding="utf-8")) for path in files))
    assert {name.casefold() for name in imported} == {one.name for one in ALWAYS + ALL}


def test_the_pins_are_versions_that_it_allows():
    pins = {name.casefold(): version for name, version in PINS.items()}
    for one in ALWAYS + ALL:
        assert pins[one.name] in one.specifier, one


def test_without_the_repository_the_autograder_says_that_it_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"works in a copy of the course's repository\.$"):
        load_assignment("03-im2col", Repository(tmp_path))


def test_the_command_says_in_a_sentence_which_package_is_missing(tmp_path):
    (tmp_path / "typer.py").write_text("raise ModuleNotFoundError(name='typer')\n")
    run = subprocess.run(
        [sys.executable, "-m", "autograder", "--help"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("typer is not installed. The autograder works in a copy of the")
    assert "Traceback" not in run.stderr
