"""Our release, grading and feedback as steps of nbgrader's own commands and formgrader."""

from autograder.nbgrader_steps.feedback import FeedbackPage
from autograder.nbgrader_steps.grading import GradeInSandbox, UnreadExporter
from autograder.nbgrader_steps.manual_grading import HideStudent, ShowRubric
from autograder.nbgrader_steps.releasing import ReleaseVerified
from autograder.pages.markdown import harmless_markdown

__all__ = [
    "FeedbackPage",
    "GradeInSandbox",
    "HideStudent",
    "ReleaseVerified",
    "ShowRubric",
    "UnreadExporter",
    "harmless_markdown",
]
