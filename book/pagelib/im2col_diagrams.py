"""The diagrams of chapter 3. Numbers in them are handed over by the page that computed them."""

from collections.abc import Mapping, Sequence

import numpy as np

from pagelib.cells import arrow, box, canvas, draw_cells, note, shade
from pagelib.style import GREY, INK, INPUT, KERNEL, MATRIX, OUTPUT

__all__ = [
    "draw_as_matrix",
    "draw_blocks",
    "draw_counts",
    "draw_fft_padding",
    "draw_implicit",
    "draw_orders",
    "draw_product",
    "draw_window",
    "draw_winograd",
]


def draw_window(image: np.ndarray, cols: np.ndarray, place: tuple[int, int]) -> None:
    """One 2x2 window of an image, and the column of the matrix that it becomes."""
    i, j = place
    column = i * (image.shape[1] - 1) + j
    ax = canvas(15.2, 6.6)
    draw_cells(ax, image, 0.3, 1.9, INPUT)
    box(ax, 0.3 + j, 1.9 + i, 2, 2, KERNEL)
    draw_cells(ax, cols, 8.9, 1.9, MATRIX)
    box(ax, 8.9 + column, 1.9, 1, 4, KERNEL)
    for row, label in enumerate(("top left", "top right", "bottom left", "bottom right")):
        note(ax, 8.7, 2.4 + row, label, align="right", size=10)
    for c in range(cols.shape[1]):
        note(ax, 9.4 + c, 1.5, str(c + 1), MATRIX, size=10)
    note(ax, 0.3, 6.3, "image", INPUT, align="left")
    note(ax, 14.9, 6.3, "one window in each column", MATRIX, align="right")
    arrow(ax, (1.3 + j, 1.8 + i), (9.3 + column, 1.1), bend=-0.18)


def draw_product(kernels: np.ndarray, cols: np.ndarray, out: np.ndarray) -> None:
    """The product as one writes it by hand: kernels left, columns above, results where they meet.

    A row of kernels and a column of windows meet in one number of the output.
    """
    f, k = kernels.shape
    ax = canvas(13.4, k + f + 2.1)
    left, top = 6.3, k + 1.3
    draw_cells(ax, cols, left, 0.6, MATRIX)
    draw_cells(ax, kernels, left - k - 0.7, top, KERNEL)
    draw_cells(ax, out, left, top, OUTPUT)
    box(ax, left - k - 0.7, top, k, 1, INK)
    box(ax, left + 1, 0.6, 1, k, INK)
    box(ax, left + 1, top, 1, 1, INK)
    note(ax, left - 0.3, 2.6, "$A$: windows as columns", MATRIX, align="right")
    note(ax, left - 0.7, top - 0.45, "$W$: kernels as rows", KERNEL, align="right")
    note(ax, left + 6, top + f + 0.45, "$Y = W A$: outputs as rows", OUTPUT, align="right")


def draw_orders(
    ours: np.ndarray, patel: np.ndarray, rows: Sequence[int], columns: Sequence[int]
) -> None:
    """The same matrix in two orders; `rows` and `columns` say where Patel's come from in ours."""
    ax = canvas(15.4, 6.1)
    for left, matrix, name, row_names, column_names in (
        (1, ours, "row order (unfold)", range(4), range(6)),
        (9, patel, "column order (Patel)", rows, columns),
    ):
        note(ax, left + 3, 0.4, name, MATRIX)
        draw_cells(ax, matrix, left, 1.9, MATRIX)
        for c, number in enumerate(column_names):
            note(ax, left + c + 0.5, 1.4, str(number + 1), size=10)
        for r, number in enumerate(row_names):
            note(ax, left - 0.45, 2.4 + r, "abcd"[number], size=10)


