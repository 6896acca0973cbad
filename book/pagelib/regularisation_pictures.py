"""The pictures of chapter 6: two pixels, augmented images, paths through a valley."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np

from pagelib.style import INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, plot_axes

__all__ = ["draw_augmented", "draw_two_pixels", "plot_paths"]


def draw_two_pixels(clouds: Mapping[str, np.ndarray]) -> None:
    """Two pixels of many images against each other, one cloud for each preparation."""
    _, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.3), layout="constrained")
    for ax, (name, points), colour in zip(axes, clouds.items(), (INK, INPUT, OUTPUT), strict=True):
        middle, reach = points.mean(axis=0), 1.1 * np.abs(points - points.mean(axis=0)).max()
        ax.plot(*points.T, ".", color=colour, markersize=2, alpha=0.6)
        ax.set_xlim(middle[0] - reach, middle[0] + reach)
        ax.set_ylim(middle[1] - reach, middle[1] + reach)
        ax.set_aspect("equal")
        ax.set_title(name, fontsize=10)
        ax.tick_params(labelsize=9)
        ax.grid(True)
    axes[0].set_xlabel("a pixel")
    axes[0].set_ylabel("its right neighbour")


def draw_augmented(rows: Mapping[str, np.ndarray]) -> None:
    """One image, and what several draws of each augmentation make of it."""
    columns = len(next(iter(rows.values())))
    _, axes = plt.subplots(
        len(rows), columns, figsize=(WIDTH, 1.02 * len(rows)), layout="constrained"
    )
    for line, (name, images) in zip(axes, rows.items(), strict=True):
        for ax, image in zip(line, images, strict=True):
            ax.imshow(image, cmap="gray", vmin=-1, vmax=2.2)
            ax.set_xticks([])
            ax.set_yticks([])
        line[0].set_ylabel(name, fontsize=10)


def plot_paths(
    loss: np.ndarray, extent: tuple[float, float, float, float], paths: Mapping[str, np.ndarray]
) -> None:
    """The ways of several optimisers through a narrow valley."""
    figure, ax = plot_axes(3.3, "$w_1$", "$w_2$")
    left, right, bottom, top = extent
    x = np.linspace(left, right, loss.shape[1])
    y = np.linspace(bottom, top, loss.shape[0])
    levels = np.geomspace(0.02, loss.max(), 12)
    ax.contour(x, y, loss, levels=levels, colors="#a0a0a0", linewidths=0.7)
    for (name, path), colour in zip(paths.items(), (KERNEL, INPUT, OUTPUT, MATRIX), strict=False):
        ax.plot(*path.T, "-o", color=colour, markersize=3, linewidth=1.4, label=name)
    ax.plot(0, 0, "*", color=INK, markersize=11)
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    figure.legend(frameon=False, loc="outside upper center", ncols=4, fontsize=10)
