"""Print the built book as one PDF, page by page. Usage: python scripts/pdf.py BOOK OUTPUT"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml
from cover import cover
from playwright.sync_api import Browser, sync_playwright
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    Destination,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    TextStringObject,
)
from rich.progress import track

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SHEET = {
    "format": "A4",
    "margin": {"top": "18mm", "bottom": "18mm", "left": "16mm", "right": "16mm"},
    "scale": 0.85,  # letters of ten points: wide tables fit
    "tagged": True,  # or there is no outline
    "outline": True,
    "print_background": True,
}
WHOLE = {"format": "A4", "print_background": True}
# The chapters as the list beside a page shows them: a part, or a page and its file.
LISTED = """() => [...document.querySelectorAll("nav.bd-links :is(.caption, .toctree-l1 > a)")]
  .map((entry) => [entry.textContent.trim(), entry.getAttribute("href")])"""

HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) =>
  [...heading.childNodes].filter((part) => !part.classList?.contains("headerlink"))
    .map((part) => part.textContent).join("").trim().replace(/\\s+/g, " "))"""


@dataclass(frozen=True)
class Printed:
    """A page of the book on paper, and the words of its headings."""

    pdf: PdfReader
    headings: list[str]


def main(book: Path, output: Path) -> None:
    """Write the pages of a book, in the order of its table of contents, into one file.

    Parameters
    ----------
    book : Path
        The folder of ``_toc.yml``, with the built pages in ``_build/html``.
    output : Path
        The PDF. It has bookmarks, numbered pages, and links that lead to its own pages.
    """
    title = yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8"))["title"]
    names = list(contents(yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))))
    with _browser() as chromium:
        printed, listed = _printed(chromium, book, names)
        begins = accumulate((len(one.pdf.pages) for one in printed), initial=2)
        starts = dict(zip(names, begins, strict=False))
        first = _whole(chromium, cover(book, title, "210mm", "297mm"))
        second = _whole(chromium, _contents_page(listed, names[0], starts))
        writer = PdfWriter()
        for reader in (first, second, *(one.pdf for one in printed)):
            writer.append(reader)
        numbers = _whole(chromium, _numbers(len(writer.pages)))
    for page, number in zip(writer.pages[1:], numbers.pages[1:], strict=True):
        page.merge_page(number)
    _correct_bookmarks(writer, [heading for one in printed for heading in one.headings])
    _lead_links_inside(writer, dict(zip(names, printed, strict=True)), starts)
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


@contextmanager
def _browser() -> Iterator[Browser]:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Printing needs Chromium: run `scripts/browser`.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        yield chromium
        chromium.close()


def _printed(
    chromium: Browser, book: Path, names: list[str]
) -> tuple[list[Printed], list[tuple[str, str | None]]]:
    """Return the pages, printed, and what the book's own list of pages says."""
    printed = []
    listed: list[tuple[str, str | None]] = []
    for name in track(names, "Printing"):
        tab = chromium.new_page(color_scheme="light")
        tab.goto((book / "_build" / "html" / f"{name}.html").as_uri())
        tab.wait_for_load_state("networkidle")
        listed = listed or tab.evaluate(LISTED)
        headings = tab.evaluate(HEADINGS)
        printed.append(Printed(PdfReader(BytesIO(tab.pdf(**SHEET))), headings))
        tab.close()
    return printed, listed


def _whole(chromium: Browser, html: str) -> PdfReader:
    """Print a text that has its own margins."""
    tab = chromium.new_page(color_scheme="light")
    tab.set_content(html)
    pdf = tab.pdf(**WHOLE)
    tab.close()
    return PdfReader(BytesIO(pdf))


