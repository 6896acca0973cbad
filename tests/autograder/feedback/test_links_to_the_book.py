"""Feedback links the section of the book that explains an exercise."""

import pytest

from autograder.course.assignment import load_assignment
from autograder.course.book import section, section_address
from autograder.course.repository import REPOSITORY
from autograder.course.settings import ClassSettings
from tests.helpers.feedback_pages import CHAPTER, Tags, rendered


@pytest.mark.parametrize(
    ("book", "link"),
    [
        (
            "https://example.org/book",
            "https://example.org/book/03-im2col.html#explains-03-im2col-col2im",
        ),
        ("../site", "../../../../site/03-im2col.html#explains-03-im2col-col2im"),
        ("", None),
    ],
)
def test_the_book_is_linked_at_its_address(assignment, overwrites, book, link):
    html, text = rendered(assignment, overwrites, ClassSettings(book=book))
    hrefs = [attrs["href"] for attrs in Tags(html).all("a")]
    exercises = [one for one in hrefs if one.startswith("#")]
    assert exercises == [f"#{attrs['id']}" for attrs in Tags(html).all("section")]
    links = [one for one in hrefs if one not in exercises]
    assert links == ([link] if link else [])
    assert ("https://" in text) == book.startswith("https://")


def test_every_exercise_is_explained_in_the_book(class_folder):
    """A chapter's page has a label for each exercise; one without falls back to the page."""
    for name in REPOSITORY.assignment_names():
        page = (REPOSITORY.pages / f"{name}.md").read_text("utf-8")
        for exercise in load_assignment(name).grade_cells:
            assert page.count(f"\n(explains-{name}.{exercise})=\n") == 1
            found = section(name, exercise)
            assert found is not None
            assert "#explains-" in found.target, f"(explains-{name}.{exercise})= in book/{name}.md"
    assert section("03-im2col", "nothing").target == "03-im2col.html"
    assert section("99-nothing", "x") is None
    page = class_folder.feedback / "ada" / CHAPTER / "page.html"
    assert section_address(section(CHAPTER, "memory"), "", class_folder, page) == ""
