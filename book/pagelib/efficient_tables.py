"""The tables of SqueezeNet, MobileNet v1 and VGG-16, counted from the course's own modules."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from cnnlib.counting import layer_table
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.fire import Fire
from cnnlib.mobilenet import mobilenet
from cnnlib.models.squeezenet import squeezenet
from cnnlib.models.vgg16 import vgg16

__all__ = [
    "MOBILENET_SIZES",
    "MOBILENET_WIDTHS",
    "SQUEEZENET",
    "counted",
    "markdown",
    "mobilenet_shares",
    "mobilenet_table",
    "number",
    "scaled_table",
    "squeezenet_table",
    "vgg16_table",
]

MULTIPLY_ADDS = "m.\N{NON-BREAKING HYPHEN}a."  # in one piece, however narrow its column

# Iandola et al. (2016), table 1: name, output size as printed, parameters before and after pruning.
SQUEEZENET = (
    ("conv1", "111×111×96", 14_208, 14_208),
    ("maxpool1", "55×55×96", 0, 0),
    ("fire2", "55×55×128", 11_920, 5_746),
    ("fire3", "55×55×128", 12_432, 6_258),
    ("fire4", "55×55×256", 45_344, 20_646),
    ("maxpool4", "27×27×256", 0, 0),
    ("fire5", "27×27×256", 49_440, 24_742),
    ("fire6", "27×27×384", 104_880, 44_700),
    ("fire7", "27×27×384", 111_024, 46_236),
    ("fire8", "27×27×512", 188_992, 77_581),
    ("maxpool8", "13×12×512", 0, 0),
    ("fire9", "13×13×512", 197_184, 77_581),
    ("conv10", "13×13×1000", 513_000, 103_400),
    ("avgpool10", "1×1×1000", 0, 0),
)
# Howard et al. (2017), tables 6 and 7: millions of multiply-adds and of parameters.
MOBILENET_WIDTHS = {1.0: (569, 4.2), 0.75: (325, 2.6), 0.5: (149, 1.3), 0.25: (41, 0.5)}
MOBILENET_SIZES = {224: (569, 4.2), 192: (418, 4.2), 160: (290, 4.2), 128: (186, 4.2)}

Row = dict[str, Any]


def counted(
    build: Callable[..., nn.Module],
    *blocks: type[nn.Module],
    size: int = 224,
    **options: Any,
) -> list[Row]:
    """Return the layer table of a network for images of 3 x `size` x `size`, at no cost."""
    with torch.device("meta"):
        return layer_table(build(**options), (3, size, size), blocks)


def number(value: float) -> str:
    """Write a whole number with narrow gaps between its thousands."""
    return f"{value:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Return a table whose first `left` columns stand on the left, and the others right."""
    line = "|---" * left + "|---:" * (len(heads) - left) + "|"
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, *rows)]
    return "\n".join([lines[0], line, *lines[1:]])


def squeezenet_table() -> str:
    """Return SqueezeNet's rows: the paper's columns, and what our modules give."""
    ours = {row["name"]: row for row in counted(squeezenet, Fire)}
    rows = []
    for name, _, parameters, pruned in SQUEEZENET:
        row = ours[name]
        channels, height, width = row["output_shape"]
        published = [number(parameters), number(pruned)] if parameters else ["–", "–"]
        own = [number(row["parameters"]), number(row["multiply_adds"] / 1e6)]
        rows.append([name, f"{height}×{width}×{channels}", *published, *own])
    heads = (
        "layer",
        "output",
        "parameters, paper",
        "pruned, paper",
        "parameters",
        f"M {MULTIPLY_ADDS}",
    )
    return markdown(heads, rows, left=2)


