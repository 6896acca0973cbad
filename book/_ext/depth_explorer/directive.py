"""The directive: its options are checked when the book is built, not when it is read."""

import json
from collections.abc import Callable
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

__all__ = ["SETTINGS", "DepthExplorer", "depart_html", "depth_explorer", "visit_html"]

SETTINGS = json.loads(Path(__file__).with_name("settings.json").read_text(encoding="utf-8"))
INSTEAD = (
    "Here the book's web page has a depth explorer: it computes a deep network, of the depth, "
    "width and weights that you choose, with or without batch norm and residual connections, and "
    "draws the activations and the gradients of all its layers. It needs a browser that runs "
    "scripts."
)


class depth_explorer(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes so
    """An explorer, with what is printed where it cannot run as its children."""


def size(name: str) -> Callable[[str], str]:
    """A whole number that the explorer's own slider reaches."""
    least, most, step = (SETTINGS[name][key] for key in ("min", "max", "step"))

    def convert(text: str) -> str:
        if not (text and text.strip().isdecimal() and int(text) in range(least, most + 1, step)):
            raise ValueError(
                f"it must be a whole number from {least} to {most}, in steps of {step}"
            )
        return str(int(text))

    return convert


class DepthExplorer(SphinxDirective):
    """Show the explorer, and the content below it."""

    has_content = True
    option_spec = {  # noqa: RUF012  so docutils has it
        "depth": size("depth"),
        "width": size("width"),
        "weights": lambda text: directives.choice(text, tuple(SETTINGS["weights"])),
        "batch-norm": directives.flag,
        "residual": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        node = depth_explorer(attributes=dict(self.options))
        node += nodes.paragraph(text=INSTEAD)
        self.set_source_info(node)
        return [node, *self.parse_content_to_nodes()]


def visit_html(translator, node: depth_explorer) -> None:
    values = (
        f" {name}" if value is None else f' {name}="{escape(str(value))}"'
        for name, value in sorted(node["attributes"].items())
    )
    translator.body.append(f"<depth-explorer{''.join(values)}>\n")


def depart_html(translator, _node: depth_explorer) -> None:
    translator.body.append("</depth-explorer>\n")
