"""What feedback shows to try at home in chapter 5, where that is more than one call."""

from autograder.checks.at_home import (
    BUFFERS,
    EVALUATED,
    FILL,
    GRADIENTS,
    INPUT_GRADIENT,
    OUTPUT,
    module_lines,
)

__all__ = [
    "BLOCK_EVALUATED",
    "BLOCK_GRADIENTS",
    "BLOCK_NORMALISED",
    "BLOCK_OUTPUT",
    "BLOCK_PROJECTED",
    "FLOW_AT_THE_END",
    "FLOW_IDLE",
    "FLOW_OF_ONE",
    "FLOW_OF_SEVERAL",
    "NORM_CARE",
    "NORM_EVALUATED",
    "NORM_OPTIONS",
    "NORM_RUNNING",
    "NORM_TRAINED",
    "VGG_BOTH",
    "VGG_NORMALISED",
    "VGG_PLAIN",
    "VGG_RESIDUAL",
    "WEIGHTS_DRAWN",
    "WEIGHTS_FLOAT32",
    "WEIGHTS_NORMAL",
    "WEIGHTS_OF_CONVOLUTIONS",
    "WEIGHTS_OF_DENSE_LAYERS",
    "WEIGHTS_WITH_SLOPE",
]


def _norm(last: str, dtype: str = "float64") -> str:
    given = "" if dtype == "float64" else f", dtype=np.{dtype}"
    return f"""
        x = np.arange(12{given}).reshape(2, 2, 1, 3) ** 2.0
        mean = np.array([1.0, -1.0]{given})
        var = np.array([2.0, 4.0]{given})
        {last}
        """


_RUNNING = "batch_norm2d(x, mean, var, training=True{})\n        "
_BOTH = '{"running_mean": mean, "running_var": var}'
NORM_TRAINED = (
    _norm("batch_norm2d(x, mean, var, training=True)"),
    _norm("batch_norm2d(x, None, None, training=True)"),
)
NORM_RUNNING = (
    _norm(_RUNNING.format("") + _BOTH),
    _norm(_RUNNING.format(", momentum=0.5") + _BOTH),
)
NORM_EVALUATED = (
    _norm("batch_norm2d(x, mean, var)"),
    _norm(f"batch_norm2d(x, mean, var)\n        {_BOTH}"),
    _norm("batch_norm2d(x[:1, :, :, :1], mean, var)"),
    _norm("batch_norm2d(x, mean, var, np.array([2.0, -1.0]), np.array([0.5, 1.0]))"),
)
NORM_OPTIONS = (
    _norm("batch_norm2d(x, mean, var, weight=np.array([2.0, -1.0]), training=True)"),
    _norm("batch_norm2d(x, mean, var, bias=np.array([2.0, -1.0]))"),
    _norm("batch_norm2d(x, mean, var, training=True, eps=2.0)"),
    _norm("batch_norm2d(x, mean, var, eps=2.0)"),
)
NORM_CARE = (
    _norm("batch_norm2d(x, mean, var)", "float32"),
    _norm("batch_norm2d(x, mean, var, training=True)", "float32"),
    _norm(_RUNNING.format("") + _BOTH, "float32"),
    _norm("batch_norm2d(x, None, None, training=True)"),
    _norm("before = x.copy()\n        batch_norm2d(x, mean, var)\n        x - before"),
    _norm(
        "before = x.copy()\n        batch_norm2d(x, None, None, training=True)\n        x - before"
    ),
)


def _flow(lines: str, last: str = "flow.per_layer()", more: str = "") -> str:
    return f"""
from collections import OrderedDict
import torch
from torch import nn
model = nn.Sequential(OrderedDict(
    conv=nn.Conv2d(1, 2, 2), norm=nn.BatchNorm2d(2), relu=nn.ReLU(),
    flatten=nn.Flatten(), fc=nn.Linear(8, 1),
))
{more}{FILL.format("model").lstrip()}x = torch.arange(18.0).sin().reshape(2, 1, 3, 3)
{lines.strip()}
{last}
"""


_PASS = """
    model(x).square().sum().backward()
"""
_ONE = f"with GradientFlow(model) as flow:{_PASS}"
_TWO = "with GradientFlow(model) as flow:\n    for factor in [1.0, 3.0]:\n    " + (
    "    model(factor * x).square().sum().backward()\n"
)
_BEFORE = "model(5 * x).square().sum().backward()\n"
FLOW_OF_ONE = (
    _flow(_ONE),
    _flow(f"flow = GradientFlow(model)\nwith flow:{_PASS}"),
    _flow(_ONE, "model.conv.weight.grad.numpy()"),
)
FLOW_OF_SEVERAL = (_flow(_TWO), _flow(_BEFORE + _ONE), _flow(_BEFORE + _TWO))
FLOW_IDLE = (
    _flow(
        _ONE,
        more='model.add_module("idle", nn.Linear(3, 2))\n'
        "model.forward = lambda x: model.fc(model.flatten(model.conv(x)))\n",
    ),
)
FLOW_AT_THE_END = (
    _flow(f"{_ONE}{_BEFORE}"),
    _flow(
        f"try:\n    with GradientFlow(model) as flow:\n    {_PASS.strip(chr(10))}\n"
        f"        raise KeyError\nexcept KeyError:\n    pass\n{_BEFORE}"
    ),
)


