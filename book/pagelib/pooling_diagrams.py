"""The diagrams of chapter 2. Numbers in them are handed over by the page, or counted here."""

import numpy as np

from cnnlib.pooling_windows import pooling_windows
from pagelib.cells import arrow, box, canvas, draw_cells, note
from pagelib.style import INK, INPUT, KERNEL, MATRIX, OUTPUT

__all__ = ["draw_max_pool", "draw_window_pixels"]


def draw_max_pool(image: np.ndarray) -> None:
    """An image in four windows of 2x2, the largest number of each framed, and the pooled image."""
    ax = canvas(13, 6)
    colours = (INPUT, KERNEL, OUTPUT, MATRIX)
    for index, colour in enumerate(colours):
        i, j = divmod(index, 2)
        window = image[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        draw_cells(ax, window, 0.6 + 2 * j, 1.4 + 2 * i, colour)
        u, v = np.unravel_index(window.argmax(), window.shape)
        box(ax, 0.6 + 2 * j + v, 1.4 + 2 * i + u, 1, 1, INK, line=2)
        draw_cells(ax, window.max(), 9.6 + j, 2.4 + i, colour)
    arrow(ax, (5.0, 3.4), (9.3, 3.4))
    note(ax, 7.1, 2.8, "max of 2×2", size=10)
    note(ax, 2.6, 0.7, "image", INK)
    note(ax, 10.6, 1.7, "pooled", INK)


def draw_window_pixels() -> None:
    """By how many pixels each window's sum is divided, with and without the padding."""
    ax = canvas(13.4, 6)
    windows = pooling_windows(np.zeros((1, 1, 4, 5)), 3, stride=1, padding=1)
    for left, name, count_padding in ((0.6, "padding counted", True), (7.4, "not counted", False)):
        draw_cells(ax, windows.pixels(count_padding), left, 1.4, OUTPUT)
        note(ax, left + 2.5, 0.7, name, OUTPUT)
