"""The page "An exercise in ten minutes" adds an exercise that is valid and released."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.repository import REPOSITORY

PAGE = REPOSITORY.root / "docs" / "new-exercise.md"
BLOCK = re.compile(r'^(`{3,})(\w+) title="([^"]+)"\n(.*?)^\1$', re.M | re.S)
CHANGE = re.compile(r"((?:^-.*\n)+)((?:^\+.*\n)+)", re.M)

pytestmark = pytest.mark.long


def write(root: Path) -> None:
    """Do in a copy of the repository what the page says: add to files, and change lines."""
    for _, kind, name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        file = root / name
        if kind != "diff":
            before = file.read_text(encoding="utf-8") + "\n\n" if file.exists() else ""
            file.write_text(before + text, encoding="utf-8")
            continue
        whole = file.read_text(encoding="utf-8")
        for old, new in CHANGE.findall(text):
            old, new = (re.sub(r"^[+-]", "", lines, flags=re.M) for lines in (old, new))
            assert whole.count(old.rstrip("\n")) == 1, old
            whole = whole.replace(old.rstrip("\n"), new.rstrip("\n"))
        file.write_text(whole, encoding="utf-8")


def autograder(root: Path, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_the_exercise_of_the_page_is_valid_and_released(tmp_path):
    ignore = shutil.ignore_patterns("__pycache__", "_build")
    for folder in ("autograder", "cnnlib", "solutions", "book"):
        shutil.copytree(REPOSITORY.root / folder, tmp_path / folder, ignore=ignore)
    shutil.copy(REPOSITORY.root / "requirements.txt", tmp_path)
    write(tmp_path)

    assert "02-pooling: valid" in autograder(tmp_path, "validate", "--quick", "02-pooling")
    assert "Released 02-pooling (100 points)" in autograder(tmp_path, "release", "02-pooling")
    library = (tmp_path / "exercises" / "02-pooling" / "cnnlib" / "pooling.py").read_text()
    assert '"02-pooling.global_max_pool2d: replace this line' in library
    assert ".max(axis=(2, 3)" not in library
