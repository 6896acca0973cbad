"""The directive: its options are checked when the book is built, not when it is read."""

from collections.abc import Callable
from html import escape

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from .assets import SETTINGS

__all__ = ["DescentExplorer", "depart_html", "descent_explorer", "visit_html"]

INSTEAD = (
    "Here the book's web page has a descent explorer: SGD, momentum and Adam go down a narrow "
    "valley, step by step, with a learning rate, a momentum and a noise of your choice. It needs a "
    "browser that runs scripts."
)


class descent_explorer(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes so
    """An explorer, with what is printed where it cannot run as its children."""


def setting(name: str) -> Callable[[str], str]:
    """A number in the range that the explorer's own slider has."""
    least, most = SETTINGS[name]["min"], SETTINGS[name]["max"]

    def convert(text: str) -> str:
        try:
            number = float(directives.unchanged_required(text))
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise ValueError(f"it must be a number from {least} to {most}")
        return f"{number:g}"

    return convert


class DescentExplorer(SphinxDirective):
    """Show the explorer, and the content below it."""

    has_content = True
    option_spec = {name: setting(name) for name in SETTINGS}  # noqa: RUF012  so docutils has it

    def run(self) -> list[nodes.Node]:
        node = descent_explorer(attributes=dict(self.options))
        node += nodes.paragraph(text=INSTEAD)
        self.set_source_info(node)
        return [node, *self.parse_content_to_nodes()]


def visit_html(translator, node: descent_explorer) -> None:
    values = (
        f' {name}="{escape(str(value))}"' for name, value in sorted(node["attributes"].items())
    )
    translator.body.append(f"<descent-explorer{''.join(values)}>\n")


def depart_html(translator, _node: descent_explorer) -> None:
    translator.body.append("</descent-explorer>\n")
