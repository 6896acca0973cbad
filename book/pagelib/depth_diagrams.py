"""The diagrams of chapter 5: the two networks, and a residual block."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from pagelib.style import GREY, INK, INPUT, KERNEL, MATRIX, OUTPUT, WIDTH, tint

__all__ = ["draw_block", "draw_networks", "draw_projection"]


def _canvas(width: float, height: float, across: float, down: float) -> Axes:
    _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    ax.set_xlim(0, across)
    ax.set_ylim(0, down)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _box(
    ax: Axes,
    centre: tuple[float, float],
    size: tuple[float, float],
    text: str,
    colour: str,
    fontsize: float = 10,
) -> None:
    x, y = centre[0] - size[0] / 2, centre[1] - size[1] / 2
    ax.add_patch(
        FancyBboxPatch(
            (x, y),
            *size,
            boxstyle="round,pad=0.02,rounding_size=0.12",
            facecolor=tint(colour),
            edgecolor=colour,
        )
    )
    ax.text(*centre, text, ha="center", va="center", fontsize=fontsize)


def _arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str = INK,
    bend: float = 0.0,
) -> None:
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=11,
            color=colour,
            shrinkA=0,
            shrinkB=1,
            connectionstyle=f"arc3,rad={bend}",
        )
    )


def draw_networks() -> None:
    """VGG-08 and VGG-38 as columns of layers: entry, stages and reductions, head."""
    _, axes = plt.subplots(2, 1, figsize=(WIDTH, 2.6), layout="constrained")
    for ax, blocks, name in zip(axes, (0, 5), ("VGG-08", "VGG-38"), strict=True):
        kinds = ["entry"] + (["block"] * 2 * blocks + ["reduction"] * 2) * 3 + ["dense"]
        colours = {"entry": INPUT, "block": OUTPUT, "reduction": KERNEL, "dense": MATRIX}
        for place, kind in enumerate(kinds):
            ax.bar(
                place,
                1,
                width=0.72,
                color=tint(colours[kind], 0.45),
                edgecolor=colours[kind],
                label=kind,
            )
        ax.set_xlim(-1, 38)
        ax.set_ylim(0, 1.05)
        ax.axis("off")
        ax.set_title(f"{name}: {len(kinds)} layers", fontsize=11, loc="left")
    handles, labels = axes[1].get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    axes[0].legend(
        unique.values(), unique.keys(), frameon=False, fontsize=9, ncols=2, loc="center right"
    )


def draw_block() -> None:
    """A residual block: two convolutions, and a line that carries the input past them."""
    ax = _canvas(WIDTH, 2.5, 11, 4.6)
    ax.text(0.1, 1.6, "$x$", fontsize=12, va="center")
    _arrow(ax, (0.5, 1.6), (1.5, 1.6))
    _box(ax, (2.5, 1.6), (1.9, 1.1), "3×3\nconv", KERNEL)
    _arrow(ax, (3.5, 1.6), (4.2, 1.6))
    _box(ax, (4.9, 1.6), (1.3, 1.1), "leaky\nReLU", GREY, 9)
    _arrow(ax, (5.6, 1.6), (6.3, 1.6))
    _box(ax, (7.3, 1.6), (1.9, 1.1), "3×3\nconv", KERNEL)
    _arrow(ax, (8.3, 1.6), (8.85, 1.6))
    ax.add_patch(plt.Circle((9.2, 1.6), 0.34, facecolor=tint(OUTPUT), edgecolor=OUTPUT))
    ax.text(9.2, 1.6, "+", ha="center", va="center", fontsize=13)
    ax.plot([0.9, 0.9, 9.2], [1.6, 3.7, 3.7], color=INPUT, lw=2)
    _arrow(ax, (9.2, 3.7), (9.2, 1.96), INPUT)
    _arrow(ax, (9.56, 1.6), (10.2, 1.6))
    ax.text(10.3, 1.6, "$\\phi$", fontsize=12, va="center")
    ax.text(
        5.0,
        3.95,
        "identity: carries $x$ forwards, the gradient back",
        ha="center",
        fontsize=10,
        color=INPUT,
    )
    ax.text(4.9, 0.45, "$\\mathcal{F}(x)$: the correction", ha="center", fontsize=10, color=KERNEL)


def draw_projection() -> None:
    """Where the shape changes: a 1x1 convolution with the stride of the block."""
    ax = _canvas(WIDTH, 1.9, 11, 3.6)
    ax.text(2.0, 1.1, "$C, H, W$", fontsize=10, va="center", ha="right")
    _arrow(ax, (2.1, 1.1), (2.85, 1.1))
    _box(ax, (4.6, 1.1), (3.4, 0.9), "$\\mathcal{F}$, stride $s$", KERNEL)
    _box(ax, (4.6, 2.7), (3.4, 0.9), "1×1 conv, stride $s$", INPUT)
    ax.plot([2.5, 2.5], [1.1, 2.7], color=INPUT, lw=2)
    _arrow(ax, (2.5, 2.7), (2.85, 2.7), INPUT)
    ax.plot([6.35, 7.3], [2.7, 2.7], color=INPUT, lw=2)
    _arrow(ax, (7.3, 2.7), (7.3, 1.46), INPUT)
    _arrow(ax, (6.35, 1.1), (6.95, 1.1))
    ax.add_patch(plt.Circle((7.3, 1.1), 0.34, facecolor=tint(OUTPUT), edgecolor=OUTPUT))
    ax.text(7.3, 1.1, "+", ha="center", va="center", fontsize=13)
    _arrow(ax, (7.66, 1.1), (8.3, 1.1))
    ax.text(8.4, 1.1, "$F, H/s, W/s$", fontsize=10, va="center")
