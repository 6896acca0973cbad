"""What feedback shows to try at home in chapter 7, where that is more than one call."""

from autograder.checks.at_home import (
    BUFFERS,
    EVALUATED,
    GRADIENTS,
    INPUT_GRADIENT,
    OUTPUT,
    module_lines,
)

__all__ = [
    "BLOCKS_COUNTED",
    "FIRE_GRADIENTS",
    "FIRE_OUTPUT",
    "GROUPS_COUNTED",
    "LAYERS_LISTED",
    "MOBILENET_LAYERS",
    "MOBILENET_OUTPUT",
    "MOBILENET_WIDTH",
    "MULTIPLY_ADDS",
    "PARAMETERS",
    "SEPARABLE_EVALUATED",
    "SEPARABLE_GRADIENTS",
    "SEPARABLE_OUTPUT",
    "SEPARABLE_SQUARE",
    "SEPARABLE_STRIDED",
    "SHARED_COUNTED",
    "TRANSPOSED_COUNTED",
]


FIRE_OUTPUT = tuple(
    module_lines(f"Fire({sizes})", (1, int(sizes[0]), 2, 3))
    for sizes in ("1, 1, 1, 2", "2, 2, 2, 2")
)
FIRE_GRADIENTS = tuple(
    module_lines("Fire(2, 2, 1, 2)", (1, 2, 2, 3), last) for last in (INPUT_GRADIENT, GRADIENTS)
)

_PLAIN, _STRIDED = "DepthwiseSeparable(2, 1)", "DepthwiseSeparable(2, 3, stride=2)"
_SHAPE = 2, 2, 3, 4
SEPARABLE_OUTPUT = (
    module_lines(_PLAIN, _SHAPE),
    module_lines("DepthwiseSeparable(1, 2)", (2, 1, 3, 4)),
)
SEPARABLE_SQUARE = (module_lines(_PLAIN, (2, 2, 3, 3)), *SEPARABLE_OUTPUT)
SEPARABLE_STRIDED = (module_lines(_STRIDED, _SHAPE),)
SEPARABLE_EVALUATED = (
    module_lines(_PLAIN, _SHAPE, EVALUATED),
    module_lines(_STRIDED, _SHAPE, EVALUATED),
)
SEPARABLE_GRADIENTS = tuple(
    module_lines(make, _SHAPE, last)
    for make in (_STRIDED, _PLAIN)
    for last in (INPUT_GRADIENT, GRADIENTS, BUFFERS)
)

_COUNT = "sum(p.numel() for p in layer.parameters())"
_VECTORS = "np.array([len(p) for p in layer.parameters() if p.ndim == 1])"


def _sizes(options: str) -> tuple[str, ...]:
    return tuple(f"layer = mobilenet({options})\n{last}" for last in (_COUNT, _VECTORS))


MOBILENET_LAYERS = (*_sizes("2, 5"), *_sizes(""))
MOBILENET_WIDTH = (*_sizes("2, 5, width=0.25"), *_sizes("2, 5, 0.3"), *_sizes("2, 5, width=0.1"))
_SMALL = "mobilenet(2, 3, width=0.1)"
MOBILENET_OUTPUT = (
    module_lines(_SMALL, (2, 2, 32, 64), OUTPUT),
    module_lines(_SMALL, (2, 2, 32, 64), EVALUATED),
    module_lines(_SMALL, (2, 2, 32, 32), EVALUATED),
)


def _table(model: str, shape: str, last: str, blocks: str = "", before: str = "") -> str:
    return f"""
import torch
from torch import nn
{before}model = nn.Sequential(
    {model},
)
rows = layer_table(model, {shape}{blocks})
{last}
"""


_COLUMN = 'np.array([row["{}"] for row in rows])'
_MULTIPLY_ADDS, _PARAMETERS = map(_COLUMN.format, ("multiply_adds", "parameters"))
_SHAPES = '{row["name"]: np.array(row["output_shape"]) for row in rows}'
_DENSE = "nn.Conv2d(2, 3, (3, 2)), nn.ReLU(), nn.Flatten(), nn.Linear(48, 7)", "(2, 6, 5)"
_POOLED = (
    "nn.Conv2d(2, 3, 3, 2, 1, bias=False), nn.BatchNorm2d(3), nn.ReLU(),\n"
    "    nn.MaxPool2d(2), nn.Conv2d(3, 6, 1), nn.AdaptiveAvgPool2d(1)",
    "(2, 12, 16)",
)


def _tables(*models: tuple[str, str], lasts: tuple[str, ...], **more: str) -> tuple[str, ...]:
    return tuple(_table(*model, last, **more) for model in models for last in lasts)


_NAMES = '[row["name"] for row in rows] == {}'
_TYPES = '[row["type"] for row in rows] == {}'
_COUNTED = _MULTIPLY_ADDS, _PARAMETERS
_LEFT = "sum(len(m._forward_hooks) for m in model.modules())"
LAYERS_LISTED = (
    *_tables(_DENSE, _POOLED, lasts=(_SHAPES,)),
    _table(*_DENSE, _NAMES.format(["0", "1", "2", "3"])),
    _table(*_DENSE, _TYPES.format(["Conv2d", "ReLU", "Flatten", "Linear"])),
)
PARAMETERS = _tables(_DENSE, _POOLED, lasts=(_PARAMETERS,))
MULTIPLY_ADDS = _tables(_DENSE, _POOLED, lasts=(_MULTIPLY_ADDS,))
GROUPS_COUNTED = _tables(
    ("nn.Conv2d(4, 6, 3, groups=2), nn.Conv2d(6, 6, (2, 3), groups=6)", "(4, 7, 8)"),
    lasts=(*_COUNTED, _SHAPES, _LEFT),
)
BLOCKS_COUNTED = _tables(
    (
        "nn.Conv2d(1, 2, 3),\n"
        "    Block(nn.Conv2d(2, 3, 3, padding=1), nn.ReLU(), nn.Conv2d(3, 2, 1)),\n"
        "    nn.ReLU()",
        "(1, 8, 9)",
    ),
    lasts=(*_COUNTED, _SHAPES, _TYPES.format(["Conv2d", "Block", "ReLU"]), _LEFT),
    blocks=", (Block,)",
    before="class Block(nn.Sequential):\n    pass\n",
)
SHARED_COUNTED = _tables(
    ("shared, nn.ReLU(), nn.Sequential(shared), nn.Linear(3, 2)", "(3,)"),
    ("shared, nn.Linear(3, 3), nn.Sequential(shared)", "(3,)"),
    lasts=(*_COUNTED, 'np.array([row["output_shape"] for row in rows])', _LEFT),
    before="shared = nn.Linear(3, 3)\n",
)
TRANSPOSED_COUNTED = _tables(
    ("nn.ConvTranspose2d(2, 3, 2), nn.ReLU(), nn.Conv2d(3, 2, 2)", "(2, 4, 5)"),
    ("nn.ConvTranspose2d(2, 4, (3, 2), 2, groups=2)", "(2, 4, 5)"),
    lasts=(*_COUNTED, _SHAPES, _LEFT),
)
