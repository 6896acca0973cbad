"""Keep a formula and the sign that touches it on one line: no line begins with a comma."""

import re

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["join_formulas", "setup"]

BEFORE = re.compile(r"[^\s\w]+$")  # an opening bracket or quotation mark
AFTER = re.compile(r"^[^\s\w]\S*")  # a comma, a closing bracket, or the rest of a word as in p-th


def join_formulas(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Wrap each formula in a sentence together with what touches it."""
    for formula in list(doctree.findall(nodes.math)):
        before, after = _touching(formula, -1, BEFORE), _touching(formula, 1, AFTER)
        if before or after:
            together = nodes.inline(classes=["together"])
            formula.replace_self(together)
            together += [nodes.Text(before), formula, nodes.Text(after)]


def _touching(formula: nodes.math, side: int, pattern: re.Pattern) -> str:
    """Cut what touches the formula off the text beside it, and return it."""
    siblings = formula.parent.children
    place = formula.parent.index(formula) + side
    if not 0 <= place < len(siblings) or not isinstance(siblings[place], nodes.Text):
        return ""
    text = str(siblings[place])
    found = pattern.search(text)
    if found is None:
        return ""
    rest = text[: found.start()] + text[found.end() :]
    formula.parent.replace(siblings[place], nodes.Text(rest))
    return found[0]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-resolved", join_formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
