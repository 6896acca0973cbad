"""Open the book with a picture that moves, by the directive ``moving-window``.

A window slides over an image and the feature map fills in, for one kernel after the other. The
drawing is complete without its script, and stays so for readers who prefer reduced motion; they
can start it. Pointing at the image moves the window.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .drawing import TEXT, draw

__all__ = ["setup"]

HERE = Path(__file__).parent
SCRIPT, STYLE = "moving-window.js", "moving-window.css"


class moving_window(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes so
    """The drawing, with what is printed where there is none as its child."""


class MovingWindow(SphinxDirective):
    """Show the drawing."""

    def run(self) -> list[nodes.Node]:
        node = moving_window()
        node += nodes.paragraph(text=TEXT)
        return [node]


def visit_html(translator, _node: moving_window) -> None:
    translator.body.append(f"<moving-window>{draw()}</moving-window>\n")
    raise nodes.SkipNode


def keep_children(_translator, _node: moving_window) -> None:
    """Other formats print the description."""


def publish(app: Sphinx) -> None:
    """Write script and style among the static files, before a page asks for their digests."""
    if app.builder.format == "html":
        static = Path(app.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        for name, source in ((SCRIPT, "window.js"), (STYLE, "style.css")):
            (static / name).write_text((HERE / source).read_text("utf-8"), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool | str]:
    printed = (keep_children, keep_children)
    app.add_node(moving_window, html=(visit_html, None), latex=printed, text=printed, man=printed)
    app.add_directive("moving-window", MovingWindow)
    app.connect("builder-inited", publish)
    app.add_js_file(SCRIPT)
    app.add_css_file(STYLE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
