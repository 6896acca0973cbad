"""A small book of pages that a test writes, with the configuration of ours."""

import shutil
from pathlib import Path

from tests.helpers.browsing import build
from tests.helpers.reading import BOOK

__all__ = ["built", "make_book"]


def make_book(folder: Path, pages: dict[str, str]) -> Path:
    """Write a book of MyST pages, the first of them its root, with our configuration."""
    book = folder / "book"
    book.mkdir()
    for name in ("_config.yml", "logo.svg", "references.bib"):
        shutil.copy(BOOK / name, book)
    for name in ("_ext", "_static"):
        shutil.copytree(BOOK / name, book / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "requirements.txt").write_text("")
    (folder / "cnnlib").mkdir()
    root, *others = pages
    chapters = "".join(f"- file: {name}\n" for name in others)
    toc = f"format: jb-book\nroot: {root}\n" + (f"chapters:\n{chapters}" if others else "")
    (book / "_toc.yml").write_text(toc)
    for name, text in pages.items():
        (book / f"{name}.md").write_text(text, encoding="utf-8")
    return book


def built(book: Path) -> Path:
    done = build(book)
    assert done.returncode == 0, done.stdout[-5000:]
    return book / "_build" / "html"
