"""Transposed convolutions as ordinary ones: the six pictures of Dumoulin & Visin, redrawn."""

from typing import NamedTuple

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pagelib.cells import box, note, shade
from pagelib.style import GREY, INPUT, KERNEL, OUTPUT, WIDTH, tint

__all__ = ["CASES", "Case", "draw_stuffing"]


class Case(NamedTuple):
    """One convolution whose transpose is drawn; sizes in pixels along one axis."""

    figure: str
    pixels: int
    kernel: int
    stride: int
    padding: int

    @property
    def places(self) -> int:
        """The size of the convolution's output, which is the input of the transpose."""
        return (self.pixels + 2 * self.padding - self.kernel) // self.stride + 1

    @property
    def between(self) -> int:
        """Zeros between two numbers of the input."""
        return self.stride - 1

    @property
    def border(self) -> int:
        """Zeros on each side."""
        return self.kernel - 1 - self.padding


CASES = (
    Case("4.1", 4, 3, 1, 0),
    Case("4.2", 5, 4, 1, 2),
    Case("4.3", 5, 3, 1, 1),
    Case("4.4", 5, 3, 1, 2),
    Case("4.5", 5, 3, 2, 0),
    Case("4.6", 5, 3, 2, 1),
)


def draw_stuffing() -> None:
    """For each case the input with its zeros, the first window, and the output."""
    _, axes = plt.subplots(3, 2, figsize=(WIDTH, 6.2), gridspec_kw={"wspace": 0.02, "hspace": 0.02})
    plt.gcf().subplots_adjust(0, 0, 1, 1)
    for ax, case in zip(axes.flat, CASES, strict=True):
        ax.set(xlim=(0, 15.4), ylim=(12.4, 0), aspect="equal")
        ax.axis("off")
        _draw_case(ax, case)


def _draw_case(ax: Axes, case: Case) -> None:
    spread = case.stride * (case.places - 1) + 1
    whole = spread + 2 * case.border
    left, top = 0.4, 1.9 + (8 - whole) / 2
    for i in range(whole):
        for j in range(whole):
            inside = all(0 <= x - case.border < spread for x in (i, j))
            number = inside and all((x - case.border) % case.stride == 0 for x in (i, j))
            if number:
                shade(ax, left + j, top + i, 1, 1, INPUT, 0.6)
            ax.add_patch(
                Rectangle(
                    (left + j, top + i),
                    1,
                    1,
                    fill=False,
                    edgecolor=INPUT if inside else GREY,
                    lw=0.8,
                    linestyle="-" if inside else (0, (2, 1.5)),
                )
            )
    box(ax, left, top, case.kernel, case.kernel, KERNEL, line=2)
    right, down = 10.1, 1.9 + (8 - case.pixels) / 2
    for i in range(case.pixels):
        for j in range(case.pixels):
            first = i == j == 0
            ax.add_patch(
                Rectangle(
                    (right + j, down + i),
                    1,
                    1,
                    facecolor=tint(OUTPUT, 0.75 if first else 0.3),
                    edgecolor=OUTPUT,
                    lw=0.8,
                )
            )
    box(ax, right, down, 1, 1, KERNEL, line=2)
    settings = f"$k={case.kernel}$, $s={case.stride}$, $p={case.padding}$"
    note(ax, 7.6, 0.9, f"{case.figure}:  {settings}", size=10)
    zeros = f"{case.between} between, {case.border} around"
    note(ax, 7.6, 11.2, f"{case.places} to {case.pixels};  {zeros}", GREY, size=10)
