"""Name the part of a page that the theme leaves without a landmark: the logo above the contents."""

from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["setup"]

SIDEBAR = '<div class="bd-sidebar-primary bd-sidebar'
NAMED = '<div role="region" aria-label="Book" class="bd-sidebar-primary bd-sidebar'


def name_sidebar(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).glob("*.html"):
        html = page.read_text(encoding="utf-8")
        page.write_text(html.replace(SIDEBAR, NAMED), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", name_sidebar)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