def draw_blocks() -> None:
    """The product of a whole layer in tiles, each small enough for the cache."""
    ax = canvas(20, 13.4)
    left_w, left_a, top_a, top_w = 1.2, 8.2, 2.4, 9.6
    inner, places, filters = 6.2, 11, 3
    for left, top, width, height, colour in (
        (left_w, top_w, inner, filters, KERNEL),
        (left_a, top_a, places, inner, MATRIX),
        (left_a, top_w, places, filters, OUTPUT),
    ):
        shade(ax, left, top, width, height, colour, 0.22)
        box(ax, left, top, width, height, colour, line=1.2)
    channel = inner / 3
    for step in (channel, 2 * channel):
        ax.plot((left_w + step,) * 2, (top_w, top_w + filters), color=KERNEL, lw=0.8)
        ax.plot((left_a, left_a + places), (top_a + step,) * 2, color=MATRIX, lw=0.8)
    shade(ax, left_w + channel, top_w, channel, 1.5, KERNEL, 0.75)
    shade(ax, left_a + 3.4, top_a + channel, 3.4, channel, MATRIX, 0.75)
    shade(ax, left_a + 3.4, top_w, 3.4, 1.5, OUTPUT, 0.75)
    note(ax, 19.2, 0.6, "full colour: the tiles at work, in the cache", align="right", size=10)
    note(ax, 13.7, 1.7, "places of the window  $L = H_{out} W_{out}$", MATRIX)
    note(ax, 7.9, 4.9, "$A$:  $C\\,k_H k_W$ numbers", MATRIX, align="right")
    note(ax, 7.9, 6.1, "in each column", MATRIX, align="right")
    note(ax, 0.6, 11.1, "$F$", KERNEL)
    note(ax, 4.3, 9.0, "$W$", KERNEL)
    note(ax, 13.7, 13.0, "$Y$", OUTPUT)


