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
def html(testrun_uid: str) -> Path:
    """The folder of the built pages: one process builds, before any of them reads."""
    folder = BOOK / "_build"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "test.lock"):
        built = folder / "test.run"
        if not built.exists() or built.read_text(encoding="utf-8") != testrun_uid:
            done = build(BOOK)
            assert done.returncode == 0, done.stdout[-5000:]
            built.write_text(testrun_uid, encoding="utf-8")
    return folder / "html"


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
        self.text += data.replace("\N{NO-BREAK SPACE}", " ")
