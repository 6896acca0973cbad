"""Where everything of the course and of one class lies."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config

__all__ = ["REPOSITORY", "Course"]

REPOSITORY = Path(__file__).parents[1]
# In ada.zip or ada_4711.zip, at any depth; no hidden files, nor those that macOS adds.
ARCHIVED = (
    r".*/extracted/(?!.*/(?:\.|__MACOSX/))(?P<student_id>[^/_]+)[^/]*/(?:.*/)?"
    r"(?P<file_id>cnnlib/.+|[^/]+\.ipynb)$"
)


@dataclass(frozen=True)
class Course:
    """The repository's texts and one class's work.

    Parameters
    ----------
    directory : Path
        The folder of the class: ``submitted/``, and what grading makes of it.
    database : str
        Where nbgrader's gradebook is, as SQLAlchemy writes addresses. If it is empty, the
        environment variable GRADEBOOK says so, or ``gradebook`` in the folder's ``class.toml``,
        or else it is ``gradebook.db`` in the folder.
    """

    directory: Path
    database: str = ""

    solutions = REPOSITORY / "solutions"
    library = REPOSITORY / "cnnlib"
    exercises = REPOSITORY / "exercises"
    book = REPOSITORY / "book" / "_build" / "html"

    @property
    def source(self) -> Path:
        """The instructor's notebooks, made from `solutions` for nbgrader's own commands."""
        return self.directory / "source"

    @property
    def release(self) -> Path:
        """What formgrader's Generate makes; ``exercises/`` is for `autograder release` alone."""
        return self.directory / "release"

    @property
    def submitted(self) -> Path:
        return self.directory / "submitted"

    @property
    def autograded(self) -> Path:
        return self.directory / "autograded"

    @property
    def feedback(self) -> Path:
        return self.directory / "feedback"

    @property
    def results(self) -> Path:
        """One JSON file a graded submission: everything that grading found, and its seed."""
        return self.directory / "results"

    @property
    def gradebook_url(self) -> str:
        """The address of nbgrader's gradebook; may hold a password.

        Raises
        ------
        ValueError
            If ``class.toml`` is not TOML.
        """
        chosen = self.database or os.environ.get("GRADEBOOK") or self._setting("gradebook")
        return chosen or f"sqlite:///{(self.directory / 'gradebook.db').resolve()}"

    def _setting(self, name: str) -> str:
        path = self.directory / "class.toml"
        try:
            return str(tomllib.loads(path.read_text("utf-8-sig")).get(name, ""))
        except FileNotFoundError:
            return ""
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path}: not TOML: {error}.") from error

    def assignment_names(self) -> list[str]:
        """Return the slugs of all chapters that have an assignment, in order."""
        return sorted(path.stem for path in self.solutions.glob("*.md"))

    def students(self, assignment: str) -> list[str]:
        """Return the ids of all students who handed in a folder for `assignment`, in order."""
        folders = self.submitted.glob(f"[!.]*/{assignment}")
        return sorted(path.parent.name for path in folders if path.is_dir())

    def nbgrader_config(self) -> Config:
        """Return the configuration that makes nbgrader's own commands work on this class."""
        directory = self.directory.resolve()
        config = Config()
        config.CourseDirectory.root = str(REPOSITORY)
        config.CourseDirectory.source_directory = str(directory / "source")
        config.CourseDirectory.submitted_directory = str(directory / "submitted")
        config.CourseDirectory.autograded_directory = str(directory / "autograded")
        config.CourseDirectory.feedback_directory = str(directory / "feedback")
        config.CourseDirectory.release_directory = str(directory / "release")
        config.CourseDirectory.db_url = self.gradebook_url
        # nbgrader takes this path from the root of the course, even one that begins with a slash.
        downloaded = os.path.relpath(directory / "downloaded", REPOSITORY)
        config.ZipCollectApp.downloaded_directory = downloaded
        config.FileNameCollectorPlugin.named_regexp = ARCHIVED
        config.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]
        config.GenerateAssignment.preprocessors = ["autograder.nbgrader_steps.ReleaseVerified"]
        config.Autograde.exporter_class = "autograder.nbgrader_steps.UnreadExporter"
        config.Autograde.sanitize_preprocessors = []
        config.Autograde.autograde_preprocessors = [
            "autograder.nbgrader_steps.GradeInSandbox",
            "nbgrader.preprocessors.AssignLatePenalties",
        ]
        config.AssignLatePenalties.plugin_class = "autograder.nbgrader_steps.LatePenalty"
        config.LatePenalty.class_directory = str(directory)
        config.HTMLExporter.filters = {
            "markdown2html": "autograder.nbgrader_steps.harmless_markdown"
        }
        config.GenerateFeedback.exporter_class = "autograder.nbgrader_steps.FeedbackPage"
        return config