def draw_as_matrix(matrix: np.ndarray, places: int, width: int) -> None:
    """A 0/1 matrix and its transpose, a filled cell for every one.

    Thin lines part its rows by the position in the window (`places` rows each) and its columns by
    the row of the image (`width` columns each).
    """
    rows, columns = matrix.shape
    ax = canvas(rows + columns + 9, rows + 4)
    for values, left, top, steps, colour in (
        (matrix, 2.5, 3, (places, width), MATRIX),
        (matrix.T, columns + 7.5, 3 + (rows - columns) / 2, (width, places), INPUT),
    ):
        high, wide = values.shape
        shade(ax, left, top, wide, high, colour, 0.1)
        for i, j in np.argwhere(values):
            shade(ax, left + j, top + i, 1, 1, colour, 1)
        for line in range(steps[0], high, steps[0]):
            ax.plot((left, left + wide), (top + line,) * 2, color=colour, lw=0.5)
        for line in range(steps[1], wide, steps[1]):
            ax.plot((left + line,) * 2, (top, top + high), color=colour, lw=0.5)
        box(ax, left, top, wide, high, colour)
        for group in range(rows // places):
            middle = (group + 0.5) * places
            if colour == MATRIX:
                note(ax, left - 1.2, top + middle, "abcd"[group], size=10)
            else:
                note(ax, left + middle, top + high + 1.3, "abcd"[group], size=10)
    note(ax, 2.5 + columns / 2, 1.5, "im2col:  $S$", MATRIX)
    note(ax, columns + 7.5 + rows / 2, 1.5 + (rows - columns) / 2, "col2im:  $S^T$", INPUT)


def draw_counts(counts: Mapping[str, np.ndarray]) -> None:
    """How many windows cover each pixel, for four settings: darker is more."""
    size = next(iter(counts.values())).shape[0]
    ax = canvas(2 * size + 2.2, 2 * size + 4.4)
    for index, (title, values) in enumerate(counts.items()):
        left, top = 0.6 + (index % 2) * (size + 1), 1.4 + (index // 2) * (size + 2)
        note(ax, left + size / 2, top - 0.6, title)
        for (i, j), value in np.ndenumerate(values):
            shade(ax, left + j, top + i, 1, 1, INPUT, 0.06 * float(value))
            note(ax, left + j + 0.5, top + i + 0.5, f"{value:g}")
        box(ax, left, top, size, size, INPUT)


def draw_fft_padding(size: int, kernel: int) -> None:
    """A kernel among zeros as large as the image, and the part of the result that wraps round."""
    ax = canvas(3 * size + 6, size + 5.5)
    lefts = [1 + index * (size + 2) for index in range(3)]
    for left, name, colour in zip(
        lefts, ("image", "kernel in zeros", "result"), (INPUT, KERNEL, OUTPUT), strict=True
    ):
        note(ax, left + size / 2, 1, name, colour)
        draw_cells(ax, np.zeros((size, size)), left, 2, colour, text=False)
    valid = size - kernel + 1
    shade(ax, lefts[1], 2, kernel, kernel, KERNEL, 0.8)
    for i, j in np.ndindex(size, size):
        if i >= valid or j >= valid:
            left, top = lefts[2] + j, 2 + i
            shade(ax, left, top, 1, 1, GREY, 0.35)
            ax.plot((left, left + 1), (top + 1, top), color=INK, lw=0.8)
    box(ax, lefts[2], 2, valid, valid, OUTPUT)
    note(ax, lefts[0] + size + 1, 2 + size / 2, "$\\star$", size=14)
    note(ax, lefts[1] + size + 1, 2 + size / 2, "=", size=14)
    note(ax, lefts[2] + size, size + 3.4, "hatched: wrapped round, dropped", align="right")


def draw_winograd() -> None:
    """Two neighbouring input tiles of 4x4, which overlap, and the output tiles of 2x2 they give."""
    ax = canvas(15, 7.4)
    draw_cells(ax, np.zeros((6, 6)), 0.8, 1.2, INPUT, text=False)
    draw_cells(ax, np.zeros((4, 4)), 10, 2.2, OUTPUT, text=False)
    for left, top, size, colour in ((0.8, 1.2, 4, INPUT), (10, 2.2, 2, OUTPUT)):
        shade(ax, left, top, size, size, colour, 0.6)
        box(ax, left, top, size, size, colour)
        box(ax, left + 2.12, top + 0.12, size - 0.24, size - 0.24, INK, line=1.6, dashed=True)
    note(ax, 3.8, 0.5, "tiles of 4×4", INPUT)
    note(ax, 12, 1.5, "tiles of 2×2", OUTPUT)
    arrow(ax, (7.2, 4.2), (9.6, 4.2))
    note(ax, 8.4, 3.5, "16", KERNEL)
    note(ax, 8.4, 5, "products", KERNEL, size=10)


def draw_implicit() -> None:
    """The product without its matrix: each tile of A is gathered from the image when needed."""
    ax = canvas(20, 14.2)
    draw_cells(ax, np.zeros((5, 5)), 0.8, 2.2, INPUT, text=False)
    shade(ax, 1.8, 3.2, 3, 3, INPUT, 0.7)
    note(ax, 3.3, 1.3, "image, in memory", INPUT)
    box(ax, 9, 2.2, 10.4, 5.8, MATRIX, line=1.2, dashed=True)
    note(ax, 14.2, 1.3, "$A$: never stored", MATRIX)
    shade(ax, 12.2, 4.2, 3.2, 1.9, MATRIX, 0.75)
    arrow(ax, (5, 4.7), (12, 5.1))
    note(ax, 9.4, 3.3, "addresses computed", align="left", size=10)
    for left, width, tile, tile_width, name, colour in (
        (1.6, 5.8, 3.6, 1.9, "$W$, in memory", KERNEL),
        (9, 10.4, 12.2, 3.2, "$Y$, in memory", OUTPUT),
    ):
        shade(ax, left, 9.6, width, 3, colour, 0.22)
        box(ax, left, 9.6, width, 3, colour, line=1.2)
        shade(ax, tile, 9.6, tile_width, 1.5, colour, 0.75)
        note(ax, left + width / 2, 13.3, name, colour)
    arrow(ax, (13.8, 6.3), (13.8, 9.4))
    arrow(ax, (5.7, 10.3), (12, 10.3))
    note(ax, 14.1, 8.8, "multiply and add", align="left", size=10)
