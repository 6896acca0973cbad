"""Checks that are found by their keys for one test, as those of a chapter of their own."""

import sys
from types import ModuleType

import pytest

from autograder.chapters import CHAPTERS, Chapter
from autograder.checks.kinds import Check

__all__ = ["register"]


def register(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    """Put a chapter in the place of the one whose slug the checks have, if there is any."""
    (slug,) = {check.key.partition(".")[0] for check in checks}
    package, exercises = f"{__name__}.{slug}", []
    for check in checks:
        exercises.append(check.key.partition(".")[2])
        module = ModuleType(f"{package}.{exercises[-1]}")
        module.CHECK = check
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(CHAPTERS, slug, Chapter(slug, package, (), tuple(exercises)))
