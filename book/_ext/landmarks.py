"""Correct what a page tells those who use a keyboard or a screen reader.

A part has no name, a role is out of use, and on a phone no key scrolls a wide table.
"""

from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["setup"]

CORRECTIONS = {
    '<div class="bd-sidebar-primary bd-sidebar': (
        '<div role="region" aria-label="Book" class="bd-sidebar-primary bd-sidebar'
    ),
    '<div class="pst-scrollable-table-container">': (
        '<div class="pst-scrollable-table-container" tabindex="0" role="group" aria-label="Table">'
    ),
    'role="doc-biblioentry"': 'role="listitem"',
}


def correct(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).glob("*.html"):
        html = page.read_text(encoding="utf-8")
        for old, new in CORRECTIONS.items():
            html = html.replace(old, new)
        page.write_text(html, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", correct)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
