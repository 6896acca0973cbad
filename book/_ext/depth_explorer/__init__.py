"""Put the depth explorer on a page, with the directive ``depth-explorer``.

````{depth-explorer}
:depth: 38
:batch-norm:

Where does the gradient grow?
````

It computes a deep dense network in the browser and draws the activations and the gradients of all
layers at once. The options say where it starts: ``depth``, ``width``, ``weights`` (default, glorot,
he, double), and the flags ``batch-norm`` and ``residual``. The content, if any, stands below.
"""

from pathlib import Path

from convolution_explorer.assets import join
from sphinx.application import Sphinx

from .directive import DepthExplorer, depart_html, depth_explorer, visit_html

__all__ = ["setup"]

HERE = Path(__file__).parent
SCRIPT, STYLE = "depth-explorer.js", "depth-explorer.css"


def publish(app: Sphinx) -> None:
    """Write script and style among the static files, before a page asks for their digests."""
    if app.builder.format == "html":
        static = Path(app.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        (static / SCRIPT).write_text(join(HERE / "explorer.js"), encoding="utf-8")
        (static / STYLE).write_text((HERE / "style.css").read_text("utf-8"), encoding="utf-8")


def keep_children(_translator, _node) -> None:
    """Other formats print what stands in for the explorer."""


def setup(app: Sphinx) -> dict[str, bool | str]:
    html, printed = (visit_html, depart_html), (keep_children, keep_children)
    app.add_node(depth_explorer, html=html, latex=printed, text=printed, man=printed)
    app.add_directive("depth-explorer", DepthExplorer)
    app.connect("builder-inited", publish)
    app.add_js_file(SCRIPT)
    app.add_css_file(STYLE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
