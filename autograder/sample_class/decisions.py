"""The settings of the sample class, and the times of handing in."""

from autograder.course.class_folder import ClassFolder
from autograder.sample_class.roster import CHAPTER

__all__ = ["LATE", "decide"]

# The folder of the class lies beside `book/`, where `make book` builds the pages.
CLASS_FILE = f"""\
book = "../book/_build/html"

[due]
{CHAPTER} = 2026-11-16T23:59:00+01:00

[late]
grace_minutes = 15
percent_per_day = 10
percent_at_most = 50
"""
IN_TIME = "2026-11-16 20:15:00 UTC"
LATE = {"keeps-the-padding": "2026-11-18 07:30:00 UTC", "loops": "2026-11-16 23:05:00 UTC"}


def decide(class_folder: ClassFolder, students: list[str]) -> None:
    """Write ``class.toml``, and nbgrader's ``timestamp.txt`` for each student."""
    (class_folder.directory / "class.toml").write_text(CLASS_FILE)
    for student in students:
        stamp = class_folder.submitted / student / CHAPTER / "timestamp.txt"
        stamp.write_text(LATE.get(student, IN_TIME) + "\n")
