"""Feedback for one student: what passed, what did not and why, as a page and as plain text.

Everything here is made from the released notebook and the result, neither of which holds a hidden
test, and from what a person has graded and written in nbgrader's gradebook.
"""

from autograder.feedback.writing import render_feedback, write_feedback

__all__ = ["render_feedback", "write_feedback"]
