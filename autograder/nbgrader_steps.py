"""Our grading, feedback and penalties as steps of nbgrader's own commands and formgrader."""

import shutil
from html import escape
from pathlib import Path

from nbconvert.exporters import Exporter, NotebookExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.assignment import load_assignment
from autograder.course import Course
from autograder.feedback import render_feedback
from autograder.grades import read_grades, set_due_date
from autograder.lock import class_lock
from autograder.rubrics import with_mark_schemes
from autograder.run import grade_student
from autograder.settings import load_settings
from autograder.store import ResultStore

__all__ = [
    *("FeedbackPage", "GradeInSandbox", "LatePenalty", "UnreadExporter"),
    "harmless_markdown",
]


class UnreadExporter(NotebookExporter):
    """Hand nbgrader an empty notebook, whatever was handed in: `GradeInSandbox` reads that.

    The file is not even opened: a pipe would be waited for without end.
    """

    def from_filename(
        self, filename: str, resources: dict | None = None, **kwargs: object
    ) -> tuple[str, dict]:
        path = Path(filename)
        where = {"name": path.stem, "path": str(path.parent)}
        resources = {**(resources or {}), "metadata": where}
        return self.from_notebook_node(new_notebook(), resources=resources, **kwargs)


class GradeInSandbox(NbGraderPreprocessor):
    """Stand in for nbgrader's ``Execute`` and ``SaveAutoGrades``.

    The submission is read and graded exactly as by ``autograder grade``; of the notebook that
    nbgrader hands over nothing is used.
    """

    def preprocess(self, _: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        where = resources["nbgrader"]
        autograded = Path(resources["metadata"]["path"])  # CLASS/autograded/STUDENT/ASSIGNMENT
        course = Course(autograded.parents[2])
        assignment = load_assignment(course, where["assignment"])
        _keep_only(autograded / assignment.notebook_file)
        store = ResultStore(course, assignment)
        with class_lock(course), store:
            result = grade_student(store, where["student"])
            store.save(result)
            set_due_date(course, assignment.name, load_settings(course))
        return with_mark_schemes(from_dict(result.notebook), assignment), resources


def _keep_only(notebook: Path) -> None:
    """Take away what nbgrader has copied beside the notebook.

    It follows links, whatever they lead to, and hands all of it out again with the feedback.
    """
    for path in notebook.parent.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != notebook:
            path.unlink()


def harmless_markdown(source: str) -> str:
    """Turn Markdown into HTML in which nothing runs and nothing is fetched: formgrader's filter.

    What a student has written there would act in the browser of the person who grades, with all
    rights of that person: tags become text, pictures become links.
    """
    return MarkdownWithMath(renderer=_HarmlessRenderer()).render(source)


class _HarmlessRenderer(IPythonRenderer):
    def __init__(self) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False)

    def block_mermaidjs(self, code: str) -> str:
        """Show the text of a diagram, which nbconvert would not even escape."""
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Write a link; a picture that was pasted into the cell is in the submitted notebook."""
        if url.startswith("attachment:"):
            return f"[{escape(text)}: see the notebook that was handed in]"
        return self.link(escape(text or url), url, title)


class FeedbackPage(Exporter):
    """Write our feedback where nbgrader's ``generate_feedback`` would show the hidden tests."""

    file_extension = ".html"

    def from_filename(
        self, filename: str, resources: dict | None = None, **_: object
    ) -> tuple[str, dict]:
        where = resources["nbgrader"]
        name, student = where["assignment"], where["student"]
        course = Course(Path(filename).parents[3])  # CLASS/autograded/STUDENT/ASSIGNMENT/…
        assignment, settings = load_assignment(course, name), load_settings(course)
        result = ResultStore(course, assignment).load(student)
        if result is None:
            raise ValueError(f"{name} of {student} is not graded yet. Run: autograder grade {name}")
        grades = read_grades(course, name, settings)[student]
        page, text = render_feedback(course, assignment, result, grades, settings)
        resources["output_extension"] = self.file_extension
        resources["outputs"] = {f"{name}.txt": text.encode()}
        return page, resources


class LatePenalty(LateSubmissionPlugin):
    """Give nbgrader the penalty that ``class.toml`` asks for."""

    class_directory = Unicode(help="The folder of the class.").tag(config=True)

    def late_submission_penalty(self, _: str, score: float, total_seconds_late: float) -> float:
        policy = load_settings(Course(Path(self.class_directory))).late
        return policy.penalty(score, total_seconds_late)
