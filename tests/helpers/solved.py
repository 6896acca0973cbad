"""A student's folder in which everything is right, as somebody who solved it hands it in."""

import re
import shutil
from copy import deepcopy
from pathlib import Path

import nbformat
from nbgrader.utils import is_solution

from autograder.authoring.release import released_files
from autograder.course.assignment import Assignment, nbgrader_id
from autograder.course.repository import REPOSITORY

__all__ = ["released_folder", "solved_folder"]


def released_folder(assignment: Assignment, folder: Path) -> Path:
    """Write what students get."""
    for name, content in released_files(assignment).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def solved_folder(assignment: Assignment, folder: Path) -> Path:
    """Write what students get, with the course's own answers in the notebook and in `cnnlib`."""
    released_folder(assignment, folder)
    for name in assignment.exercise_files:
        shutil.copy(REPOSITORY.root / name, folder / name)
    answers = {nbgrader_id(cell): cell.source for cell in assignment.source.cells}
    notebook = deepcopy(assignment.released)
    for cell in notebook.cells:
        if is_solution(cell):
            written = answers[nbgrader_id(cell)].partition("### BEGIN MARK SCHEME")[0]
            cell.source = re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", written)
    nbformat.write(notebook, folder / assignment.notebook_file)
    return folder
