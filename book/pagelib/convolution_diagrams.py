"""The diagrams of chapter 1. Numbers in them are handed over by the page that computed them."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pagelib.cells import arrow, box, canvas, draw_cells, note, shade
from pagelib.style import GREY, INK, INPUT, KERNEL, MATRIX, OUTPUT, tint

__all__ = [
    "draw_channels",
    "draw_connections",
    "draw_fields",
    "draw_flip",
    "draw_matrix",
    "draw_painting",
    "draw_places",
    "draw_slide",
]


def draw_connections() -> None:
    """Seven inputs and five outputs: dense, local, and local with shared weights."""
    ax = canvas(26, 8.2)
    shades = [tint(KERNEL, strength) for strength in np.linspace(0.25, 1, 15)]
    for left, name in ((0, "dense"), (9, "local"), (18, "convolution")):
        for i in range(5):
            reach = range(7) if name == "dense" else range(i, i + 3)
            for number, j in enumerate(reach):
                if name == "dense":
                    colour = GREY
                elif name == "local":
                    colour = shades[3 * i + number]
                else:
                    colour = (KERNEL, MATRIX, INPUT)[number]
                ax.plot(
                    (left + 1 + j, left + 2 + i),
                    (6, 2),
                    color=colour,
                    lw=0.8 if name == "dense" else 1.8,
                    zorder=1,
                )
        _dots(ax, left + 1 + np.arange(7), 6, INPUT)
        _dots(ax, left + 2 + np.arange(5), 2, OUTPUT)
        note(ax, left + 4, 0.7, name)
        weights = {"dense": "35 weights", "local": "15 weights", "convolution": "3 weights"}
        note(ax, left + 4, 7.4, weights[name], GREY)


def draw_slide(
    image: np.ndarray, kernel: np.ndarray, out: np.ndarray, place: tuple[int, int]
) -> None:
    """An image with a window framed, the kernel, and the output with the result framed."""
    i, j = place
    k = len(kernel)
    ax = canvas(16.4, 6.6)
    draw_cells(ax, image, 0.4, 1.2, INPUT)
    box(ax, 0.4 + j, 1.2 + i, k, k, KERNEL)
    draw_cells(ax, kernel, 7.1, 2.2, KERNEL)
    draw_cells(ax, out, 12.6, 2.2, OUTPUT)
    box(ax, 12.6 + j, 2.2 + i, 1, 1, KERNEL)
    note(ax, 6.25, 3.7, "*", size=15)
    note(ax, 11.4, 3.7, "=", size=15)
    note(ax, 2.9, 0.6, "image", INPUT)
    note(ax, 8.6, 1.6, "kernel", KERNEL)
    note(ax, 14.1, 1.6, "output", OUTPUT)


def draw_flip(
    image: np.ndarray, kernel: np.ndarray, correlated: np.ndarray, convolved: np.ndarray
) -> None:
    """A single lit pixel, a kernel, and what both operations make of them."""
    ax = canvas(19.4, 6.6)
    for left, values, name, colour in (
        (0.3, image, "image", INPUT),
        (6.3, kernel, "kernel", KERNEL),
        (11.3, correlated, "cross-correlation", OUTPUT),
        (16.0, convolved, "convolution", OUTPUT),
    ):
        height, width = values.shape
        top = 3.8 - height / 2
        draw_cells(ax, values, left, top, colour)
        note(ax, left + width / 2, 0.6, name, colour, size=10)


def draw_channels() -> None:
    """Three channels, four filters, four maps; a window through all channels makes one pixel."""
    ax = canvas(22, 12.4)
    for c in range(3):
        shade(ax, 0.8 + 0.7 * c, 3.2 + 0.7 * c, 4.6, 4.6, INPUT, 0.25 + 0.2 * c)
        box(ax, 0.8 + 0.7 * c, 3.2 + 0.7 * c, 4.6, 4.6, INPUT, line=1)
        box(ax, 2.0 + 0.7 * c, 4.2 + 0.7 * c, 1.5, 1.5, KERNEL, line=1.8)
    for f in range(4):
        top = 1.5 + 2.6 * f
        for c in range(3):
            shade(ax, 9.2 + 0.35 * c, top + 0.35 * c, 1.3, 1.3, KERNEL, 0.3 + 0.15 * c)
            box(ax, 9.2 + 0.35 * c, top + 0.35 * c, 1.3, 1.3, KERNEL, line=0.8)
        left, down = 14.4 + 0.8 * f, 2.6 + 0.8 * f
        shade(ax, left, down, 4.2, 4.2, OUTPUT, 0.22 + 0.12 * f)
        box(ax, left, down, 4.2, 4.2, OUTPUT, line=1)
        shade(ax, left + 0.9, down + 0.9, 0.5, 0.5, INK, 0.8)
        arrow(ax, (11.5, top + 1), (left - 0.1, down + 0.4), bend=0.05)
    arrow(ax, (5.0, 6.4), (9.0, 6.4))
    note(ax, 3.8, 1.0, "$C = 3$ channels", INPUT)
    note(ax, 9.9, 0.6, "$F = 4$ filters", KERNEL)
    note(ax, 17.4, 1.0, "$F = 4$ channels", OUTPUT)


def draw_places() -> None:
    """Where a kernel of three goes along an axis, for five settings."""
    settings = (
        ("$n=7$, stride 1", 7, 1, 0, 1),
        ("$n=7$, stride 2", 7, 2, 0, 1),
        ("$n=8$, stride 2", 8, 2, 0, 1),
        ("$n=7$, padding 1", 7, 1, 1, 1),
        ("$n=7$, dilation 2", 7, 1, 0, 2),
    )
    heights = [1.9 + 0.5 * _places(n, s, p, d) for _, n, s, p, d in settings]
    ax = canvas(20, sum(heights) + 0.3)
    top = 0.4
    for (name, n, stride, padding, dilation), height in zip(settings, heights, strict=True):
        _draw_axis_of_places(ax, top, name, n, stride, padding, dilation)
        top += height


def draw_fields() -> None:
    """What a unit of the third layer sees, without dilation and with 1, 2, 4."""
    ax = canvas(27, 12.2)
    for left, width, dilations in ((1, 7, (1, 1, 1)), (11, 15, (1, 2, 4))):
        middle = left + (width - 1) / 2
        seen = {middle}
        for depth, dilation in enumerate(reversed(dilations)):
            top = 3.4 + 2.5 * depth
            below = {x + step * dilation for x in seen for step in (-1, 0, 1)}
            for x in seen:
                for step in (-1, 0, 1):
                    ax.plot((x, x + step * dilation), (top, top + 2.5), color=KERNEL, lw=0.9)
            _dots(ax, np.arange(left, left + width), top, GREY, hollow=True)
            _dots(ax, np.array(sorted(seen)), top, OUTPUT)
            seen = below
        _dots(ax, np.array(sorted(seen)), 10.9, INPUT)
        words = ", ".join(map(str, dilations))
        note(ax, middle, 1.3, f"dilations {words}:\n{len(seen)} pixels", size=10)


def draw_matrix(matrix: np.ndarray) -> None:
    """A convolution as a matrix, its zeros left blank, and the transpose beside it."""
    rows, columns = matrix.shape
    ax = canvas(columns + rows + 4.4, columns + 2)
    for values, left, top, colour, name in (
        (matrix, 0.4, 1 + (columns - rows) / 2, KERNEL, "$M$"),
        (matrix.T, columns + 3.4, 1.6, OUTPUT, r"$M^\mathsf{T}$"),
    ):
        for (i, j), value in np.ndenumerate(values):
            if value:
                draw_cells(ax, np.array([[value]]), left + j, top + i, colour, text=False)
                note(ax, left + j + 0.5, top + i + 0.5, f"{value:g}", size=8)
        box(ax, left, top, values.shape[1], values.shape[0], colour, line=1.2)
        note(ax, left + values.shape[1] / 2, top - 0.7, name, colour)


def draw_painting() -> None:
    """Four kernels of 3x3 painted two pixels apart, and how many of them cover each pixel."""
    ax = canvas(15, 7.4)
    counts = np.zeros((5, 5), dtype=int)
    for i in (0, 2):
        for j in (0, 2):
            counts[i : i + 3, j : j + 3] += 1
    draw_cells(ax, np.zeros((2, 2)), 0.6, 2.6, INPUT, text=False)
    for index, letter in enumerate("abcd"):
        i, j = divmod(index, 2)
        note(ax, 1.1 + j, 3.1 + i, letter)
    for (i, j), count in np.ndenumerate(counts):
        shade(ax, 7.6 + j, 1.2 + i, 1, 1, OUTPUT, 0.2 * count)
        box(ax, 7.6 + j, 1.2 + i, 1, 1, OUTPUT, line=0.8)
        note(ax, 8.1 + j, 1.7 + i, str(count), size=10)
    for i in (0, 2):
        for j in (0, 2):
            ax.add_patch(
                Rectangle((7.66 + j, 1.26 + i), 2.88, 2.88, fill=False, edgecolor=KERNEL, lw=1.6)
            )
    arrow(ax, (2.9, 3.6), (7.3, 3.6))
    note(ax, 5.1, 3.0, "kernel 3×3, stride 2", KERNEL, size=10)
    note(ax, 1.6, 2.0, "input", INPUT)
    note(ax, 10.1, 0.6, "output", OUTPUT)


def _draw_axis_of_places(
    ax: Axes, top: float, name: str, n: int, stride: int, padding: int, dilation: int
) -> None:
    left = 6.6
    places = _places(n, stride, padding, dilation)
    read = {
        place * stride + step * dilation - padding for place in range(places) for step in range(3)
    }
    for x in range(-padding, n + padding):
        inside = 0 <= x < n
        box(ax, left + x, top, 1, 1, INPUT if inside else GREY, line=1, dashed=not inside)
        if inside:
            shade(ax, left + x, top, 1, 1, INPUT, 0.22)
        else:
            note(ax, left + x + 0.5, top + 0.5, "0", GREY, size=10)
        if inside and x not in read:
            ax.add_patch(
                Rectangle((left + x, top), 1, 1, fill=False, hatch="////", edgecolor=INK, lw=0)
            )
    for place in range(places):
        start, height = left + place * stride - padding, top + 1.3 + 0.5 * place
        ax.plot((start, start + 2 * dilation + 1), (height,) * 2, color=tint(KERNEL, 0.4), lw=1.5)
        for step in range(3):
            x = start + step * dilation
            ax.plot((x + 0.12, x + 0.88), (height,) * 2, color=KERNEL, lw=4.5)
    note(ax, 5.2, top + 0.5, name, align="right", size=10)
    note(ax, 16.2, top + 0.5, f"{places} places", KERNEL, align="left", size=10)


def _places(n: int, stride: int, padding: int, dilation: int) -> int:
    return (n + 2 * padding - 2 * dilation - 1) // stride + 1


def _dots(ax: Axes, x: np.ndarray, y: float, colour: str, hollow: bool = False) -> None:
    face = "white" if hollow else colour
    ax.plot(x, np.full(len(x), y), "o", color=colour, markerfacecolor=face, markersize=6, zorder=2)
