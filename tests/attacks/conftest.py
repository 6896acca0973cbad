"""What all attacks share."""

import pytest
from attacking import Attacker
from inmates import need_sandbox

from autograder.course import Course

need_sandbox()


@pytest.fixture
def attacker(assignment, tmp_path):
    return Attacker(assignment, Course(tmp_path / "class"))
