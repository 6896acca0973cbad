"""The small network that chapter 1 opens with and every chapter returns to, drawn.

An image of 28x28, eight kernels of 3x3, a ReLU, a max pooling of 2x2 and a dense layer of ten
units. A chapter draws it with the part that it opens in colour: ``draw(highlight="pooling")``.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes

from pagelib.cells import arrow, box, canvas, note, shade
from pagelib.style import GREY, INK, INPUT, KERNEL, OUTPUT

__all__ = ["MULTIPLY_ADDS", "OPERATIONS", "SHAPES", "draw"]

SHAPES = ((1, 28, 28), (8, 26, 26), (8, 26, 26), (8, 13, 13), (10,))

# Name, what it does, and its parameters.
OPERATIONS = (
    ("convolution", "8 of 3×3", 80),
    ("ReLU", "max(0, ·)", 0),
    ("pooling", "max of 2×2", 0),
    ("dense", "10 units", 13_530),
)
MULTIPLY_ADDS = (48_672, 0, 0, 13_520)

# The operations that each highlight opens. The gradients run through all of them.
_OPENED: dict[str | None, Sequence[int]] = {
    None: range(4),
    "convolution": (0,),
    "im2col": (0,),
    "pooling": (2,),
    "backward": range(4),
    "depth": (0, 1),
    "costs": range(4),
    "inside": (),
}
_SAYS = {"im2col": "one product", "depth": "repeated"}

_FIRST, _STEP, _MIDDLE = 2.0, 5.4, 5.6


def draw(highlight: str | None = None) -> None:
    """Draw the network with its shapes, the rest grey where one part is opened.

    Parameters
    ----------
    highlight : str, optional
        "convolution" or "pooling"; "im2col" is the convolution as one matrix product, "backward"
        the way of the gradients, "depth" what deep networks repeat; "costs" adds the
        multiply-adds, and "inside" opens what passes between the operations.

    Raises
    ------
    ValueError
        If there is no such part.
    """
    if highlight not in _OPENED:
        names = ", ".join(name for name in _OPENED if name)
        raise ValueError(f"highlight must be one of {names}, not {highlight!r}.")
    opened = _OPENED[highlight]
    height = {"backward": 12.3, "costs": 11.6}.get(highlight or "", 10.4)
    ax = canvas(_FIRST * 2 + _STEP * 4, height)
    for number, shape in enumerate(SHAPES):
        beside = number in opened or number - 1 in opened or highlight == "inside"
        colour = GREY if not beside else OUTPUT if number else INPUT
        _draw_maps(ax, _FIRST + _STEP * number, shape, colour)
    for number, (name, how, parameters) in enumerate(OPERATIONS):
        middle = _FIRST + _STEP * (number + 0.5)
        colour = INK if number in opened else GREY
        if len(opened) < len(OPERATIONS) and number in opened:
            shade(ax, middle - 2.6, 0.2, 5.2, 2.9, KERNEL, 0.18)
            box(ax, middle - 2.6, 0.2, 5.2, 2.9, KERNEL, line=1.6)
            how = _SAYS.get(highlight or "", how)
        note(ax, middle, 1.0, name, colour)
        note(ax, middle, 2.2, how, colour, size=10)
        arrow(ax, (middle - 0.85, _MIDDLE), (middle + 0.85, _MIDDLE))
        note(ax, middle, 9.6, _spaced(parameters), colour, size=10)
        if highlight == "costs":
            note(ax, middle, 10.8, _spaced(MULTIPLY_ADDS[number]), colour, size=10)
    note(ax, 0.1, 9.6, "parameters", align="left", size=9)
    if highlight == "costs":
        note(ax, 0.1, 10.8, "products", align="left", size=9)
    if highlight == "backward":
        _draw_way_back(ax)


def _draw_maps(ax: Axes, middle: float, shape: tuple[int, ...], colour: str) -> None:
    """Draw a stack of maps, or a column of scores, with its shape below."""
    if len(shape) == 1:
        for row in range(shape[0]):
            top = _MIDDLE - 2 + 0.4 * row
            shade(ax, middle - 0.25, top, 0.5, 0.4, colour, 0.25)
            box(ax, middle - 0.25, top, 0.5, 0.4, colour, line=0.8)
    else:
        sheets, side = min(shape[0], 4), shape[1] / 10
        for sheet in range(sheets):
            off = 0.22 * (sheet - (sheets - 1) / 2) - side / 2
            shade(ax, middle + off, _MIDDLE + off, side, side, colour, 0.25)
            box(ax, middle + off, _MIDDLE + off, side, side, colour, line=0.9)
    note(ax, middle, _MIDDLE + 2.6, "×".join(map(str, shape)), colour, size=10)


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def _draw_way_back(ax: Axes) -> None:
    """Draw the gradients' way from the scores to the image."""
    left, right = _FIRST, _FIRST + 4 * _STEP
    ax.annotate(
        "",
        (left, 10.9),
        (right, 10.9),
        arrowprops={"arrowstyle": "-|>", "color": KERNEL, "lw": 2, "mutation_scale": 16},
    )
    note(ax, (left + right) / 2, 11.7, "gradients of the loss", KERNEL)
