"""Our grading, feedback and penalties as steps of nbgrader's own commands and formgrader."""

from pathlib import Path

from nbconvert.exporters import Exporter, NotebookExporter
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
from autograder.release import release, write_source
from autograder.rubrics import with_mark_schemes
from autograder.run import grade_student
from autograder.settings import load_settings
from autograder.store import ResultStore

__all__ = ["FeedbackPage", "GradeInSandbox", "LatePenalty", "ReleaseVerified", "UnreadExporter"]


class UnreadExporter(NotebookExporter):
    """Hand nbgrader an empty notebook, whatever was handed in: `GradeInSandbox` reads that."""

    def from_file(
        self, _: object, resources: dict | None = None, **kwargs: object
    ) -> tuple[str, dict]:
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
        store = ResultStore(course, assignment)
        with class_lock(course), store:
            result = grade_student(store, where["student"])
            store.save(result)
            set_due_date(course, assignment.name, load_settings(course))
        return with_mark_schemes(from_dict(result.notebook), assignment), resources


class ReleaseVerified(NbGraderPreprocessor):
    """Stand in for the steps of nbgrader's ``generate_assignment``, behind formgrader's Generate.

    The folder is verified and written exactly as by ``autograder release``, from ``solutions/`` and
    ``cnnlib/`` as they are now; of what nbgrader hands over nothing is used.
    """

    def preprocess(self, _: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        course = Course(
            Path(resources["metadata"]["path"]).parents[1]
        )  # of CLASS/source/ASSIGNMENT
        assignment = load_assignment(course, resources["nbgrader"]["assignment"])
        with class_lock(course):
            released = release(course, assignment, course.release / assignment.name)
            write_source(course, assignment)
            ResultStore(course, assignment).register()
        if released.unverified:
            self.log.warning("Not verified, for lack of a GPU: %s", ", ".join(released.unverified))
        return assignment.released, resources


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
