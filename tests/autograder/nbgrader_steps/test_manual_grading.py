"""The page of formgrader for grading by hand: the rubric items of class.toml, and no id."""

import re

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.server_extensions.formgrader import handlers

from autograder.course.class_folder import ClassFolder
from autograder.nbgrader_steps.config import nbgrader_config

CHAPTER = "03-im2col"
ITEMS = """
[rubric.03-im2col.adjoint]
transpose = { points = 4, text = "Names the <b>transpose</b>." }
"""


@pytest.fixture
def answered(class_folder: ClassFolder) -> ClassFolder:
    """Ada's graded notebook, with the written answer and one that has no items."""
    graded = {"grade": True, "task": False, "points": 10, "locked": False, "schema_version": 3}
    cells = [
        new_markdown_cell("Because.", metadata={"nbgrader": graded | {"solution": True, **more}})
        for more in ({"grade_id": "adjoint"}, {"grade_id": "other"})
    ]
    return written(class_folder, cells)


def written(class_folder: ClassFolder, cells: list) -> ClassFolder:
    """Write Ada's graded notebook."""
    path = class_folder.autograded / "ada" / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), path)
    return class_folder


def shown(class_folder: ClassFolder) -> str:
    """Render the notebook as formgrader does, with the class's configuration."""
    config = nbgrader_config(class_folder)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    names = ("notebook_id", "submission_id", "base_url", "notebook_path")
    resources = dict.fromkeys(names, "x") | {"student": "ada", "last_name": "", "first_name": ""}
    resources |= {"assignment_id": CHAPTER, "index": 0, "total": 1}
    path = class_folder.autograded / "ada" / CHAPTER / f"{CHAPTER}.ipynb"
    html, _ = HTMLExporter(config=config).from_filename(str(path), resources=resources)
    return html


def test_items_are_shown_below_their_answer_with_points(answered):
    answered.settings_file.write_text(ITEMS)
    html = shown(answered)
    (panel,) = html.split('aria-label="Rubric items"')[1:]
    assert html.index('id="adjoint-comment"') < html.index("Rubric items")
    assert html.index("Rubric items") < html.index('id="other-comment"')
    assert 'data-item="transpose"' in panel
    assert "<strong>+4</strong> Names the &lt;b&gt;transpose&lt;/b&gt;." in panel


def test_changed_items_are_shown_without_grading_again(answered):
    answered.settings_file.write_text(ITEMS)
    shown(answered)
    answered.settings_file.write_text(ITEMS.replace("= 4,", "= -2.5,"))
    assert "<strong>\N{MINUS SIGN}2.5</strong> Names" in shown(answered)


def test_without_items_nothing_is_added(answered):
    assert "Rubric items" not in shown(answered)
    assert "There are no rubric items here" not in shown(answered)


def test_a_wrong_setting_is_told_on_the_page(answered):
    answered.settings_file.write_text("[rubric.03-im2col]\nadjoint = 3\n")
    html = shown(answered)
    assert "There are no rubric items here: " in html
    assert "adjoint takes items" in html
    assert 'id="adjoint-comment"' in html


def test_the_id_that_a_student_typed_is_hidden(class_folder):
    own = {"grade": False, "task": False, "locked": False, "schema_version": 3, "solution": True}
    typed = new_code_cell(
        "STUDENT = 'Ada of Group 3'\nSTUDENT",
        metadata={"nbgrader": own | {"grade_id": "student"}},
        outputs=[new_output("execute_result", {"text/plain": "'Ada of Group 3'"})],
    )
    said = "This was handed in by 'ada', whose numbers are different. See 'adam'."
    test = new_code_cell(
        "check(result)",
        outputs=[
            new_output("error", ename="E", evalue=said, traceback=[said]),
            new_output("stream", text=said),
        ],
    )
    written(class_folder, [typed, test, new_code_cell('me = "ada"')])
    html = shown(class_folder)
    notebook = html.partition('id="notebook-container"')[2]
    assert "Group 3" not in html
    assert (
        notebook.count("handed in by &quot;…&quot;, whose") + notebook.count('by "…", whose') == 2
    )
    assert not re.search(r"(&#39;|&quot;|[\"'])ada\1", notebook)
    assert len(re.findall("See (&#39;|')adam", notebook)) == 2
