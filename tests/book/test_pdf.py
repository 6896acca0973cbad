"""The book as one PDF: all pages in order, bookmarks, links that stay inside."""

import subprocess
import sys

import pytest
from pypdf import PdfReader

from autograder.course.repository import REPOSITORY
from tests.helpers.browsing import CHROMIUM
from tests.helpers.small_book import built, make_book

PAGES = {
    "intro": "# Opening\n\nRead [the end](last.md) or [elsewhere](https://example.org/).\n",
    "middle": "# Middle\n\n## A part\n\n$x^2$ and text.\n",
    "last": "# Closing\n\nGoodbye.\n",
}


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed, so no page can be printed")
    book = make_book(tmp_path_factory.mktemp("printed"), PAGES)
    built(book)
    output = book / "_build" / "book.pdf"
    program = REPOSITORY.root / "scripts" / "pdf.py"
    command = [sys.executable, program, book.name, output]  # relative, as in the Makefile
    subprocess.run(command, cwd=book.parent, check=True, timeout=200)
    return PdfReader(output)


def test_pages_follow_the_table_of_contents(pdf):
    cover, *text = [page.extract_text() for page in pdf.pages]
    assert "A textbook, assignments, and an autograder" in cover
    assert len(text) == len(PAGES)
    for heading, page in zip(("Opening", "Middle", "Closing"), text, strict=True):
        assert heading in page
    assert "Search" not in text[0], "what a reader clicks on does not belong on paper"


def test_there_are_bookmarks_and_a_title(pdf):
    titles = [entry["/Title"] for entry in pdf.outline if not isinstance(entry, list)]
    assert titles == ["Opening", "Middle", "Closing"]
    assert pdf.metadata.title == "Convolutional networks"


def test_links_between_pages_stay_in_the_file(pdf):
    links = [link.get_object() for link in pdf.pages[1]["/Annots"]]
    inside = [link["/Dest"][0] for link in links if "/Dest" in link]
    assert pdf.pages[3].indirect_reference in inside
    outside = [link["/A"]["/URI"] for link in links if "/A" in link]
    assert outside == ["https://example.org/"]
