"""What several test modules share."""

import os
from pathlib import Path
from sysconfig import get_path

import pytest
from browsing import browser  # noqa: F401  a fixture
from explorer_book import explorers  # noqa: F401  a fixture
from reading import html, pages  # noqa: F401  fixtures

from autograder.assignment import Assignment, load_assignment
from autograder.course import Course

CHAPTER = "03-im2col"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """An empty class in a folder of its own."""
    return Course(tmp_path / "class")


@pytest.fixture(scope="session")
def assignment() -> Assignment:
    """The assignment of chapter 3."""
    return load_assignment(Course(Path("unused")), CHAPTER)


@pytest.fixture
def scripts_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader calls `alembic` by name, as an activated environment would let it."""
    monkeypatch.setenv("PATH", f"{get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
