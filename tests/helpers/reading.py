"""The built book for the tests that read it: one build for all, and a page taken apart."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

from autograder.course.repository import REPOSITORY
from tests.helpers.browsing import build

__all__ = ["BOOK", "CHAPTERS", "PAGES", "Page", "html", "pages"]

BOOK = REPOSITORY.pages
CHAPTERS = tuple(sorted(path.stem for path in BOOK.glob("[0-9]*.md")))
_CONTENTS = yaml.safe_load((BOOK / "_toc.yml").read_text(encoding="utf-8"))
# Every page that a reader can come to.
PAGES = (
    _CONTENTS["root"],
    *(page["file"] for part in _CONTENTS["parts"] for page in part["chapters"]),
    "genindex",
    "search",
)


@pytest.fixture(scope="session")
def html() -> Path:
    """The folder of the built pages; a book that is up to date costs seconds."""
    (BOOK / "_build").mkdir(exist_ok=True)
    with FileLock(BOOK / "_build" / "test.lock"):
        done = build(BOOK)
    assert done.returncode == 0, done.stdout[-5000:]
    return BOOK / "_build" / "html"


@pytest.fixture(scope="session")
def pages(html: Path) -> dict[str, "Page"]:
    """Every chapter's page, by its slug."""
    return {slug: Page((html / f"{slug}.html").read_text(encoding="utf-8")) for slug in CHAPTERS}


class Page(HTMLParser):
    """The parts of a page that the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []  # what a browser loads by itself
        self.images: list[dict[str, str | None]] = []
        self.drawings: list[str] = []  # what a drawing in the page says to who cannot see it
        self.figures = 0
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "img":
            self.images.append(values)
        if tag == "svg" and values.get("role") == "img":
            self.drawings.append(values.get("aria-label") or "")
        self.figures += tag == "figure"
        if tag in {"img", "script", "iframe", "source", "video", "audio", "embed"}:
            self.fetched.append(values.get("src") or "")
        if tag == "link" and values.get("rel") not in {"next", "prev", "search", "canonical"}:
            self.fetched.append(values.get("href") or "")

    def handle_data(self, data: str) -> None:
        self.text += data