def _weights(shape: str, last: str, slope: str = "") -> str:
    return f"""
        rng = np.random.default_rng(3)
        weights = he_normal({shape}, rng{slope})
        {last}
        """


_SPREAD = "round(float(weights.std()), 2)"
WEIGHTS_OF_CONVOLUTIONS = (
    _weights("(200, 8, 5, 5)", _SPREAD),
    _weights("(100, 50, 2, 4)", _SPREAD),
)
WEIGHTS_OF_DENSE_LAYERS = (_weights("(100, 800)", _SPREAD), _weights("(800, 50)", _SPREAD))
WEIGHTS_WITH_SLOPE = (
    _weights("(200, 8, 5, 5)", _SPREAD, ", negative_slope=0.5"),
    _weights("(200, 8, 5, 5)", _SPREAD, ", negative_slope=2.0"),
    _weights("(200, 8, 5, 5)", _SPREAD, ", negative_slope=1.0"),
)
WEIGHTS_NORMAL = (
    _weights("(200, 8, 5, 5)", "abs(round(float(weights.mean() / weights.std()), 1))"),
    _weights("(200, 8, 5, 5)", "bool(abs(weights).max() > 3 * weights.std())"),
    _weights("(200, 8, 5, 5)", "round(float((abs(weights) < weights.std()).mean()), 1)"),
)
WEIGHTS_DRAWN = (
    _weights("(3, 2)", "bool((weights == he_normal((3, 2), rng)).all())"),
    _weights("(3, 2)", "bool((weights == he_normal((3, 2), np.random.default_rng(3))).all())"),
)
WEIGHTS_FLOAT32 = (_weights("(3, 2)", "weights * 0"),)


def _gradients(make: str, shape: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(module_lines(make, shape, last) for last in (INPUT_GRADIENT, GRADIENTS))


_SAME, _OTHER = "ResidualBlock(1, 1)", "ResidualBlock(1, 2)"
BLOCK_OUTPUT = (
    module_lines(_SAME, (1, 1, 3, 4)),
    module_lines("ResidualBlock(2, 2)", (1, 2, 3, 4)),
)
BLOCK_GRADIENTS = _gradients("ResidualBlock(2, 2)", (1, 2, 3, 4))
_STRIDED = "ResidualBlock(2, 2, stride=2)"
BLOCK_PROJECTED = (
    module_lines(_OTHER, (1, 1, 3, 4)),
    module_lines(_STRIDED, (1, 2, 3, 4)),
    *_gradients(_OTHER, (1, 1, 3, 4)),
    *_gradients(_STRIDED, (1, 2, 3, 4)),
)
_NORMALISED = "ResidualBlock(1, 1, batch_norm=True)"
_PROJECTED = "ResidualBlock(1, 2, stride=2, batch_norm=True)"
BLOCK_NORMALISED = (
    module_lines(_NORMALISED, (2, 1, 3, 4)),
    module_lines(_PROJECTED, (2, 1, 3, 4)),
    *_gradients(_NORMALISED, (2, 1, 3, 4)),
    *_gradients(_PROJECTED, (2, 1, 3, 4)),
    module_lines(_NORMALISED, (2, 1, 3, 4), BUFFERS),
    module_lines(_PROJECTED, (2, 1, 3, 4), BUFFERS),
)
BLOCK_EVALUATED = (
    module_lines(_NORMALISED, (2, 1, 3, 4), EVALUATED),
    module_lines("ResidualBlock(1, 2, batch_norm=True)", (2, 1, 3, 4), EVALUATED),
)


def _vgg(options: str, *lasts: str) -> tuple[str, ...]:
    make = f"vgg_38(2, 3, channels=2{options})"
    counts = f"layer = {make}\nsum(p.numel() for p in layer.parameters())"
    return (counts, *(module_lines(make, (2, 2, 8, 9), last) for last in lasts))


_ENDS = OUTPUT, EVALUATED, INPUT_GRADIENT, GRADIENTS
VGG_PLAIN = _vgg("", *_ENDS)
VGG_NORMALISED = _vgg(", batch_norm=True", *_ENDS)
VGG_RESIDUAL = _vgg(", residual=True", *_ENDS)
VGG_BOTH = _vgg(", batch_norm=True, residual=True", *_ENDS)
