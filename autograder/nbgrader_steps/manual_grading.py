"""Rubric items in formgrader, below each written answer that has some."""

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from autograder.course.class_folder import ClassFolder
from autograder.course.settings import SettingsError, load_settings

__all__ = ["TEMPLATE", "TEMPLATES", "ShowRubric"]

TEMPLATES = Path(__file__).with_name("templates")
TEMPLATE = "with_rubric.html.j2"


class ShowRubric(Preprocessor):
    """Read the items of an assignment each time formgrader shows a submission, for `TEMPLATE`.

    If ``class.toml`` is wrong, the page says so in place of the items.
    """

    def preprocess(
        self, notebook: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        autograded = Path(resources["metadata"]["path"])  # CLASS/autograded/STUDENT/ASSIGNMENT
        resources |= {"rubric": {}, "rubric_error": ""}
        try:
            settings = load_settings(ClassFolder(autograded.parents[2]))
            resources["rubric"] = settings.rubric(resources["assignment_id"]).cells
        except SettingsError as error:
            resources["rubric_error"] = str(error)
        return notebook, resources