def _contents_page(listed: list[tuple[str, str | None]], root: str, starts: dict[str, int]) -> str:
    """Return the list of parts and pages, with the number of the page where each begins."""
    rows = []
    for text, address in listed:
        name = root if address == "#" else (address or "").removesuffix(".html")
        if name in starts:
            link = f'<a href="file:///{name}.html">{escape(text)}</a>'
            rows.append(f"<p>{link}<span>{starts[name] + 1}</span></p>")
        else:
            rows.append(f"<p class=part>{escape(text)}</p>")
    return f"""<!doctype html>
<html lang="en-GB"><meta charset="utf-8"><title>Contents</title>
<style>
@page {{ margin: 25mm 22mm }}
body {{ font: 11pt system-ui, sans-serif; color: #222 }}
p {{ display: flex; justify-content: space-between; margin: 0 0 2mm }}
.part {{ margin-top: 6mm; font-weight: 600 }}
a {{ color: inherit; text-decoration: none }}
</style>
<h1>Contents</h1>
{"".join(rows)}
"""


def _numbers(pages: int) -> str:
    """Return empty sheets with a number below."""
    sheets = "".join(f"<p>{number}</p>" for number in range(1, pages + 1))
    return f"""<!doctype html>
<html lang="en-GB"><meta charset="utf-8"><title>Numbers</title>
<style>
@page {{ margin: 0 }}
body {{ margin: 0; font: 9pt system-ui, sans-serif; color: #4c545d }}
p {{ box-sizing: border-box; height: 297mm; margin: 0; padding-top: 284mm;
  text-align: center; break-after: page }}
p:last-child {{ break-after: auto }}
</style>
{sheets}
"""


def _correct_bookmarks(writer: PdfWriter, headings: list[str]) -> None:
    """Give the bookmarks the words of the headings.

    Chromium repeats the beginning of a heading that it has moved to the next page, and leaves out
    the space at the end of a line.
    """
    known = {"".join(heading.split()): heading for heading in headings}
    for bookmark in _below(writer.get_outline_root()):
        title = "".join(str(bookmark["/Title"]).split())
        right = max((one for one in known if title.endswith(one)), key=len, default="")
        if right:
            bookmark[NameObject("/Title")] = TextStringObject(known[right])


def _below(item: DictionaryObject) -> Iterator[DictionaryObject]:
    child = item.get("/First")
    while child is not None:
        bookmark = child.get_object()
        yield bookmark
        yield from _below(bookmark)
        child = bookmark.get("/Next")


def _lead_links_inside(
    writer: PdfWriter, printed: dict[str, Printed], starts: dict[str, int]
) -> None:
    """Let links to the book's files lead to its pages, and within a chapter to that chapter.

    Chapters have sections of the same name, so the names of places are of no use any more. What
    lies beside the PDF, as a chapter's zip does, is named by its own name.
    """
    places = {
        (name, anchor): _place(writer.pages[starts[name] + at], place)
        for name, one in printed.items()
        for anchor, place in one.pdf.named_destinations.items()
        if (at := one.pdf.get_destination_page_number(place)) is not None
    }
    places |= {(name, ""): _place(writer.pages[start]) for name, start in starts.items()}
    here = ""
    names = {start: name for name, start in starts.items()}
    for number, page in enumerate(writer.pages):
        here = names.get(number, here)
        for reference in page.get("/Annots", ()):
            link = reference.get_object()
            name, anchor = _aim(link, here)
            if place := places.get((name, anchor)) or places.get((name, "")):
                link.pop("/A", None)
                link[NameObject("/Dest")] = place
            elif name:
                link["/A"][NameObject("/URI")] = TextStringObject(name)
    writer.root_object.pop("/Names", None)


def _aim(link: DictionaryObject, here: str) -> tuple[str, str]:
    """Return the page and the place to which a link leads, or the name of another file."""
    if isinstance(link.get("/Dest"), str):
        return here, str(link["/Dest"])
    address = str(link["/A"].get("/URI", "")) if "/A" in link else ""
    if not address.startswith("file:"):
        return "", ""
    path, _, anchor = address.partition("#")
    return path.rpartition("/")[2].removesuffix(".html"), f"/{anchor}" if anchor else ""


def _place(page: PageObject, place: Destination | None = None) -> ArrayObject:
    top = place.top if place is not None and isinstance(place.top, FloatObject) else None
    if top is None:
        return ArrayObject([page.indirect_reference, NameObject("/Fit")])
    where = (NullObject(), top, NullObject())
    return ArrayObject([page.indirect_reference, NameObject("/XYZ"), *where])


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
