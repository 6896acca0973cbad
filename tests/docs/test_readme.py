"""What the README counts is there."""

import re

from autograder.chapters import CHECKS
from autograder.course.repository import REPOSITORY

COUNTED = re.compile(r"over (\d+) (checks|misconceptions|right answers)")


def test_checks_misconceptions_and_right_answers_are_as_many_as_it_says():
    checks = CHECKS.values()
    there = {
        "checks": len(checks),
        "misconceptions": sum(len(getattr(check, "misconceptions", ())) for check in checks),
        "right answers": sum(len(getattr(check, "variants", ())) for check in checks),
    }
    text = (REPOSITORY.root / "README.md").read_text(encoding="utf-8")
    said = {what: int(number) for number, what in COUNTED.findall(text)}
    assert said.keys() == there.keys()
    for what, number in said.items():
        assert number < there[what], what


def test_pictures_are_small():
    pictures = list((REPOSITORY.root / "docs" / "pictures").iterdir())
    assert len(pictures) >= 4
    for picture in pictures:
        assert picture.stat().st_size < 80_000, picture.name
