"""Our release, grading and feedback as steps of nbgrader's own commands and formgrader."""

from autograder.nbgrader_steps.feedback import FeedbackPage
from autograder.nbgrader_steps.grading import GradeInSandbox, UnreadExporter
from autograder.nbgrader_steps.markdown import harmless_markdown
from autograder.nbgrader_steps.releasing import ReleaseVerified

__all__ = [
    "FeedbackPage",
    "GradeInSandbox",
    "ReleaseVerified",
    "UnreadExporter",
    "harmless_markdown",
]
