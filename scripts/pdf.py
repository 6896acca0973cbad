"""Print the built book as one PDF, page by page. Usage: python scripts/pdf.py BOOK OUTPUT"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml
from cover import cover
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject
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
        readers = [PdfReader(BytesIO(pdf)) for pdf in printed]
        begins = accumulate((len(one.pages) for one in readers), initial=2)
        starts = dict(zip(names, begins, strict=False))
        first = _whole(chromium, cover(book, title, "210mm", "297mm"))
        second = _whole(chromium, _contents_page(listed, names[0], starts))
        writer = PdfWriter()
        for reader in (first, second, *readers):
            writer.append(reader)
        numbers = _whole(chromium, _numbers(len(writer.pages)))
    for page, number in zip(writer.pages[1:], numbers.pages[1:], strict=True):
        page.merge_page(number)
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
) -> tuple[list[bytes], list[tuple[str, str | None]]]:
    """Return the pages, printed, and what the book's own list of pages says."""
    printed = []
    listed: list[tuple[str, str | None]] = []
    for name in track(names, "Printing"):
        tab = chromium.new_page(color_scheme="light")
        tab.goto((book / "_build" / "html" / f"{name}.html").as_uri())
        tab.wait_for_load_state("networkidle")
        listed = listed or tab.evaluate(LISTED)
        printed.append(tab.pdf(**SHEET))
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
