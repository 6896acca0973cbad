"""Feedback for one student: what passed, what did not and why, as a page and as plain text.

It is made from the released notebook and the result, neither of which contains a hidden test, and
from points and comments given by hand in nbgrader's gradebook.
"""

from autograder.feedback.writing import render_feedback, write_feedback

__all__ = ["render_feedback", "write_feedback"]
