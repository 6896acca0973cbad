"""The diagrams of chapter 7: a funnel, a Fire module, a separable convolution."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from pagelib.cells import arrow, canvas, note
from pagelib.style import GREY, INK, INPUT, KERNEL, MATRIX, OUTPUT, tint

__all__ = ["draw_fire", "draw_funnel", "draw_separable"]


def _slab(ax: Axes, left: float, middle: float, depth: float, height: float, colour: str) -> None:
    """Draw maps from the side: as high as the map, as deep as the channels are many."""
    lean = 0.28 * height
    top, bottom = middle - height / 2, middle + height / 2
    faces = (
        [(left, top), (left + depth, top), (left + depth, bottom), (left, bottom)],
        [
            (left, top),
            (left + lean, top - lean),
            (left + depth + lean, top - lean),
            (left + depth, top),
        ],
        [
            (left + depth, top),
            (left + depth + lean, top - lean),
            (left + depth + lean, bottom - lean),
            (left + depth, bottom),
        ],
    )
    for corners, strength in zip(faces, (0.22, 0.12, 0.4), strict=True):
        ax.add_patch(Polygon(corners, facecolor=tint(colour, strength), edgecolor=colour, lw=0.8))


def draw_funnel(stages: Sequence[tuple[int, int]]) -> None:
    """Draw a backbone: (channels, size) of the map at the end of each stage, and the head."""
    ax = canvas(30, 13)
    left = 1.0
    for channels, size in stages:
        height, depth = 7.2 * size / stages[0][1], max(0.25, channels / 170)
        _slab(ax, left, 7.2, depth, max(height, 0.35), INPUT if channels == 3 else OUTPUT)
        note(ax, left + depth / 2, 11.7, f"{size}", size=10)
        note(ax, left + depth / 2, 12.5, f"{channels}", colour=GREY, size=10)
        left += depth + 0.28 * height + 0.75
    ax.add_patch(Rectangle((left + 0.2, 3.6), 0.5, 6, facecolor=tint(KERNEL), edgecolor=KERNEL))
    note(ax, left + 0.5, 11.7, "head", size=10)
    note(ax, left + 0.5, 12.5, "1000", colour=GREY, size=10)


def draw_fire() -> None:
    """Draw fire2: 96 channels squeezed to 16, expanded to 64 and 64, side by side."""
    ax = canvas(30, 13)
    _box(ax, 0.4, 4.4, 4.6, 3.2, "input", "96", INPUT)
    _box(ax, 7.2, 4.4, 5.6, 3.2, "1×1, ReLU", "16", MATRIX)
    _box(ax, 15.2, 1.0, 5.6, 3.2, "1×1, ReLU", "64", KERNEL)
    _box(ax, 15.2, 7.8, 5.6, 3.2, "3×3, ReLU", "64", KERNEL)
    _box(ax, 24.4, 4.4, 5.2, 3.2, "joined", "128", OUTPUT)
    arrow(ax, (5.2, 6), (7.0, 6))
    arrow(ax, (13.0, 5.6), (15.0, 2.8))
    arrow(ax, (13.0, 6.4), (15.0, 9.2))
    arrow(ax, (21.0, 2.8), (24.2, 5.4))
    arrow(ax, (21.0, 9.2), (24.2, 6.6))
    note(ax, 10.0, 12.3, "squeeze", colour=GREY)
    note(ax, 18.0, 12.3, "expand", colour=GREY)


def _box(
    ax: Axes,
    left: float,
    top: float,
    width: float,
    height: float,
    what: str,
    size: str,
    colour: str,
) -> None:
    ax.add_patch(
        Rectangle((left, top), width, height, facecolor=tint(colour), edgecolor=colour, lw=1.2)
    )
    note(ax, left + width / 2, top + height * 0.33, what, size=10)
    note(ax, left + width / 2, top + height * 0.7, size, size=10)


def draw_separable() -> None:
    """Draw the kernels of a standard convolution, and of the two that replace it."""
    ax = canvas(30, 15)
    note(ax, 6.5, 0.9, "standard", colour=INK)
    note(ax, 6.5, 14.2, "4 kernels of 3×3×3", colour=GREY, size=10)
    for number in range(4):
        row, column = divmod(number, 2)
        _kernel(ax, 2.0 + 5.2 * column, 2.6 + 6.0 * row, 3, KERNEL)
    note(ax, 19.2, 0.9, "depth-wise", colour=INK)
    note(ax, 19.2, 14.2, "3 of 3×3×1", colour=GREY, size=10)
    for number in range(3):
        _kernel(ax, 17.6, 2.4 + 3.9 * number, 1, MATRIX)
    note(ax, 26.2, 0.9, "then 1×1", colour=INK)
    note(ax, 26.2, 14.2, "4 of 1×1×3", colour=GREY, size=10)
    for number in range(4):
        _kernel(ax, 25.4, 2.6 + 2.9 * number, 3, OUTPUT, side=1)
    ax.plot([14.4, 14.4], [1.4, 13.4], color=GREY, lw=0.8)


def _kernel(ax: Axes, left: float, top: float, depth: int, colour: str, side: int = 3) -> None:
    """Draw a kernel: `depth` squares of `side` x `side` cells, one behind the other."""
    for layer in reversed(range(depth)):
        x, y = left + 0.5 * layer, top - 0.5 * layer
        for i in range(side):
            for j in range(side):
                ax.add_patch(
                    Rectangle(
                        (x + j, y + i), 1, 1, facecolor=tint(colour), edgecolor=colour, lw=0.7
                    )
                )
