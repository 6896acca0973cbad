"""What students get: nothing that is not theirs, and exactly what is committed."""

from dataclasses import replace

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI

from autograder.assignment import nbgrader_id
from autograder.course import Course
from autograder.release import (
    ReleaseRefusedError,
    release,
    released_files,
    verify,
    write_source,
)


@pytest.mark.usefixtures("scripts_on_path")
def test_nbgraders_own_command_makes_the_same_notebook(assignment, course):
    write_source(course, assignment)
    config = course.nbgrader_config()
    config.CourseDirectory.release_directory = str(course.directory / "release")
    outcome = NbGraderAPI(config=config).generate_assignment(assignment.name)
    assert outcome["success"], outcome["log"]
    folder = course.directory / "release" / assignment.name
    made = nbformat.read(folder / assignment.notebook_file, as_version=4)
    assert made.cells == assignment.released.cells
    for name, content in assignment.library.items():
        assert (folder / name).read_bytes() == content


def test_a_right_assignment_is_released(assignment, course, tmp_path, monkeypatch):
    monkeypatch.setattr(Course, "exercises", tmp_path / "exercises")
    folder = release(course, assignment)
    assert folder == tmp_path / "exercises" / assignment.name
    written = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert written == set(released_files(assignment))


def with_grade_cell(assignment, grade_id, source):
    """Return the assignment with another text in one of the instructor's grade cells."""
    notebook = nbformat.from_dict(assignment.source)
    next(cell for cell in notebook.cells if nbgrader_id(cell) == grade_id).source = source
    return replace(assignment, source=notebook)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("pass", "by_hand: the untouched release earns 15 points"),
        ("assert a_prime is None", "by_hand: the reference earns 0 of 15"),
        ("a_prime\n7.5", "by_hand: the reference earns 7.5 of 15"),
        ("import no_such_module", "by_hand: the reference earns 0 of 15"),
    ],
)
def test_a_wrong_assignment_is_refused(assignment, course, tmp_path, monkeypatch, cell, why):
    monkeypatch.setattr(Course, "exercises", tmp_path / "exercises")
    with pytest.raises(ReleaseRefusedError, match=why):
        release(course, with_grade_cell(assignment, "by_hand", cell))
    assert not (tmp_path / "exercises").exists()


def test_an_answer_compared_with_itself_is_refused(assignment, course):
    """The stub defines the name, so a test that only looks it up would give points away."""
    with pytest.raises(ReleaseRefusedError, match="im2col: the untouched release earns 20"):
        verify(course, with_grade_cell(assignment, "im2col", "assert im2col is im2col or True"))
