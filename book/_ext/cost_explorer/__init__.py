"""Put the cost explorer on a page, with the directive ``cost-explorer``.

Four ways to make one layer side by side, and the table of MobileNet v1, which is counted again when
its width multiplier moves. It has no options; ``settings.json`` says where it starts.
"""

from pathlib import Path

from convolution_explorer.assets import join
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

__all__ = ["setup"]

HERE = Path(__file__).parent
SCRIPT, STYLE = "cost-explorer.js", "cost-explorer.css"
INSTEAD = (
    "Here the book's web page has a cost explorer: it counts a layer made in four ways, and "
    "MobileNet of any width. It needs a browser that runs scripts."
)


class cost_explorer(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes so
    """An explorer, with what is printed where it cannot run as its child."""


class CostExplorer(SphinxDirective):
    """Show the explorer."""

    def run(self) -> list[nodes.Node]:
        node = cost_explorer()
        node += nodes.paragraph(text=INSTEAD)
        self.set_source_info(node)
        return [node]


def visit_html(translator, _node: cost_explorer) -> None:
    translator.body.append("<cost-explorer>\n")


def depart_html(translator, _node: cost_explorer) -> None:
    translator.body.append("</cost-explorer>\n")


def keep_children(_translator, _node) -> None:
    """Other formats print what stands in for the explorer."""


def publish(app: Sphinx) -> None:
    """Write script and style among the static files, before a page asks for their digests."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    (static / SCRIPT).write_text(join(HERE / "explorer.js"), encoding="utf-8")
    (static / STYLE).write_text((HERE / "explorer.css").read_text("utf-8"), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool | str]:
    html, printed = (visit_html, depart_html), (keep_children, keep_children)
    app.add_node(cost_explorer, html=html, latex=printed, text=printed, man=printed)
    app.add_directive("cost-explorer", CostExplorer)
    app.connect("builder-inited", publish)
    app.add_js_file(SCRIPT)
    app.add_css_file(STYLE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
