"""The directive: its options are checked when the book is built, not when it is read."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from html import escape

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from .assets import SETTINGS

__all__ = ["ConvolutionExplorer", "convolution_explorer", "depart_html", "visit_html"]

INSTEAD = (
    "Here the book's web page has a convolution explorer: it moves the kernel over a small input, "
    "step by step, writes each sum out, and fills the numbers into the formula for the output's "
    "size. It needs a browser that runs scripts."
)
# What a cell of the explorer takes.
LARGEST = 9


class convolution_explorer(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes so
    """An explorer, with what is printed where it cannot run as its children."""


def one_of(*values: str) -> Callable[[str], str]:
    return lambda text: directives.choice(text, values)


def setting(name: str) -> Callable[[str], str]:
    """A whole number in the range that the explorer's own slider has."""
    least, most = SETTINGS[name]["min"], SETTINGS[name]["max"]

    def convert(text: str) -> str:
        if not (text and text.strip().isdecimal() and least <= int(text) <= most):
            raise ValueError(f"it must be a whole number from {least} to {most}")
        return str(int(text))

    return convert


def channels(text: str) -> str:
    """Rows of numbers, as in ``1 2 / 3 4``; a bar stands between channels."""
    images = [image.split("/") for image in (text or "").split("|")]
    try:
        matrices = [[[Decimal(n) for n in row.split()] for row in rows] for rows in images]
    except InvalidOperation:
        raise ValueError("its rows must hold numbers, as in '1 2 / 3 4'") from None
    if len({(len(rows), len(row)) for rows in matrices for row in rows}) != 1 or not matrices[0][0]:
        raise ValueError("its rows must be of one length, as in '1 2 / 3 4'")
    numbers = [number for rows in matrices for row in rows for number in row]
    if not all(abs(number) <= LARGEST for number in numbers):
        raise ValueError(f"its numbers must lie between -{LARGEST} and {LARGEST}")
    if any(round(number, 2) != number for number in numbers):
        raise ValueError("its numbers must have two decimals at most")
    return " | ".join(" / ".join(" ".join(map(str, row)) for row in rows) for rows in matrices)


class ConvolutionExplorer(SphinxDirective):
    """Show the explorer, and the content below it."""

    has_content = True
    option_spec = {  # noqa: RUF012  so docutils has it
        "mode": one_of("normal", "pooling", "transposed"),
        "pool": one_of("max", "average"),
        "input": channels,
        "kernel": channels,
        "relu": directives.flag,
        "picture": directives.flag,
        **{name: setting(name) for name in SETTINGS},
    }

    def run(self) -> list[nodes.Node]:
        attributes = {**self.options, **self.sizes()}
        if attributes.get("mode") == "pooling":  # as in torch, windows lie side by side
            window = int(attributes.setdefault("kernel-size", "2"))
            attributes.setdefault("stride", str(min(window, SETTINGS["stride"]["max"])))
        node = convolution_explorer(attributes=attributes)
        node += nodes.paragraph(text=INSTEAD)
        self.set_source_info(node)
        return [node, *self.parse_content_to_nodes()]

    def sizes(self) -> dict[str, str]:
        """The sizes that follow from the numbers given."""
        sizes = {}
        counts = {len(self.options[each].split(" | ")) for each in given(self.options)}
        if len(counts) > 1:
            raise self.error("kernel: it must have as many channels as the input")
        if counts:
            sizes["channels"] = counts.pop()
        if "input" in self.options:
            matrix = self.options["input"].split(" | ")[0].split(" / ")
            sizes |= {"height": len(matrix), "width": len(matrix[0].split())}
        if "kernel" in self.options:
            matrix = self.options["kernel"].split(" | ")[0].split(" / ")
            if len(matrix) != len(matrix[0].split()):
                raise self.error("kernel: it must have as many rows as columns")
            sizes["kernel-size"] = len(matrix)
        for name, size in sizes.items():
            if name in self.options:
                raise self.error(f"{name}: it follows from the numbers; leave one of them out")
            try:
                setting(name)(str(size))
            except ValueError as error:
                raise self.error(f"{name} is {size}: {error}") from None
        return {name: str(size) for name, size in sizes.items()}


def given(options: dict[str, str]) -> list[str]:
    return [name for name in ("input", "kernel") if name in options]


def visit_html(translator, node: convolution_explorer) -> None:
    values = (
        f" {name}" if value is None else f' {name}="{escape(str(value))}"'
        for name, value in sorted(node["attributes"].items())
    )
    translator.body.append(f"<convolution-explorer{''.join(values)}>\n")


def depart_html(translator, _node: convolution_explorer) -> None:
    translator.body.append("</convolution-explorer>\n")
