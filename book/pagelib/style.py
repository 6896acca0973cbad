"""One look for all figures: a column wide, transparent, one colour for each role.

The pages are read light and dark. Figures are drawn once, for white paper; ``_ext/figures.py``
gives lines, letters and areas a second colour for the dark theme. What ``imshow`` draws stays as it
is, so that a picture (``cmap="gray"``) is never a negative.
"""

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib_inline.backend_inline import set_matplotlib_formats

__all__ = [
    "GREY",
    "INK",
    "INPUT",
    "KERNEL",
    "MATRIX",
    "OUTPUT",
    "WIDTH",
    "plot_axes",
    "tint",
    "use_style",
]

# After Okabe & Ito (2008), told apart by colour-blind readers; the matrix's purple is darker.
INPUT, KERNEL, OUTPUT, MATRIX = "#0072B2", "#D55E00", "#009E73", "#A6427F"
INK, GREY = "#222222", "#737373"
WIDTH = 5.0  # inches: on a phone of 390 pixels, 11 points stay 10 pixels


def use_style() -> None:
    """Draw this page's figures as transparent SVG in the look of the course."""
    # No date in the file and one width for all: the same figure gives the same file.
    set_matplotlib_formats("svg", bbox_inches=None, metadata={"Date": None})
    mpl.rcParams.update(
        {
            "figure.facecolor": "none",
            "savefig.facecolor": "none",
            "axes.facecolor": "none",
            "axes.edgecolor": INK,
            "axes.labelcolor": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "font.size": 11,
            "grid.color": "#cccccc",
            "grid.linewidth": 0.6,
            "lines.linewidth": 2,
            "lines.markersize": 6,
            "svg.hashsalt": "course",
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    )


def tint(colour: str, strength: float = 0.22) -> str:
    """Mix `colour` with white: 0 is white, 1 the colour itself."""
    return to_hex([1 - strength * (1 - channel) for channel in to_rgb(colour)])


def plot_axes(height: float, xlabel: str, ylabel: str) -> tuple[Figure, Axes]:
    """Return one labelled plot as wide as the column and `height` inches high."""
    figure, ax = plt.subplots(figsize=(WIDTH, height), layout="constrained")
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.grid(True)
    ax.set_axisbelow(True)
    return figure, ax
