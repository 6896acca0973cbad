"""Tell the style sheet how long the longest line of each block of code or output is.

``course.css`` sets letters smaller where that line would not fit, so that no block needs to be
scrolled sideways.
"""

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["columns", "setup"]

# What fits everywhere at full size needs no class; beyond the most, lines wrap.
STEP, LEAST, MOST = 5, 45, 100


def columns(text: str) -> int:
    """Return the length of the longest line of `text`, rounded up to a multiple of five."""
    longest = max(map(len, text.splitlines()), default=0)
    return min(max(-(-longest // STEP) * STEP, LEAST), MOST)


def mark_columns(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    if app.builder.format == "html":
        for block in doctree.findall(nodes.literal_block):
            block["classes"].append(f"columns-{columns(block.astext())}")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-resolved", mark_columns)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
