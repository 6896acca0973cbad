"""What the guides show of ``class.toml`` can be used."""

import re

import pytest

from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY
from autograder.course.settings import load_settings

EXAMPLES = [
    (path.name, block)
    for path in sorted((REPOSITORY.root / "docs").glob("*.md"))
    for block in re.findall(r"^```toml\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S)
]
INSTEAD = re.compile(r"^(\w+) = .*# instead of (\d+)", re.M)


@pytest.mark.parametrize("example", [block for _, block in EXAMPLES])
def test_an_example_is_valid(class_folder, example):
    class_folder.directory.mkdir()
    class_folder.settings_file.write_text(example, encoding="utf-8")
    load_settings(class_folder)


def test_points_that_are_changed_are_those_of_the_assignment():
    ((example, changed),) = [
        (block, INSTEAD.findall(block)) for _, block in EXAMPLES if "instead of" in block
    ]
    (name,) = re.findall(r"^\[points\.(.+)\]$", example, re.M)
    points = load_assignment(name).exercise_points
    assert changed
    assert {exercise: float(number) for exercise, number in changed}.items() <= points.items()


def test_examples_are_found():
    assert {"instructor-guide.md", "teaching.md", "grading-at-scale.md"} == {n for n, _ in EXAMPLES}
