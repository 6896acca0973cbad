"""The pictures of chapter 8: images and maps side by side, and what was measured of them."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from pagelib.cells import arrow, box, canvas, draw_cells, note
from pagelib.style import INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = [
    "draw_unpooling",
    "plot_accuracy",
    "plot_correlations",
    "show_centred",
    "show_grid",
    "show_maps",
    "show_overlays",
]


def show_grid(
    rows: Mapping[str, Sequence[np.ndarray]], titles: Sequence[str] = (), centred: str = ""
) -> None:
    """Images in rows, each with a name; from black, the least, to white, the most.

    In the rows that `centred` names, grey is 0.
    """
    columns = max(map(len, rows.values()))
    height = WIDTH / columns * len(rows) * 1.02 + 0.25
    _, axes = plt.subplots(
        len(rows), columns, figsize=(WIDTH, height), layout="constrained", squeeze=False
    )
    for line, (name, images) in zip(axes, rows.items(), strict=True):
        for ax, image in zip(line, images, strict=True):
            _show(ax, image, centred=name in centred.split(","))
        line[0].set_ylabel(name, fontsize=9)
    for ax, title in zip(axes[0], titles, strict=False):
        ax.set_title(title, fontsize=9)


def show_centred(kernels: Sequence[np.ndarray]) -> None:
    """Kernels in one row; grey is 0, and each has a scale of its own."""
    _, axes = plt.subplots(1, len(kernels), figsize=(WIDTH, 0.8), layout="constrained")
    for ax, kernel in zip(axes, kernels, strict=True):
        _show(ax, kernel, centred=True)


def show_maps(image: np.ndarray, first: np.ndarray, second: np.ndarray) -> None:
    """An image, and the maps behind the first and the second ReLU; white is active."""
    figure = plt.figure(figsize=(WIDTH, 3.7), layout="constrained")
    grid = figure.add_gridspec(4, 8, height_ratios=(1.5, 1, 1, 1))
    ax = figure.add_subplot(grid[0, 3:5])
    _show(ax, image)
    for row, maps in ((1, first), (2, second[:8]), (3, second[8:])):
        for column, each in enumerate(maps):
            _show(figure.add_subplot(grid[row, column]), each)


def show_overlays(images: Sequence[np.ndarray], maps: Sequence[np.ndarray]) -> None:
    """Images in the upper row; below, each again with its map in orange over it."""
    columns = len(images)
    _, axes = plt.subplots(
        2, columns, figsize=(WIDTH, 2 * WIDTH / columns + 0.1), layout="constrained"
    )
    for (above, below), image, each in zip(axes.T, images, maps, strict=True):
        _show(above, image)
        _show(below, 0.5 * image, most=float(image.max()))
        h, w = image.shape
        # A cell of a map stands for a square of pixels; between them the colour fades.
        below.imshow(
            np.ones_like(each),
            cmap="autumn",
            alpha=0.75 * each / max(each.max(), 1e-9),
            extent=(-0.5, w - 0.5, h - 0.5, -0.5),
            interpolation="bilinear",
            vmin=0,
            vmax=1.6,
        )


def draw_unpooling(image: np.ndarray, pooled: np.ndarray, unpooled: np.ndarray) -> None:
    """An image of 4x4 with its maxima framed, what pooling keeps, and where unpooling puts it."""
    ax = canvas(17, 6)
    for index, colour in enumerate((INPUT, KERNEL, OUTPUT, MATRIX)):
        i, j = divmod(index, 2)
        rows, columns = slice(2 * i, 2 * i + 2), slice(2 * j, 2 * j + 2)
        window = image[rows, columns]
        u, v = np.unravel_index(window.argmax(), window.shape)
        draw_cells(ax, window, 0.5 + 2 * j, 1.4 + 2 * i, colour)
        draw_cells(ax, pooled[i : i + 1, j : j + 1], 7.5 + j, 2.4 + i, colour)
        draw_cells(ax, unpooled[rows, columns], 12.5 + 2 * j, 1.4 + 2 * i, colour)
        for left in (0.5, 12.5):
            box(ax, left + 2 * j + v, 1.4 + 2 * i + u, 1, 1, INK, line=2)
    arrow(ax, (4.9, 3.4), (7.2, 3.4))
    arrow(ax, (9.8, 3.4), (12.1, 3.4))
    note(ax, 2.5, 0.7, "image", INK)
    note(ax, 8.5, 1.7, "pooled", INK)
    note(ax, 14.5, 0.7, "unpooled", INK)


def plot_correlations(lost: Sequence[str], found: Mapping[str, Sequence[float]]) -> None:
    """How alike the maps stay, for each method, as more layers lose what they learned."""
    figure, ax = plot_axes(3.6, "layers drawn anew", "rank correlation with before")
    looks = ((KERNEL, "-o"), (INPUT, "--s"), (OUTPUT, "-^"), (MATRIX, "--D"), (INK, ":v"))
    for (name, values), (colour, style) in zip(found.items(), looks, strict=False):
        ax.plot(range(len(lost)), values, style, color=colour, label=name, markersize=5)
    ax.set_xticks(range(len(lost)), lost)
    ax.set_ylim(-0.1, 1.05)
    figure.legend(frameon=False, fontsize=9, loc="outside upper center", ncols=2)


def plot_accuracy(
    sizes: Sequence[float], attacked: Sequence[float], noisy: Sequence[float]
) -> None:
    """Accuracy over the size of a step, along the sign of the gradient and at random."""
    _, ax = plot_axes(
        3.2, r"$\varepsilon$ (a pixel is black at 0, white at 1)", "test accuracy, percent"
    )
    ax.plot(sizes, 100 * np.array(noisy), "--s", color=INPUT, label="random signs")
    ax.plot(sizes, 100 * np.array(attacked), "-o", color=KERNEL, label="signs of the gradient")
    ax.set_ylim(0, 100)
    ax.legend(frameon=False, fontsize=10)


def _show(ax: Axes, image: np.ndarray, centred: bool = False, most: float = 0.0) -> None:
    most = most or float(np.abs(image).max()) or 1.0
    limits = (-most, most) if centred else (min(float(image.min()), 0.0), most)
    ax.imshow(image, cmap="gray", vmin=limits[0], vmax=limits[1], interpolation="none")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
