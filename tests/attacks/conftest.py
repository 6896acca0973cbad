"""What all attacks share."""

import pytest
from attacking import Attacker
from inmates import need_sandbox

from autograder.course import Course

need_sandbox()


@pytest.fixture
def attacker(assignment, tmp_path):
    return Attacker(assignment, Course(tmp_path / "class"))


@pytest.fixture
def handed_in(attacker):
    """The folder of somebody whose work is right."""
    root = attacker.course.submitted / "mallory" / attacker.assignment.name
    for name, content in attacker.parts.files(attacker.folder()).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root