def mobilenet_table() -> str:
    """Return MobileNet's rows, one for each convolution, from the course's modules."""
    rows = []
    for name, module, row, taken in _mobilenet_layers():
        kind, shape = type(module).__name__, "–"
        if isinstance(module, nn.Conv2d):
            kind = "conv dw" if module.groups > 1 else "conv"
            kind += f" / s{module.stride[0]}"
            filters, channels, kernel, _ = module.weight.shape
            sizes = [kernel, kernel, *([filters] if module.groups > 1 else [channels, filters])]
            shape = "×".join(map(str, sizes)) + (" dw" if module.groups > 1 else "")
        elif isinstance(module, nn.Linear):
            kind, shape = "dense", f"{module.in_features}×{module.out_features}"
        elif isinstance(module, nn.AdaptiveAvgPool2d):
            kind, shape = "average pool", f"{taken[1]}×{taken[2]}"
        else:
            continue
        size = "×".join(map(str, (*taken[1:], taken[0]))) if len(taken) > 1 else f"1×1×{taken[0]}"
        work = number(row["multiply_adds"] / 1e3)
        rows.append([name.partition(".")[0], kind, shape, size, number(row["parameters"]), work])
    heads = (
        "layer",
        "type / stride",
        "filters",
        "input",
        "parameters",
        f"thousand {MULTIPLY_ADDS}",
    )
    return markdown(heads, rows, left=4)


def _mobilenet_layers() -> list[tuple[str, nn.Module, Row, tuple[int, ...]]]:
    """Return name, module, row and input shape of each layer, in order."""
    with torch.device("meta"):
        model = mobilenet()
    rows = layer_table(model, (3, 224, 224))
    taken: tuple[int, ...] = (3, 224, 224)
    found = []
    for row in rows:
        found.append((row["name"], model.get_submodule(row["name"]), row, taken))
        taken = row["output_shape"]
    return found


def mobilenet_shares() -> dict[str, tuple[float, float]]:
    """Return the shares of multiply-adds and of parameters by the type of layer (table 2)."""
    totals = {"1×1 convolutions": [0, 0], "depth-wise": [0, 0], "first": [0, 0], "dense": [0, 0]}
    for name, module, row, _ in _mobilenet_layers():
        if isinstance(module, nn.Linear):
            kind = "dense"
        elif isinstance(module, nn.Conv2d):
            kind = (
                "first"
                if name == "conv1"
                else "depth-wise"
                if module.groups > 1
                else "1×1 convolutions"
            )
        else:
            continue
        totals[kind][0] += row["multiply_adds"]
        totals[kind][1] += row["parameters"]
    sums = [sum(total[i] for total in totals.values()) for i in (0, 1)]
    return {kind: (work / sums[0], count / sums[1]) for kind, (work, count) in totals.items()}


def scaled_table(by_width: bool) -> str:
    """Return the paper's table 6 or 7 beside our counts."""
    rows = []
    for key, (work, parameters) in (MOBILENET_WIDTHS if by_width else MOBILENET_SIZES).items():
        options = {"width": key} if by_width else {"size": int(key)}
        ours = counted(mobilenet, DepthwiseSeparable, **options)
        total = [sum(row[name] for row in ours) / 1e6 for name in ("multiply_adds", "parameters")]
        label = f"α\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{key:g}" if by_width else f"{key}×{key}"
        rows.append([label, f"{work}", f"{total[0]:.1f}", f"{parameters}", f"{total[1]:.2f}"])
    heads = ("", f"M {MULTIPLY_ADDS}, paper", "ours", "M parameters, paper", "ours")
    return markdown(heads, rows)


def vgg16_table() -> str:
    """Return VGG-16's rows: its convolutions, poolings and dense layers."""
    rows = []
    for row in counted(vgg16):
        if row["type"] not in ("Conv2d", "MaxPool2d", "Linear"):
            continue
        shape = row["output_shape"]
        size = f"{shape[1]}×{shape[2]}×{shape[0]}" if len(shape) == 3 else f"{shape[0]}"
        costs = [number(row["parameters"]), number(row["multiply_adds"] / 1e6)]
        rows.append([row["name"], size, *costs])
    return markdown(("layer", "output", "parameters", f"million {MULTIPLY_ADDS}"), rows, left=2)
