"""Attacks on nbgrader's own commands: files they copy or open, and pages of formgrader."""

import os
import signal

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.server_extensions.formgrader import handlers

from autograder.authoring.release import write_source
from autograder.nbgrader_steps.config import nbgrader_config
from autograder.records.rubrics import with_mark_schemes
from autograder.records.store import ResultStore
from tests.attacks.attacking import HELD_ANSWERS, HONEST, MODULE, NOTEBOOK
from tests.attacks.test_shown_text import MARKUP, Tags

SECRET = "canary-of-nbgraders-way"
CHAPTER = "03-im2col"
pytestmark = pytest.mark.usefixtures("scripts_on_path")


@pytest.fixture
def api(attacker):
    """nbgrader's commands on a class in which mallory has handed in right work."""
    write_source(attacker.class_folder, attacker.assignment)
    ResultStore(attacker.class_folder, attacker.assignment).register()
    return NbGraderAPI(config=nbgrader_config(attacker.class_folder))


def autograde(api):
    outcome = api.autograde(CHAPTER, "mallory", force=True, create=True)
    assert outcome["success"], outcome["log"]


def scores(class_folder):
    with Gradebook(class_folder.gradebook_url) as gradebook:
        notebook = gradebook.find_submission_notebook(CHAPTER, CHAPTER, "mallory")
        return {grade.name: grade.auto_score for grade in notebook.grades}


def test_targets_of_links_are_neither_kept_nor_handed_back(api, attacker, handed_in, tmp_path):
    """nbgrader copies all files of the folder, twice, and follows every link to a file."""
    (tmp_path / "secret").write_text(SECRET)
    for name in ("notes.txt", "other.html", "cnnlib/secret.py"):
        (handed_in / name).symlink_to(tmp_path / "secret")
    (handed_in / "everything").symlink_to(tmp_path)
    (handed_in / MODULE).unlink()
    (handed_in / MODULE).symlink_to(tmp_path / "secret")
    autograde(api)
    outcome = api.generate_feedback(CHAPTER, "mallory")
    assert outcome["success"], outcome["log"]
    class_folder = attacker.class_folder
    for room, names in (
        (class_folder.autograded, {NOTEBOOK}),
        (class_folder.feedback, {f"{CHAPTER}.html", f"{CHAPTER}.txt"}),
    ):
        files = [path for path in (room / "mallory" / CHAPTER).rglob("*") if path.is_file()]
        assert {path.name for path in files} == names
        assert not any(SECRET in path.read_text() for path in files)


def as_pipe(path):
    os.mkfifo(path)


def as_link_to_nowhere(path):
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [as_pipe, as_link_to_nowhere])
def test_an_unreadable_notebook_does_not_block(api, attacker, handed_in, make):
    (handed_in / NOTEBOOK).unlink()
    make(handed_in / NOTEBOOK)
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("It waits."))
    signal.alarm(60)
    try:
        autograde(api)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    assert scores(attacker.class_folder) == HONEST | HELD_ANSWERS


WRITTEN = {
    "tags": MARKUP,
    "tags in a sentence": f"Because **of** {MARKUP}",
    "tags in formulas": f"${MARKUP}$ $${MARKUP}$$ \\begin{{x}}{MARKUP}\\end{{x}}",
    "tags in a heading": '# " onmouseover="alert(1) <script>x</script><img src=x onerror=x>',
    "tags in a table": f"|a|b|\n|-|-|\n|{MARKUP}|x|",
    "tags in the name of a language": f"```{MARKUP}\nalert(1)\n```",
    "tags in a diagram": f"```mermaid\n{MARKUP}\n```",
    "links that run": "[alert(1)](javascript:alert(1)) <javascript:alert(1)> [a][b]\n\n"
    "[b]: JavaScript:alert(1)\n[c](&#106;avascript:alert(1)) [d](data:text/html,<script>)",
    "pictures from elsewhere": '![alert(1)](http://example.org/seen.png "x\\" onerror=\\"y")',
    "a picture that was pasted": "alert(1) ![image](attachment:image.png)",
    "a frame": "alert(1)\n\n<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
}


def formgraders_page(attacker, answer):
    """Return formgrader's page for grading by hand."""
    config = nbgrader_config(attacker.class_folder)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    names = ("assignment_id", "notebook_id", "submission_id", "base_url", "student")
    resources = dict.fromkeys((*names, "last_name", "first_name", "notebook_path"), "x")
    resources |= {"index": 0, "total": 1}
    result = attacker.grade(answers={"adjoint": answer})
    notebook = with_mark_schemes(nbformat.from_dict(result.notebook), attacker.assignment)
    page, _ = HTMLExporter(config=config).from_notebook_node(notebook, resources=resources)
    return Tags(page)


@pytest.mark.parametrize("what", WRITTEN)
def test_nothing_runs_on_the_page_for_grading_by_hand(attacker, what):
    """Otherwise a script could give marks with the instructor's rights."""
    shown = formgraders_page(attacker, WRITTEN[what])
    assert "alert(1)" in "".join(shown.text)
    assert shown.found == formgraders_page(attacker, "Because.").found


def test_formulas_and_code_are_shown_on_the_page_for_grading_by_hand(attacker):
    text = "".join(formgraders_page(attacker, "**So** $a < b$, `x<y>` and <b>not</b>").text)
    assert "So $a < b$, x<y> and <b>not</b>" in text
