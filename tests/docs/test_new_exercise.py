"""The page "An exercise in ten minutes" adds an exercise that is valid, released and passes."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.repository import REPOSITORY

PAGE = REPOSITORY.root / "docs" / "new-exercise.md"
BLOCK = re.compile(r'^(`{3,})(\w+) title="([^"]+)"\n(.*?)^\1$', re.M | re.S)
END = "## When you are done"  # the last heading of a notebook
CHANGE = re.compile(r"((?:^-.*\n)+)((?:^\+.*\n)+)", re.M)

pytestmark = pytest.mark.long


def write(root: Path) -> None:
    """Do in a copy of the repository what the page says."""
    for _, kind, name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        file = root / name
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(changed(before, kind, text), encoding="utf-8")


def changed(before: str, kind: str, text: str) -> str:
    """Return a file with what a block of the page adds to it, or with the lines it changes."""
    if kind == "text":
        assert before.count(END) == 1
        return before.replace(END, f"{text}\n{END}")
    if kind != "diff":
        return f"{before}\n\n{text}".lstrip()
    for old, new in CHANGE.findall(text):
        old, new = (re.sub(r"^[+-]", "", lines, flags=re.M).rstrip("\n") for lines in (old, new))
        assert before.count(old) == 1, old
        before = before.replace(old, new)
    return before


def commands() -> list[list[str]]:
    """Return what the page says to type, without ``python -m``."""
    typed = re.findall(r"^(?:python -m )?((?:autograder|pytest) .+)$", PAGE.read_text(), re.M)
    return [shlex.split(line) for line in typed]


def python(root: Path, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_the_exercise_of_the_page_is_valid_and_released(tmp_path):
    ignore = shutil.ignore_patterns("__pycache__", "_build")
    for folder in ("autograder", "cnnlib", "solutions", "book", "tests"):
        shutil.copytree(REPOSITORY.root / folder, tmp_path / folder, ignore=ignore)
    for file in ("requirements.txt", "pyproject.toml"):
        shutil.copy(REPOSITORY.root / file, tmp_path)
    write(tmp_path)

    validated, released, tested = (python(tmp_path, *command) for command in commands())
    assert "02-pooling: valid" in validated
    assert "Released 02-pooling (100 points)" in released
    assert " passed" in tested
    library = (tmp_path / "exercises" / "02-pooling" / "cnnlib" / "pooling.py").read_text()
    assert '"02-pooling.global_max_pool2d: replace this line' in library
    assert ".max(axis=(2, 3)" not in library
