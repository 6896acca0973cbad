"""Figures of chapter 1 with pictures in them: bright is bright, and where signs count grey is 0."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from pagelib.style import INK, INPUT, KERNEL, OUTPUT, WIDTH

__all__ = ["plot_answers", "plot_corners", "plot_race", "plot_strip", "plot_through"]


def plot_answers(image: np.ndarray, answers: Mapping[str, np.ndarray]) -> None:
    """An image, and what kernels answer to it; where an answer has a sign, grey is 0."""
    _, axes = plt.subplots(2, 3, figsize=(WIDTH, 3.9), layout="constrained")
    for ax in axes.flat:
        ax.axis("off")
    _show(axes.flat[0], image, "image")
    for ax, (name, values) in zip(list(axes.flat)[1:], answers.items(), strict=False):
        _show(ax, values, name, signed="edges" in name)


def plot_corners(image: np.ndarray, edges: np.ndarray, corners: np.ndarray) -> None:
    """Two squares, the four maps of their edges, and the map of their corners."""
    _, axes = plt.subplots(2, 3, figsize=(WIDTH, 3.9), layout="constrained")
    names = ("brighter to the right", "brighter to the left", "brighter below", "brighter above")
    _show(axes[0, 0], image, "image", signed=True)
    for ax, values, name in zip(axes.flat[1:5], edges, names, strict=True):
        _show(ax, values, name, most=4)
    _show(axes[1, 2], corners, "corners", most=1)


def plot_through(image: np.ndarray, steps: Mapping[str, np.ndarray], scores: Mapping[str, float]):
    """An image on its way through the small network: eight maps a step, and the scores."""
    figure = plt.figure(figsize=(WIDTH, 6.2), layout="constrained")
    top, middle, bottom = figure.subfigures(3, 1, height_ratios=(1.25, 2.6, 2.2))
    ax = top.subplots(1, 1)
    _show(ax, image, "image, 28×28")
    axes = middle.subplots(len(steps), 8)
    for row, (name, maps) in zip(axes, steps.items(), strict=True):
        for ax, values in zip(row, maps, strict=True):
            _show(ax, values, "", signed=name == "convolution", most=np.abs(maps).max())
        row[0].set_title(name, loc="left", fontsize=10)
    ax = bottom.subplots(1, 1)
    best = max(scores, key=scores.get)
    colours = [OUTPUT if name == best else INPUT for name in scores]
    ax.barh(list(scores), list(scores.values()), color=colours)
    ax.invert_yaxis()
    ax.set_title("scores", loc="left", fontsize=10)
    ax.axvline(0, color=INK, lw=0.8)
    ax.tick_params(labelsize=9)


def plot_race(
    image: np.ndarray, moved: np.ndarray, accuracies: Mapping[str, Sequence[float]]
) -> None:
    """An image, the same with its pixels shuffled, and what networks make of either kind.

    The names in `accuracies` that end in "shuffled" are those of networks on shuffled images.
    """
    figure = plt.figure(figsize=(WIDTH, 4.9), layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=(1, 1.25))
    left, right = above.subplots(1, 2)
    _show(left, image, "as it is")
    _show(right, moved, "shuffled")
    ax = below.subplots(1, 1)
    for row, (name, values) in enumerate(accuracies.items()):
        colour = KERNEL if name.endswith("shuffled") else OUTPUT
        percent = 100 * np.asarray(values)
        ax.plot(percent, np.full(len(values), row), "o", color=colour, alpha=0.6)
        ax.plot(percent.mean(), row, "|", color=INK, markersize=18, markeredgewidth=2)
    ax.set_yticks(range(len(accuracies)), list(accuracies))
    ax.set_ylim(len(accuracies) - 0.5, -0.5)
    ax.set_xlabel("test accuracy, percent")
    ax.grid(True, axis="x")


def plot_strip(wide: np.ndarray, values: np.ndarray) -> None:
    """A wide image, and below each place the value of the window that is centred there."""
    half = wide.shape[0] // 2
    _, (top, bottom) = plt.subplots(
        2, 1, figsize=(WIDTH, 3.2), sharex=True, layout="constrained", height_ratios=(1, 1.4)
    )
    _show(top, wide, "")
    middles = half + np.arange(len(values))
    bottom.plot(middles, values, color=OUTPUT)
    bottom.plot(middles[::28], values[::28], "o", color=INK)
    bottom.axhline(0, color=INK, lw=0.6)
    bottom.set_xlabel("middle of the window, in pixels")
    bottom.set_ylabel("answer")


def _show(
    ax: Axes, values: np.ndarray, name: str, signed: bool = False, most: float | None = None
) -> None:
    """Draw one picture: 0 is black, or grey where `signed`, and the largest value white."""
    most = np.abs(values).max() if signed and most is None else 1 if most is None else most
    ax.imshow(values, cmap="gray", vmin=-most if signed else 0, vmax=most)
    ax.set_title(name, fontsize=10)
    ax.axis("off")
