"""Keep a number such as 24 920 064 or 72 % on one line: its parts are joined."""

import re

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["join_digits", "setup"]

# A computed number is a text of its own, so the text after it may begin with the per cent sign.
WITHIN = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%)|^ (?=%)")
AS_IT_IS = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw)


def join_digits(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Replace the spaces within numbers by no-break spaces, but not in code and formulas."""
    for text in list(doctree.findall(nodes.Text)):
        joined = WITHIN.sub("\N{NO-BREAK SPACE}", text)
        if joined != text and not isinstance(text.parent, AS_IT_IS):
            text.parent.replace(text, nodes.Text(joined))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-resolved", join_digits)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
