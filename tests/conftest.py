"""What several test modules share."""

import os
from pathlib import Path
from sysconfig import get_path

import pytest

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.class_folder import ClassFolder
from tests.helpers.browsing import browser  # noqa: F401  a fixture
from tests.helpers.explorer_book import explorers  # noqa: F401  a fixture
from tests.helpers.reading import html, pages  # noqa: F401  fixtures

CHAPTER = "03-im2col"


@pytest.fixture
def class_folder(tmp_path: Path) -> ClassFolder:
    """An empty class in a folder of its own."""
    return ClassFolder(tmp_path / "class")


@pytest.fixture(scope="session")
def assignment() -> Assignment:
    """The assignment of chapter 3."""
    return load_assignment(CHAPTER)


@pytest.fixture
def scripts_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader calls `alembic` by name, as an activated environment would let it."""
    monkeypatch.setenv("PATH", f"{get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
