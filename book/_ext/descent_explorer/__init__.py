"""Put the descent explorer on a page, with the directive ``descent-explorer``.

````{descent-explorer}
:rate: 0.3
:noise: 0

At which rate does SGD leave the valley?
````

SGD, momentum and Adam go down one valley. The options are where the sliders stand at first:
``rate``, ``momentum`` and ``noise``; all have defaults. The content, if any, stands below.
"""

from sphinx.application import Sphinx

from .assets import SCRIPT, STYLE, publish
from .directive import DescentExplorer, depart_html, descent_explorer, visit_html

__all__ = ["setup"]


def keep_children(_translator, _node) -> None:
    """Other formats print what stands in for the explorer."""


def setup(app: Sphinx) -> dict[str, bool | str]:
    html, printed = (visit_html, depart_html), (keep_children, keep_children)
    app.add_node(descent_explorer, html=html, latex=printed, text=printed, man=printed)
    app.add_directive("descent-explorer", DescentExplorer)
    app.connect("builder-inited", publish)
    app.add_js_file(SCRIPT)
    app.add_css_file(STYLE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
