"""Each student's folder says what it needs, in the versions that the course was tested with."""

from dataclasses import replace

import pytest

from autograder.authoring.requirements import student_requirements
from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY


@pytest.mark.parametrize("chapter", REPOSITORY.assignment_names())
def test_they_are_pins_of_the_course(chapter):
    lines = student_requirements(load_assignment(chapter)).splitlines()
    pins = (REPOSITORY.root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    assert set(lines[1:]) <= set(pins)
    names = [line.partition("==")[0] for line in lines[1:]]
    assert {"jupyterlab", "numpy", "matplotlib"} <= set(names)
    assert len(names) == len(set(names)) < 12
    assert ("torch" in names) == (chapter > "05")


def test_a_package_without_a_pin_is_refused():
    assignment = load_assignment("03-im2col")
    library = {**assignment.library, "cnnlib/odd.py": b"import os\nimport no_such_package.part\n"}
    with pytest.raises(ValueError, match="03-im2col imports no_such_package, which has no pin"):
        student_requirements(replace(assignment, library=library))
