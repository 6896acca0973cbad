"""Make the pages work without a network, from a server or straight from the disk."""

import re
import shutil
from importlib.metadata import files
from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["setup"]

# Of the 24 MB that the package holds, what a browser loads for TeX.
NEEDED = ("tex-mml-chtml.js", "output/chtml/fonts/woff-v2/")
# Browsers refuse these for a page opened from the disk; the style sheet loads the fonts anyway.
FONT_PRELOAD = re.compile(r'<link rel="preload" as="font"[^>]*>\n?')


def copy_mathjax(app: Sphinx, exception: Exception | None) -> None:
    """Serve MathJax from the book itself."""
    if exception is not None or app.builder.format != "html":
        return
    for file in files("sphinx-mathjax-offline"):
        _, _, name = file.as_posix().partition("static/mathjax/")
        if name.startswith(NEEDED):
            target = Path(app.outdir, "_static/mathjax", name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.locate(), target)


def drop_font_preloads(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).glob("*.html"):
        html = page.read_text(encoding="utf-8")
        page.write_text(FONT_PRELOAD.sub("", html), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", copy_mathjax)
    app.connect("build-finished", drop_font_preloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
