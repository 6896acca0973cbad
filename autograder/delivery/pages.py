"""The feedback files of a class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.class_folder import ClassFolder
from autograder.records.standings import Standing

__all__ = ["Page", "pages_of"]


@dataclass(frozen=True)
class Page:
    """One student's feedback: the page, and the same as text."""

    standing: Standing
    html: Path
    text: Path

    @property
    def student(self) -> str:
        return self.standing.person.id


def pages_of(
    class_folder: ClassFolder, assignment: str, standings: Sequence[Standing]
) -> Iterator[Page]:
    """Yield the pages that `autograder feedback` has written for graded students."""
    for one in standings:
        folder = class_folder.feedback / one.person.id / assignment
        page = Page(one, folder / f"{assignment}.html", folder / f"{assignment}.txt")
        if one.grades and page.html.is_file() and page.text.is_file():
            yield page
