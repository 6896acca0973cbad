"""Pictures for the notebooks of the assignments.

They are drawn only in Jupyter, not when a notebook is graded or checked.
"""

import base64
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["boot", "in_jupyter", "show_curve", "show_images", "show_times"]

# Picture 37 of Fashion-MNIST's training set in `cnnlib.data` (MIT licence), in 16 shades.
BOOT = (
    "eNrNUttuQyEM43BCLs6F///bhU6T2nV7ryMewNgxEWN8MKj+5wqVwnTff8hcsxq5+Y3bbpWNqPXm6LB9ZFm/dRwK"
    "D/deQa/ULJMZFRCe8RpmZd4tbUPYeu2HDbpjNxXG5M/9JHDPI8qA2YI+qVzuEZ0DaEpZMcalfI1pWbEuuKmawcCL"
    "fAyv7CqI8qEM7tqGfNeYCSVaNKf0qWftRu4EYrQ3hCaJIiI6x8NWG+jZNukmx6zvnWYPRsTOMMQQfsIZ2mKMPufG"
    "zxsmnR1/j5BksXR91Jf7Agy3Cv0="
)
REPEATS = 3


def boot() -> np.ndarray:
    """Return the picture of a boot: an array of float64 from 0 to 1, shape (28, 28)."""
    shades = np.frombuffer(zlib.decompress(base64.b64decode(BOOT)), dtype=np.uint8)
    return shades.reshape(28, 28) / 15


def in_jupyter() -> bool:
    """Return whether this code runs in Jupyter's kernel, so that pictures can be seen."""
    ipython = sys.modules.get("IPython")
    return getattr(ipython and ipython.get_ipython(), "kernel", None) is not None


def show_images(images: Mapping[str, np.ndarray]) -> None:
    """Show grey images side by side, each in its own scale from black to white.

    Parameters
    ----------
    images : mapping of str to ndarray, shape (H, W)
        By title.
    """
    if in_jupyter():
        _show(draw_images(images))


def show_curve(values: Sequence[float], x_label: str, y_label: str) -> None:
    """Show a series of numbers as a curve."""
    if in_jupyter():
        _show(draw_curve(values, x_label, y_label))


def show_times(functions: Mapping[str, Callable[[int], Any]], sizes: Sequence[int]) -> None:
    """Time functions for several sizes, and plot how the time grows.

    Parameters
    ----------
    functions : mapping of str to callable
        By name; each takes a size. The shortest of three times is shown.
    sizes : sequence of int
    """
    if in_jupyter():
        _show(draw_times(functions, sizes))


def draw_images(images: Mapping[str, np.ndarray]) -> "Figure":
    """Return the figure of `show_images`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2.2 * len(images), 2.5), layout="constrained")
    for number, (title, image) in enumerate(images.items(), start=1):
        axes = figure.add_subplot(1, len(images), number)
        axes.imshow(image, cmap="gray")
        axes.set_title(title, fontsize=10)
        axes.set_axis_off()
    return figure


def draw_curve(values: Sequence[float], x_label: str, y_label: str) -> "Figure":
    """Return the figure of `show_curve`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(values, linewidth=1)
    axes.set(xlabel=x_label, ylabel=y_label)
    return figure


def draw_times(functions: Mapping[str, Callable[[int], Any]], sizes: Sequence[int]) -> "Figure":
    """Return the figure of `show_times`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3.5), layout="constrained")
    axes = figure.add_subplot()
    for name, function in functions.items():
        times = [min(_seconds(function, size) for _ in range(REPEATS)) for size in sizes]
        axes.loglog(sizes, times, marker="o", label=name)
    axes.set(xlabel="size", ylabel="seconds")
    axes.legend()
    return figure


def _seconds(function: Callable[[int], Any], size: int) -> float:
    start = perf_counter()
    function(size)
    return perf_counter() - start


def _show(figure: "Figure") -> None:
    from IPython.display import display

    display(figure)
