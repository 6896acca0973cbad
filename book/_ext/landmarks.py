"""Correct what a screen reader is told about a page: a part without a name, a role out of use."""

from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["setup"]

CORRECTIONS = {
    '<div class="bd-sidebar-primary bd-sidebar': (
        '<div role="region" aria-label="Book" class="bd-sidebar-primary bd-sidebar'
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
