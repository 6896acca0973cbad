"""formgrader's page for grading by hand: with rubric items, and without the student's id."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import Unicode

from autograder.course.assignment import nbgrader_id
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import SettingsError, load_settings

__all__ = ["TEMPLATE", "TEMPLATES", "HideStudent", "ShowRubric"]

TEMPLATES = Path(__file__).with_name("templates")
TEMPLATE = "with_rubric.html.j2"

HIDDEN = '"…"'
TEXT = re.compile(r"""(["']).*?\1""")


class ShowRubric(Preprocessor):
    """Read the items of an assignment each time formgrader shows a submission, for `TEMPLATE`.

    If ``class.toml`` is wrong, the page says so in place of the items.
    """

    class_folder = Unicode().tag(config=True)

    def preprocess(
        self, notebook: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        resources |= {"rubric": {}, "rubric_error": ""}
        try:
            settings = load_settings(ClassFolder(Path(self.class_folder)))
            resources["rubric"] = settings.rubric(resources["assignment_id"]).cells
        except SettingsError as error:
            resources["rubric_error"] = str(error)
        return notebook, resources


class HideStudent(Preprocessor):
    """Hide the id of the student where it stands in quotes, and all that the cell STUDENT says.

    formgrader shows submissions by number, but personal numbers follow from an id in the notebook.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], _: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        student = re.compile(rf"""(["']){re.escape(resources["student"])}\1""", re.IGNORECASE)
        hidden = TEXT if nbgrader_id(cell) == "student" else student
        cell.source = hidden.sub(HIDDEN, cell.source)
        for output in cell.get("outputs", ()):
            for field, value in output.items():
                if field in {"text", "evalue", "traceback", "data"}:
                    output[field] = _each_text(value, lambda text: hidden.sub(HIDDEN, text))
        return cell, resources


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Change every text in an output's value, which may be a list or a dict of texts."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(one, change) for one in value]
    if isinstance(value, dict):
        return NotebookNode({name: _each_text(one, change) for name, one in value.items()})
    return value
