"""Put a question on a page that the page itself judges, with the directive ``self-check``.

:::{self-check} boot
question: How many rows has the output of a 5×5 kernel on a 28×28 image, stride 1, no padding?
number: 24
right: 28 − 5 + 1 = 24.
wrong:
  28: That would need a padding of 2 on each side.
otherwise: Count the places where the window's first row can stand.
:::

A question of choice has ``question`` and ``choices``, a list of ``text``, ``why`` and, where it
holds, ``right: true``. The texts are inline MyST Markdown; ``tolerance`` says how far off a number
may be. The label is unique in the book. What the directive writes reads well where no script runs:
the question, and the answer in a ``details`` element.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.fileutil import copy_asset

from .directive import TITLE, SelfCheck
from .html import element, visitors

__all__ = ["setup"]

HERE = Path(__file__).parent
SCRIPT, STYLE = "self-check.js", "self-check.css"


def publish(app: Sphinx) -> None:
    """Copy script and style among the static files, before a page asks for their digests."""
    if app.builder.format == "html":
        for name in (SCRIPT, STYLE):
            copy_asset(HERE / name, Path(app.outdir, "_static"))


def enter_labels(app: Sphinx, doctree: nodes.document) -> None:
    """Let texts refer to the questions, and Sphinx tell of a label that another page has."""
    labels = app.env.get_domain("std")
    for box in doctree.findall(element):
        for name in box["names"]:
            labels.note_hyperlink_target(name, app.env.docname, box["ids"][0], TITLE)


def setup(app: Sphinx) -> dict[str, bool | str]:
    app.add_node(element, **visitors())
    app.add_directive("self-check", SelfCheck)
    app.connect("builder-inited", publish)
    app.connect("doctree-read", enter_labels)
    app.add_js_file(SCRIPT)
    app.add_css_file(STYLE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
