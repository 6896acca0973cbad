"""The section of the book that explains an exercise.

The chapter's page has a label above that section, made from the key of the exercise, such as
``(explains-03-im2col.col2im)=``.
"""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docutils.nodes import make_id

from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY

__all__ = ["Section", "section", "section_address"]

LABELLED = re.compile(r"((?:^\([^)\s]+\)=\n+)+)#+ +(.+)$", re.MULTILINE)
TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A section of the book, or a whole page.

    Attributes
    ----------
    title : str
        Its heading.
    target : str
        The page and the anchor in the built book, such as ``"03-im2col.html#explains-…"``.
    """

    title: str
    target: str


def section(assignment: str, exercise: str) -> Section | None:
    """Return the section that explains an exercise, else its chapter's page, else None.

    Parameters
    ----------
    assignment, exercise : str
        The two halves of the key, such as ``"03-im2col"`` and ``"col2im"``.
    """
    sections = _sections(REPOSITORY.pages / f"{assignment}.md")
    return sections.get(f"explains-{assignment}.{exercise}") or sections.get("")


def section_address(where: Section, base: str, class_folder: ClassFolder, page: Path) -> str:
    """Return the address of a section in a link on the feedback page `page`.

    `base` is the setting ``book`` of the class; if it is empty, the address is empty.
    """
    if not base:
        return ""
    if re.match(r"https?://", base):
        return f"{base}/{where.target}"
    return f"{os.path.relpath(class_folder.directory / base, page.parent)}/{where.target}"


@cache
def _sections(page: Path) -> dict[str, Section]:
    """Return the labelled sections of a page by label, and the page itself under ``""``."""
    if not page.is_file():
        return {}
    text = page.read_text("utf-8")
    found = {}
    if title := TITLE.search(text):
        found[""] = Section(title[1], f"{page.stem}.html")
    for labels, heading in LABELLED.findall(text):
        for label in re.findall(r"\((.+)\)=", labels):
            found[label] = Section(heading, f"{page.stem}.html#{make_id(label)}")
    return found
