"""Print the built book as one PDF, page by page. Usage: python scripts/pdf.py BOOK OUTPUT"""

import shutil
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from cover import cover
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject
from rich.progress import track

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SHEET = {
    "format": "A4",
    "margin": {"top": "18mm", "bottom": "18mm", "left": "16mm", "right": "16mm"},
    "tagged": True,  # or there is no outline
    "outline": True,
    "print_background": True,
}
COVER = {"format": "A4", "print_background": True}


def main(book: Path, output: Path) -> None:
    """Write the pages of a book, in the order of its table of contents, into one file.

    Parameters
    ----------
    book : Path
        The folder of ``_toc.yml``, with the built pages in ``_build/html``.
    output : Path
        The PDF. It has bookmarks, and its links lead to its own pages.
    """
    title = yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8"))["title"]
    names = list(contents(yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))))
    first, *others = _printed(book, title, names)
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(first)))
    starts = {}
    for name, pdf in zip(names, others, strict=True):
        starts[name] = len(writer.pages)
        writer.append(PdfReader(BytesIO(pdf)))
    for page in writer.pages:
        for link in page.get("/Annots", ()):
            _lead_inside(link.get_object(), starts, writer)
    writer.add_metadata({"/Title": title})
    output.parent.mkdir(parents=True, exist_ok=True)
    writer.write(output)
    print(f"Wrote {output}, {len(writer.pages)} pages")


def contents(entry: Any) -> Iterator[str]:
    """Yield the names of all pages in a table of contents, in order."""
    if isinstance(entry, list):
        for one in entry:
            yield from contents(one)
    elif isinstance(entry, dict):
        for key, value in entry.items():
            if key in {"root", "file"}:
                yield value
            else:
                yield from contents(value)


def _printed(book: Path, title: str, names: list[str]) -> Iterator[bytes]:
    """Yield the cover, and then the pages."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Printing needs Chromium: run `scripts/browser`.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        tab = chromium.new_page(color_scheme="light")
        tab.set_content(cover(book, title, "210mm", "297mm"))
        yield tab.pdf(**COVER)
        for name in track(names, "Printing"):
            tab = chromium.new_page(color_scheme="light")
            tab.goto((book / "_build" / "html" / f"{name}.html").as_uri())
            tab.wait_for_load_state("networkidle")
            yield tab.pdf(**SHEET)
            tab.close()
        chromium.close()


def _lead_inside(link: DictionaryObject, starts: dict[str, int], writer: PdfWriter) -> None:
    """Turn a link to a file of the book into one to the page where it begins."""
    action = link.get("/A")
    address = str(action.get_object().get("/URI", "")) if action else ""
    name = address.partition("#")[0].rpartition("/")[2].removesuffix(".html")
    if address.startswith("file:") and name in starts:
        del link["/A"]
        target = writer.pages[starts[name]].indirect_reference
        link[NameObject("/Dest")] = ArrayObject([target, NameObject("/Fit")])


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
