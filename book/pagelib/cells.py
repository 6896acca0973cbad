"""Draw matrices as grids of cells, the alphabet of the book's diagrams."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from pagelib.style import INK, WIDTH, tint

__all__ = ["arrow", "box", "canvas", "draw_cells", "note", "shade"]

LONGEST = 3  # characters that fit into a cell at the usual size


def canvas(columns: float, rows: float) -> Axes:
    """Return empty axes of `columns` by `rows` cells, the origin at the top left."""
    figure = plt.figure(figsize=(WIDTH, WIDTH * rows / columns))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, columns), ylim=(rows, 0), aspect="equal")
    ax.axis("off")
    return ax


def draw_cells(
    ax: Axes, values: np.ndarray, left: float, top: float, colour: str, text: bool = True
) -> None:
    """Draw a matrix cell by cell, each number in its cell."""
    for (i, j), value in np.ndenumerate(np.atleast_2d(values)):
        ax.add_patch(
            Rectangle((left + j, top + i), 1, 1, facecolor=tint(colour), edgecolor=colour, lw=0.8)
        )
        if text:
            number = f"{value:g}".replace("-", "\N{MINUS SIGN}")
            size = 9 if len(number) > LONGEST else 11
            note(ax, left + j + 0.5, top + i + 0.5, number, size=size)


def shade(
    ax: Axes, left: float, top: float, width: float, height: float, colour: str, strength: float
) -> None:
    """Fill a rectangle, without a border."""
    ax.add_patch(
        Rectangle((left, top), width, height, facecolor=tint(colour, strength), edgecolor="none")
    )


def box(
    ax: Axes,
    left: float,
    top: float,
    width: float,
    height: float,
    colour: str,
    line: float = 2.6,
    dashed: bool = False,
) -> None:
    """Draw a frame around some cells, `line` points strong."""
    ax.add_patch(
        Rectangle(
            (left, top),
            width,
            height,
            fill=False,
            edgecolor=colour,
            lw=line,
            linestyle=(0, (4, 2.5)) if dashed else "-",
        )
    )


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], bend: float = 0) -> None:
    """Draw an arrow; a positive `bend` curves it downwards on its way to the right."""
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=12,
            lw=1.3,
            color=INK,
            connectionstyle=f"arc3,rad={bend}",
        )
    )


def note(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    colour: str = INK,
    align: str = "center",
    size: int = 11,
) -> None:
    """Write `text`, centred on the height `y`."""
    ax.text(x, y, text, color=colour, ha=align, va="center", fontsize=size)
