"""The penalty for late work, as nbgrader asks for it."""

from pathlib import Path

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Unicode

from autograder.course.class_folder import ClassFolder
from autograder.course.settings import load_settings

__all__ = ["LatePenalty"]


class LatePenalty(LateSubmissionPlugin):
    """Give nbgrader the penalty that ``class.toml`` asks for."""

    class_directory = Unicode(help="The folder of the class.").tag(config=True)

    def late_submission_penalty(self, _: str, score: float, total_seconds_late: float) -> float:
        policy = load_settings(ClassFolder(Path(self.class_directory))).late
        return policy.penalty(score, total_seconds_late)
