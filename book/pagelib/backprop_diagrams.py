"""The diagrams of chapter 4. Numbers in them are handed over by the page, or few enough to read."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pagelib.cells import arrow, box, canvas, draw_cells, note, shade
from pagelib.style import GREY, INK, INPUT, KERNEL, OUTPUT

__all__ = ["draw_chain", "draw_painted_gradient", "draw_strided_gradient"]


def draw_chain() -> None:
    """A weight, a ReLU and a loss: values forwards above the arrows, gradients below."""
    ax = canvas(22, 9)
    for left, width, name in ((5.2, 4.4, "$wx + b$"), (12.0, 2.8, "ReLU"), (17.2, 2.8, "loss")):
        shade(ax, left, 3.4, width, 1.8, GREY, 0.15)
        box(ax, left, 3.4, width, 1.8, INK, line=1.2)
        note(ax, left + width / 2, 4.3, name)
    inputs = (("x", 1.2, "2", "3"), ("w", 4.3, "3", "2"), ("b", 7.4, "−1", "1"))
    for name, y, value, gradient in inputs:
        note(ax, 0.8, y, f"${name}$")
        arrow(ax, (1.3, y), (5.1, 4.3 + (y - 4.3) * 0.25))
        above = y + 0.2 * (4.3 - y)  # the arrow, a fifth of the way
        note(ax, 2.1, above - 0.75, value, INPUT)
        note(ax, 2.1, above + 0.8, gradient, KERNEL)
    for start, end, name, value, gradient in (
        (9.7, 11.9, "$z$", "5", "1"),
        (14.9, 17.1, "$a$", "5", "1"),
        (20.1, 21.8, "$L$", "½", "1"),
    ):
        arrow(ax, (start, 4.3), (end, 4.3))
        middle = (start + end) / 2
        note(ax, middle, 2.7, name)
        note(ax, middle, 3.65, value, INPUT)
        note(ax, middle, 5.0, gradient, KERNEL)
    note(ax, 21.8, 0.7, "value, forwards", INPUT, align="right", size=10)
    note(ax, 21.8, 8.3, "gradient, backwards", KERNEL, align="right", size=10)


def draw_painted_gradient(upstream: np.ndarray, gradient: np.ndarray) -> None:
    """Every upstream number that is not 0, and the frame to which it added its kernel."""
    ax = canvas(12.6, 5.2)
    draw_cells(ax, upstream, 0.6, 1.9, OUTPUT)
    draw_cells(ax, gradient, 7.4, 1.4, INPUT)
    for i, j in np.argwhere(upstream):
        inset = 0.09 * (i + 1)
        box(ax, 7.4 + j + inset, 1.4 + i + inset, 2 - 2 * inset, 2 - 2 * inset, KERNEL, line=2)
    arrow(ax, (3.9, 2.9), (7.1, 2.9))
    note(ax, 5.5, 2.1, "times the\nkernel", KERNEL, size=10)
    note(ax, 2.1, 1.2, "$G$", OUTPUT)
    note(ax, 9.4, 0.7, "gradient by the image", INPUT)


def draw_strided_gradient(
    upstream: np.ndarray, padded: np.ndarray, kernel: np.ndarray, gradient: np.ndarray
) -> None:
    """Stride 2: zeros between the upstream numbers and around them, then the rotated kernel slides.

    The window that makes the pixel (2, 2) is framed, and so is the pixel; what no window of the
    forward pass has read is hatched.
    """
    ax = canvas(18.4, 17.6)
    draw_cells(ax, upstream, 1.1, 3.7, OUTPUT)
    draw_cells(ax, padded, 10.6, 1.2, GREY)
    for i, j in np.argwhere(padded):
        draw_cells(ax, padded[i, j], 10.6 + j, 1.2 + i, OUTPUT)
    box(ax, 12.6, 3.2, 3, 3, KERNEL)
    draw_cells(ax, kernel, 0.6, 11.6, KERNEL)
    draw_cells(ax, np.rot90(kernel, 2), 6.0, 11.6, KERNEL)
    box(ax, 6.0, 11.6, 3, 3, KERNEL)
    draw_cells(ax, gradient, 11.4, 10.4, INPUT)
    _hatch_unread(ax, gradient, 11.4, 10.4)
    box(ax, 13.4, 12.4, 1, 1, INK)

    arrow(ax, (3.4, 4.7), (10.3, 4.7))
    arrow(ax, (3.8, 13.1), (5.8, 13.1))
    arrow(ax, (9.2, 13.1), (11.2, 13.1))
    arrow(ax, (14.1, 8.4), (14.1, 10.2))
    note(ax, 2.1, 3.1, "$G$", OUTPUT)
    note(ax, 6.8, 3.5, "zeros between\nand around", OUTPUT, size=10)
    note(ax, 2.1, 11.0, "kernel", KERNEL, size=10)
    note(ax, 7.5, 11.0, "rotated", KERNEL, size=10)
    note(ax, 14.4, 17.0, "gradient by the image", INPUT, size=10)


def _hatch_unread(ax: Axes, gradient: np.ndarray, left: float, top: float) -> None:
    """Hatch the last row and the last column."""
    height, width = gradient.shape
    for corner, wide, high in (
        ((left, top + height - 1), width, 1),
        ((left + width - 1, top), 1, height - 1),
    ):
        ax.add_patch(Rectangle(corner, wide, high, fill=False, hatch="////", ec=GREY, lw=0))
