"""Diagrams of chapter 1 with numbers in them: several channels, a dilated kernel, learned ones."""

from collections.abc import Mapping

import numpy as np

from pagelib.cells import arrow, box, canvas, draw_cells, note, shade
from pagelib.style import GREY, INPUT, KERNEL, OUTPUT

__all__ = ["draw_channels_in_numbers", "draw_dilated", "draw_learning"]


def draw_channels_in_numbers(
    image: np.ndarray, filters: np.ndarray, bias: np.ndarray, maps: np.ndarray
) -> None:
    """Each channel under the first window, with both filters, their sums, and the maps.

    Parameters
    ----------
    image : ndarray, shape (3, 3, 4)
    filters : ndarray, shape (2, 3, 2, 2)
    bias : ndarray, shape (2,)
    maps : ndarray, shape (2, 2, 3)
    """
    ax = canvas(17.4, 19.6)
    note(ax, 2.4, 0.7, "image", INPUT)
    for f, left in enumerate((6.4, 12.2)):
        note(ax, left + 1.9, 0.7, f"filter {f + 1}", KERNEL)
    for c, channel in enumerate(image):
        top = 1.6 + 3.8 * c
        draw_cells(ax, channel, 0.4, top, INPUT)
        box(ax, 0.4, top, 2, 2, KERNEL)
        for f, left in enumerate((6.4, 12.2)):
            draw_cells(ax, filters[f, c], left, top + 0.5, KERNEL)
            note(ax, left + 2.4, top + 1.5, "→")
            part = int((channel[:2, :2] * filters[f, c]).sum())
            note(ax, left + 3.4, top + 1.5, _signed(part))
        note(ax, 5.3, top + 1.5, f"$c = {c + 1}$", GREY, size=10)
    note(ax, 4.9, 13.0, "bias", GREY, align="right", size=10)
    note(ax, 4.9, 14.4, "sum", GREY, align="right", size=10)
    for f, left in enumerate((6.4, 12.2)):
        note(ax, left + 3.4, 13.0, _signed(int(bias[f])))
        ax.plot((left + 2.7, left + 4.1), (13.7, 13.7), color=GREY, lw=1)
        note(ax, left + 3.4, 14.4, _signed(int(maps[f, 0, 0])))
        draw_cells(ax, maps[f], left + 0.7, 16.3, OUTPUT)
        box(ax, left + 0.7, 16.3, 1, 1, KERNEL)
        note(ax, left + 2.2, 19.0, f"map {f + 1}", OUTPUT)
        arrow(ax, (left + 2.9, 14.9), (left + 1.5, 16.1))


def draw_dilated(size: int = 7) -> None:
    """A kernel of 3x3 on an image, plain and with dilation 2, and the pixels that it reads."""
    ax = canvas(17.4, 10)
    for left, dilation in ((0.6, 1), (9.8, 2)):
        draw_cells(ax, np.zeros((size, size)), left, 1.5, INPUT, text=False)
        for u in range(3):
            for v in range(3):
                x, y = left + v * dilation, 1.5 + u * dilation
                shade(ax, x + 0.08, y + 0.08, 0.84, 0.84, KERNEL, 0.55)
                note(ax, x + 0.5, y + 0.5, f"$w_{{{u}{v}}}$", size=9)
        extent, places = 2 * dilation + 1, size - 2 * dilation
        box(ax, left, 1.5, extent, extent, KERNEL, dashed=True, line=1.8)
        note(ax, left + size / 2, 0.75, f"dilation {dilation}", KERNEL)
        words = f"covers {extent}×{extent}, {places}×{places} places"
        note(ax, left + size / 2, 9.3, words, GREY, size=10)


def draw_learning(steps: Mapping[str, np.ndarray]) -> None:
    """Kernels after some steps of gradient descent, each with its name above it."""
    ax = canvas(4.3 * len(steps) + 0.5, 4.7)
    for number, (name, kernel) in enumerate(steps.items()):
        left = 0.9 + 4.3 * number
        # Adding 0 turns the rounded minus zero into zero.
        draw_cells(ax, np.round(kernel, 1) + 0.0, left, 1.4, KERNEL)
        note(ax, left + 1.5, 0.7, name, size=10)


def _signed(number: int) -> str:
    return f"{number}".replace("-", "\N{MINUS SIGN}")
