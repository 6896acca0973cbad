"""Print the built book as one PDF. Usage: python scripts/pdf.py BOOK OUTPUT

What the pages show in a browser goes into one document. Printed at once, it keeps its tags for
screen readers, and its links lead to their places in other chapters.
"""

import logging
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from cover import cover
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from rich.progress import track

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SCALE = 0.85  # letters of ten points: wide tables fit
SHEET: dict[str, Any] = {
    "prefer_css_page_size": True,
    "scale": SCALE,
    "print_background": True,
}
TAKE = Path(__file__).with_name("printed_page.js")
COVER = f"calc(260mm / {SCALE})"  # what the margins leave of a sheet's height
MINUTE = 60_000  # in the browser's milliseconds
# Beside the pages, so that it finds their pictures; it is never written.
WHOLE = "the-whole-book.html"

# The chapters as the list beside a page shows them: a part, or a page and its name.
LISTED = """() => [...document.querySelectorAll("nav.bd-links :is(.caption, .toctree-l1 > a)")]
  .map(({ textContent, pathname }) => [textContent.trim(), pathname?.match(/([^/]*)\\.html/)[1]])"""
STYLE_SHEET = """() => document.querySelector("link[rel=stylesheet]").outerHTML"""
DRAW = """() => Promise.all([...document.querySelectorAll("canvas")].map(async (canvas) => {
  const picture = new Image();
  picture.src = canvas.dataset.drawn;
  await picture.decode();
  canvas.getContext("2d").drawImage(picture, 0, 0);
}))"""

LAYOUT = """
@page { size: A4; margin: 18mm 22mm;
  @bottom-center { content: counter(page); font: 9pt system-ui, sans-serif; color: #4c545d } }
@page :first { @bottom-center { content: none } }
.bd-main .bd-content { display: block; margin: 0 }
.printed-page, .book-contents { break-before: page }
.book-contents { font: 13pt system-ui, sans-serif; color: #222 }
.book-contents p { display: flex; justify-content: space-between; margin: 0 0 2.4mm }
.book-contents .title { margin: 7mm 0 10mm; font-size: 26pt }
.book-contents .part { margin-top: 7mm; font-weight: 600 }
.book-contents a { color: inherit; text-decoration: none }
"""


@dataclass(frozen=True)
class Taken:
    """What a page of the book shows, the styles that its text lacks, and its headings' words."""

    html: str
    rules: list[str]
    headings: list[str]


def main(book: Path, output: Path) -> None:
    """Write the pages of a book, in the order of its table of contents, into one file.

    Parameters
    ----------
    book : Path
        The folder of ``_toc.yml``, with the built pages in ``_build/html``.
    output : Path
        The PDF. It has tags, bookmarks, numbered pages, and links that lead to its own places.
    """
    title = yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8"))["title"]
    names = list(contents(yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))))
    pages = (book / "_build" / "html").as_uri()
    with _browser() as chromium:
        tab = chromium.new_page(color_scheme="light")
        tab.set_default_timeout(10 * MINUTE)  # the whole book takes one or two
        taken = {name: _take(tab, f"{pages}/{name}.html", name) for name in track(names, "Reading")}
        listed, style_sheet = tab.evaluate(LISTED), tab.evaluate(STYLE_SHEET)

        def printed(starts: dict[str, int], **options: bool) -> PdfReader:
            before = cover(book, title, "auto", COVER, "0") + _contents_page(listed, starts)
            whole = _document(title, style_sheet, taken, before)
            return _printed(tab, f"{pages}/{WHOLE}", whole, **options)

        print("Printing, twice: the list of contents needs the numbers of the pages ...")
        reader = printed(_starts(printed({}), names), tagged=True, outline=True)
    # It warns of a number of objects that Chromium writes into the trailer, which does no harm.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    writer = PdfWriter(clone_from=reader)
    _correct_bookmarks(writer, [heading for one in taken.values() for heading in one.headings])
    _name_files_beside(writer)
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


def _take(tab: Page, address: str, name: str) -> Taken:
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    tab.evaluate("() => window.MathJax?.startup?.promise")
    return Taken(**tab.evaluate(TAKE.read_text(encoding="utf-8"), name))


def _printed(tab: Page, address: str, html: str, **options: bool) -> PdfReader:
    """Print a text as if it were the file at `address`."""
    tab.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
    tab.goto(address)
    tab.evaluate("() => document.fonts.ready.then(() => null)")
    tab.evaluate(DRAW)
    pdf = tab.pdf(**SHEET, **options)
    tab.unroute(address)
    return PdfReader(BytesIO(pdf))


def _document(title: str, style_sheet: str, taken: dict[str, Taken], before: str) -> str:
    """Return the whole book as one page, with what stands before its pages."""
    rules = dict.fromkeys(rule for one in taken.values() for rule in one.rules)
    pages = [
        f'<section class="printed-page" id="{name}">{one.html}</section>'
        for name, one in taken.items()
    ]
    return f"""<!doctype html>
<html lang="en-GB" data-theme="light"><meta charset="utf-8"><title>{escape(title)}</title>
{style_sheet}
<style>{"".join(rules)}{LAYOUT}</style>
{before}
<main class="bd-main"><div class="bd-content">{"".join(pages)}</div></main>
"""


def _contents_page(listed: list[tuple[str, str | None]], starts: dict[str, int]) -> str:
    """Return the list of parts and pages, with the number of the page where each begins."""
    rows = [
        f'<p><a href="#{name}">{escape(text)}</a><span>{starts.get(name, "")}</span></p>'
        if name
        else f"<p class=part>{escape(text)}</p>"
        for text, name in listed
    ]
    return f"""<nav class="book-contents" aria-label="Contents">
<p class="title">Contents</p>{"".join(rows)}</nav>"""


def _starts(pdf: PdfReader, names: list[str]) -> dict[str, int]:
    """Return the number of the page on which each page of the book begins."""
    places = pdf.named_destinations
    numbers = {name: pdf.get_destination_page_number(places[f"/{name}"]) for name in names}
    return {name: number + 1 for name, number in numbers.items() if number is not None}


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


def _name_files_beside(writer: PdfWriter) -> None:
    """Let links to other files, as to a chapter's zip, lead to those that lie beside the PDF."""
    for page in writer.pages:
        for link in page.get("/Annots", ()):
            action = link.get_object().get("/A", {})
            address = str(action.get("/URI", ""))
            if address.startswith("file:"):
                action[NameObject("/URI")] = TextStringObject(address.rpartition("/")[2])


def _below(item: DictionaryObject) -> Iterator[DictionaryObject]:
    child = item.get("/First")
    while child is not None:
        bookmark = child.get_object()
        yield bookmark
        yield from _below(bookmark)
        child = bookmark.get("/Next")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
