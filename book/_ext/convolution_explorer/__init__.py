"""Put the convolution explorer on a page, with the directive ``convolution-explorer``.

````{convolution-explorer}
:mode: transposed
:input: 1 2 / 3 4
:stride: 2

Which output pixels do two stamps reach?
````

The options are the attributes of the element in ``explorer.js``, and all have defaults. ``input``
and ``kernel`` are rows of numbers, channel by channel with a bar between, and set the sizes too;
``relu`` and ``picture`` stand alone. Pooling starts with windows of 2 that lie side by side.
The content, if any, stands below.
"""

from sphinx.application import Sphinx

from .assets import SCRIPT, STYLE, publish
from .directive import ConvolutionExplorer, convolution_explorer, depart_html, visit_html

__all__ = ["setup"]


def keep_children(_translator, _node) -> None:
    """Other formats print what stands in for the explorer."""


def setup(app: Sphinx) -> dict[str, bool | str]:
    html, printed = (visit_html, depart_html), (keep_children, keep_children)
    app.add_node(convolution_explorer, html=html, latex=printed, text=printed, man=printed)
    app.add_directive("convolution-explorer", ConvolutionExplorer)
    app.connect("builder-inited", publish)
    app.add_js_file(SCRIPT)
    app.add_css_file(STYLE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
