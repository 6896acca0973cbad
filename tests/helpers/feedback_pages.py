"""Feedback of chapter 3, rendered and read."""

from html.parser import HTMLParser
from pathlib import Path

from autograder.course.class_folder import ClassFolder
from autograder.course.late import LatePolicy
from autograder.course.settings import ClassSettings
from autograder.feedback import render_feedback
from autograder.records.grades import Grades

__all__ = ["CHAPTER", "SEED", "SETTINGS", "Tags", "own_grades", "rendered"]

CHAPTER = "03-im2col"
SEED = 20
SETTINGS = ClassSettings(late=LatePolicy(percent_per_day=10))


class Tags(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


def own_grades(result, **changes):
    scores = {item.id: item.earned for item in result.items}
    return Grades("ada", **{"scores": scores, **changes})


def rendered(assignment, result, settings=SETTINGS, **changes):
    grades = own_grades(result, **changes)
    return render_feedback(ClassFolder(Path("class")), assignment, result, grades, settings)
