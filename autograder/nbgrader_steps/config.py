"""The configuration that makes nbgrader's own commands and formgrader work on a class."""

from traitlets.config import Config

from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.nbgrader_steps.manual_grading import TEMPLATE, TEMPLATES

__all__ = ["nbgrader_config"]


def nbgrader_config(class_folder: ClassFolder) -> Config:
    """Return the configuration that makes nbgrader's own commands work on this class."""
    directory = class_folder.directory.resolve()
    config = Config()
    config.CourseDirectory.root = str(REPOSITORY.root)
    config.CourseDirectory.source_directory = str(directory / "source")
    config.CourseDirectory.submitted_directory = str(directory / "submitted")
    config.CourseDirectory.autograded_directory = str(directory / "autograded")
    config.CourseDirectory.feedback_directory = str(directory / "feedback")
    config.CourseDirectory.release_directory = str(directory / "release")
    config.CourseDirectory.db_url = class_folder.gradebook_url
    config.GenerateAssignment.preprocessors = ["autograder.nbgrader_steps.ReleaseVerified"]
    config.Autograde.exporter_class = "autograder.nbgrader_steps.UnreadExporter"
    config.Autograde.sanitize_preprocessors = []
    config.Autograde.autograde_preprocessors = ["autograder.nbgrader_steps.GradeInSandbox"]
    config.HTMLExporter.filters = {"markdown2html": "autograder.nbgrader_steps.harmless_markdown"}
    config.HTMLExporter.preprocessors = [
        "autograder.nbgrader_steps.ShowRubric",
        "autograder.nbgrader_steps.HideStudent",
    ]
    config.ShowRubric.class_folder = str(directory)
    config.HTMLExporter.template_file = TEMPLATE
    config.HTMLExporter.extra_template_paths = [str(TEMPLATES)]
    config.GenerateFeedback.exporter_class = "autograder.nbgrader_steps.FeedbackPage"
    return config
