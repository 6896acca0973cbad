"""Make the pages work without a network, from a server or straight from the disk."""

import shutil
from importlib.metadata import files
from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["setup"]

# Of the 24 MB that the package holds, what a browser loads for TeX.
NEEDED = ("tex-chtml.js", "output/chtml/fonts/woff-v2/")


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


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
