"""LeNet, the network that chapter 4 trains, drawn with its shapes and its weights."""

from matplotlib.axes import Axes

from pagelib.cells import arrow, box, canvas, note, shade
from pagelib.style import INPUT, KERNEL, OUTPUT

__all__ = ["OPERATIONS", "SHAPES", "draw_lenet"]

SHAPES = (
    (1, 28, 28),
    (6, 28, 28),
    (6, 14, 14),
    (16, 10, 10),
    (16, 5, 5),
    (400,),
    (120,),
    (84,),
    (10,),
)

# What leads from one shape to the next, and how many weights it learns.
OPERATIONS = (
    ("conv 5×5\nReLU", 156),
    ("max pool\n2×2", 0),
    ("conv 5×5\nReLU", 2416),
    ("max pool\n2×2", 0),
    ("flatten", 0),
    ("dense\nReLU", 48_120),
    ("dense\nReLU", 10_164),
    ("dense", 850),
)

_FIRST, _STEP = 2.4, 5.05
_MIDDLES = (4.6, 14.6)  # of the maps' row, and of the row of plain lists of numbers


def draw_lenet() -> None:
    """Draw the maps in a first row, the lists of numbers in a second, gradients from end to end."""
    ax = canvas(25, 20.2)
    for number, shape in enumerate(SHAPES):
        x, y = _place(number)
        (_draw_maps if len(shape) == 3 else _draw_list)(ax, x, y, shape)
        note(ax, x, y + 2.5, "×".join(map(str, shape)), OUTPUT if number else INPUT, size=10)
    for number, (name, weights) in enumerate(OPERATIONS):
        if name == "flatten":
            continue  # from the end of the first row to the start of the second
        x, y = _place(number)
        middle = x + _STEP / 2
        arrow(ax, (middle - 0.75, y), (middle + 0.75, y))
        note(ax, middle, y - 3.2, name, size=10)
        if weights:
            count = f"{weights:,}".replace(",", "\N{NO-BREAK SPACE}")
            note(ax, middle, y + 3.7, count, KERNEL, size=10)
    note(ax, 19.0, _MIDDLES[1] + 3.7, "weights", KERNEL, align="left", size=10)
    _draw_way_back(ax)


def _place(number: int) -> tuple[float, float]:
    """Return where a shape is drawn: five in the first row, four in the second."""
    row, column = divmod(number, 5)
    return _FIRST + _STEP * column, _MIDDLES[row]


def _draw_maps(ax: Axes, x: float, y: float, shape: tuple[int, ...]) -> None:
    sheets, side = min(shape[0], 6), max(shape[1] / 11, 0.5)
    colour = OUTPUT if shape[0] > 1 else INPUT
    for sheet in range(sheets):
        off = 0.2 * (sheet - (sheets - 1) / 2) - side / 2
        shade(ax, x + off, y + off, side, side, colour, 0.25)
        box(ax, x + off, y + off, side, side, colour, line=0.9)


def _draw_list(ax: Axes, x: float, y: float, shape: tuple[int, ...]) -> None:
    half = 0.095 * shape[0] ** 0.5
    shade(ax, x - 0.25, y - half, 0.5, 2 * half, OUTPUT, 0.25)
    box(ax, x - 0.25, y - half, 0.5, 2 * half, OUTPUT, line=0.9)


def _draw_way_back(ax: Axes) -> None:
    """Draw the gradients' way from the scores to the image, one arrow below each row."""
    for number, y in ((4, _MIDDLES[0] + 4.8), (8, _MIDDLES[1] + 4.8)):
        end, _ = _place(number)
        ax.annotate(
            "",
            (_FIRST - 1, y),
            (end + 0.6, y),
            arrowprops={"arrowstyle": "-|>", "color": KERNEL, "lw": 2, "mutation_scale": 16},
        )
    note(ax, 19.0, _MIDDLES[1] + 4.8, "gradients", KERNEL, align="left", size=10)
