"""A ninth chapter: nothing but files of its own, and a line in the book's table of contents."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.repository import REPOSITORY

OWN = Path(__file__).with_name("ninth")
SLUG = "09-smoothing"
COPIED = ("autograder", "cnnlib", "solutions", "book")
SUMS = "You do not divide: a mean is the sum divided by `size`."


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy of the repository, with the chapter in it."""
    root = tmp_path_factory.mktemp("repository")
    ignore = shutil.ignore_patterns("__pycache__", "_build")
    for folder in COPIED:
        shutil.copytree(REPOSITORY.root / folder, root / folder, ignore=ignore)
    shutil.copy(REPOSITORY.root / "requirements.txt", root)
    own = [path for path in OWN.rglob("*") if path.is_file() and path.suffix in (".py", ".md")]
    for path in own:
        target = root / path.relative_to(OWN)
        assert not target.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    with (root / "book" / "_toc.yml").open("a") as contents:
        contents.write(f"      - file: {SLUG}\n")
    return root


def autograder(root: Path, *arguments: str) -> str:
    """Run the command in the copy, and return what it printed."""
    run = subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def hand_in(root: Path, who: str, old: str = "", new: str = "") -> None:
    """Hand in the released folder with the reference in it, changed in one place."""
    folder = root / "class" / "submitted" / who / SLUG
    shutil.copytree(root / "exercises" / SLUG, folder)
    text = (root / "cnnlib" / "smoothing.py").read_text()
    assert old in text
    (folder / "cnnlib" / "smoothing.py").write_text(text.replace(old, new, 1))


@pytest.mark.long
def test_a_new_chapter_adds_files_and_changes_none(repository):
    assert "valid" in autograder(repository, "validate", "--quick", SLUG)
    assert f"Released {SLUG} (100 points)" in autograder(repository, "release", SLUG)
    library = repository / "exercises" / SLUG / "cnnlib"
    assert (library / "smoothing.py").read_text().count("raise NotImplementedError(") == 3
    assert "NotImplementedError" not in (library / "im2col.py").read_text()

    hand_in(repository, "ada")
    hand_in(repository, "bob", ".sum() / size", ".sum()")
    class_folder = ("--course", str(repository / "class"))
    autograder(repository, "grade", SLUG, *class_folder)
    autograder(repository, "feedback", SLUG, *class_folder)
    autograder(repository, "report", SLUG, *class_folder)

    (page,) = (repository / "class" / "feedback" / "bob").rglob("*.html")
    text = page.read_text()
    assert "You do not divide" in text
    assert "Means that move" in text  # the section of its page that explains the exercise
    report = json.loads((repository / "class" / f"report-{SLUG}.json").read_text())
    assert [each["sentence"] for each in report["misconceptions"]] == [SUMS]
    assert {row["student"]: row["total"] for row in report["students"]} == {"ada": 100, "bob": 40}
