"""What feedback shows to try at home where a network is a list of layers (chapter 8)."""

import numpy as np

from autograder.checks.cases import array_text

__all__ = [
    "LOGIT_CARE",
    "LOGIT_CONVOLUTIONS",
    "LOGIT_DENSE",
    "LOGIT_POOLINGS",
    "LOGIT_RECTIFIERS",
    "LOGIT_TOGETHER",
    "PROJECTED_CARE",
    "PROJECTED_CONVOLUTIONS",
    "PROJECTED_OPTIONS",
    "PROJECTED_OVERLAPPING",
    "PROJECTED_RECTIFIERS",
    "PROJECTED_SQUARE",
    "PROJECTED_TOGETHER",
    "PROJECTED_UNPOOLED",
    "SWITCHES_CARE",
    "SWITCHES_OPTIONS",
    "SWITCHES_OUTPUT",
    "SWITCHES_RECORDS",
]

Shape = tuple[int, ...]

FACTORS = {"x": 7, "w": 5, "v": 3, "b": 2}


def _numbers(name: str, shape: Shape, dtype: str) -> str:
    """Return lines for an array of whole numbers of both signs, in no order."""
    numbers = np.arange(1, 1 + np.prod(shape)) * FACTORS[name] % 11 - 4
    array = numbers.reshape(shape).astype(dtype)
    return f"{name} = {array_text(array, f'{name} = ')}"


def _lines(call: str, layers: tuple[str, ...], **shapes: Shape) -> str:
    """Return lines that call a function with a list of layers and arrays of these shapes."""
    return _written(call, layers, shapes, "float64")


def _in_float32(call: str, layers: tuple[str, ...], **shapes: Shape) -> str:
    return _written(call, layers, shapes, "float32")


def _written(call: str, layers: tuple[str, ...], shapes: dict[str, Shape], dtype: str) -> str:
    arrays = "\n".join(_numbers(name, shape, dtype) for name, shape in shapes.items())
    listed = "".join(f"    {layer},\n" for layer in layers)
    return f"{arrays}\nlayers = [\n{listed}]\n{call}"


def _unchanged(call: str, layers: tuple[str, ...], **shapes: Shape) -> str:
    return _lines(f"before = x.copy()\n{call}\nx - before", layers, **shapes)


def _conv(**options: object) -> str:
    return _layer("conv2d", "w", options)


def _pool(kernel_size: int | tuple[int, int], **options: object) -> str:
    return f'("max_pool2d", {{{_given({"kernel_size": kernel_size, **options})}}})'


def _layer(name: str, weight: str, options: dict[str, object]) -> str:
    more = f", {_given(options)}" if options else ""
    return f'("{name}", {{"weight": {weight}{more}}})'


def _given(options: dict[str, object]) -> str:
    return ", ".join(f'"{name}": {value}' for name, value in options.items())


CONV, SECOND = _conv(), _layer("conv2d", "v", {})
BIASED = '("conv2d", {"weight": w, "bias": b})'
RELU, FLATTEN = '("relu", {})', '("flatten", {})'
FIRST_DENSE, DENSE = _layer("linear", "w", {}), _layer("linear", "v", {})

OF_ONE = "logit_gradient(x, layers, np.array([1]))"
OF_TWO = "logit_gradient(x, layers, np.array([1, 0]))"
BETWEEN = FLATTEN, FIRST_DENSE, RELU, DENSE
LOGIT_DENSE = (
    _lines(OF_ONE, (FLATTEN, DENSE), x=(1, 1, 2, 2), v=(2, 4)),
    _lines(OF_TWO, (FLATTEN, DENSE), x=(2, 1, 2, 3), v=(3, 6)),
    _lines(OF_TWO, (FLATTEN, DENSE), x=(2, 2, 1, 3), v=(3, 6)),
)
LOGIT_RECTIFIERS = (
    _lines(OF_TWO, BETWEEN, x=(2, 1, 2, 2), w=(3, 4), v=(2, 3)),
    _lines(OF_TWO, BETWEEN, x=(2, 1, 2, 3), w=(4, 6), v=(3, 4)),
)
LOGIT_CONVOLUTIONS = (
    _lines(OF_ONE, (CONV, FLATTEN, DENSE), x=(1, 1, 2, 3), w=(1, 1, 2, 2), v=(2, 2)),
    _lines(OF_TWO, (CONV, FLATTEN, DENSE), x=(2, 2, 2, 3), w=(2, 2, 2, 1), v=(3, 6)),
)
LOGIT_POOLINGS = (
    _lines(OF_ONE, (_pool(2), FLATTEN, DENSE), x=(1, 1, 2, 4), v=(2, 2)),
    _lines(OF_TWO, (_pool(2), FLATTEN, DENSE), x=(2, 1, 3, 4), v=(3, 2)),
    _lines(OF_ONE, (_pool(2, stride=1), FLATTEN, DENSE), x=(1, 1, 3, 3), v=(2, 4)),
    _lines(OF_ONE, (_pool(3, stride=2, padding=1), FLATTEN, DENSE), x=(1, 1, 4, 3), v=(2, 4)),
    _lines(OF_ONE, (CONV, _pool(2), FLATTEN, DENSE), x=(1, 1, 3, 5), w=(2, 1, 2, 2), v=(2, 4)),
)
LOGIT_TOGETHER = (
    *(
        _lines(OF_ONE, (_conv(**options), FLATTEN, DENSE), x=(1, 2, 4, 4), w=kernel, v=dense)
        for options, kernel, dense in (
            ({"stride": 2}, (1, 2, 2, 2), (2, 4)),
            ({"padding": 1}, (1, 2, 3, 3), (2, 16)),
            ({"dilation": 2}, (1, 2, 2, 2), (2, 4)),
            ({"groups": 2}, (2, 1, 3, 3), (2, 8)),
        )
    ),
    *LOGIT_POOLINGS,
    *LOGIT_CONVOLUTIONS,
    *LOGIT_RECTIFIERS,
)
LOGIT_CARE = (
    _in_float32(OF_ONE, (FLATTEN, DENSE), x=(1, 1, 2, 2), v=(2, 4)),
    _in_float32(OF_TWO, BETWEEN, x=(2, 1, 2, 2), w=(3, 4), v=(2, 3)),
    _unchanged(OF_TWO, BETWEEN, x=(2, 1, 2, 2), w=(3, 4), v=(2, 3)),
)

RUN = "out, records = forward_with_switches(x, layers)"
OUT, SWITCHES = f"{RUN}\nout", RUN + '\nrecords[{}]["switches"]'
SIZES = f'{RUN}\nnp.array([record["size"] for record in records])'
WITHOUT = f'{RUN}\nnp.array([record["switches"] is None for record in records])'
SWITCHES_OUTPUT = (
    _lines(OUT, (RELU, _pool(2)), x=(1, 1, 4, 4)),
    _lines(OUT, (CONV, RELU), x=(1, 1, 3, 4), w=(2, 1, 2, 2)),
)
SWITCHES_RECORDS = (
    _lines(SWITCHES.format(0), (_pool(2), RELU), x=(1, 1, 4, 6)),
    _lines(SIZES, (CONV, _pool(2), RELU), x=(1, 1, 5, 4), w=(2, 1, 2, 2)),
    _lines(SWITCHES.format(2), (CONV, RELU, _pool((1, 2))), x=(2, 1, 3, 5), w=(2, 1, 2, 2)),
    _lines(WITHOUT, (_pool(2), RELU), x=(1, 1, 4, 6)),
)
SWITCHES_OPTIONS = (
    *(
        _lines(last, (pool,), x=(1, 1, 4, 5))
        for pool in (_pool(2, stride=1), _pool(3, stride=2, padding=1), _pool(2, ceil_mode=True))
        for last in (OUT, SWITCHES.format(0))
    ),
    *(
        _lines(OUT, (_conv(**options),), x=(1, 2, 4, 5), w=kernel)
        for options, kernel in (
            ({"stride": (2, 1)}, (1, 2, 2, 2)),
            ({"padding": 1}, (1, 2, 2, 2)),
            ({"dilation": 2}, (1, 2, 2, 2)),
            ({"groups": 2}, (2, 1, 2, 2)),
        )
    ),
    *SWITCHES_RECORDS,
)
SWITCHES_CARE = (
    _in_float32(OUT, (RELU, _pool(2)), x=(1, 1, 2, 4)),
    _in_float32(OUT, (CONV, RELU), x=(1, 1, 2, 3), w=(1, 1, 2, 2)),
    _unchanged(RUN, (RELU, _pool(2)), x=(1, 1, 2, 4)),
    *SWITCHES_RECORDS,
)

FIRST, OTHER = "deconvnet(x, layers, (0, 0, 0))", "deconvnet(x, layers, (1, 0, 1))"
TWO_CONVOLUTIONS: dict[str, Shape] = {"w": (2, 1, 2, 2), "v": (2, 2, 1, 2)}
PROJECTED_CONVOLUTIONS = (
    _lines(FIRST, (CONV,), x=(1, 1, 3, 4), w=(1, 1, 2, 2)),
    _lines(OTHER, (BIASED,), x=(1, 1, 3, 4), w=(2, 1, 2, 2), b=(2,)),
    _lines(OTHER, (CONV, SECOND), x=(2, 1, 3, 4), **TWO_CONVOLUTIONS),
)
PROJECTED_SQUARE = (
    _lines(OTHER, (BIASED,), x=(1, 1, 3, 3), w=(2, 1, 2, 2), b=(2,)),
    _lines(OTHER, (CONV, SECOND), x=(2, 2, 3, 3), w=(2, 2, 2, 2), v=(2, 2, 1, 1)),
)
PROJECTED_RECTIFIERS = (
    *(
        _lines(call, (CONV, RELU, SECOND), x=(1, 1, 3, 4), **TWO_CONVOLUTIONS)
        for call in (FIRST, OTHER)
    ),
    _lines(OTHER, (CONV, RELU), x=(2, 1, 3, 4), w=(2, 1, 2, 2)),
    _lines(OTHER, (RELU, SECOND), x=(1, 2, 2, 3), v=(2, 2, 1, 2)),
    _lines(OTHER, (BIASED, RELU, SECOND), x=(1, 1, 3, 4), **TWO_CONVOLUTIONS, b=(2,)),
)
PROJECTED_UNPOOLED = (
    _lines(FIRST, (_pool(2),), x=(1, 1, 2, 4)),
    _lines(OTHER, (_pool((1, 2)),), x=(2, 2, 2, 5)),
    _lines(FIRST, (_pool(2), SECOND), x=(1, 1, 2, 5), v=(1, 1, 1, 2)),
    _lines(FIRST, (CONV, _pool(2)), x=(1, 1, 4, 4), w=(1, 1, 2, 2)),
)
PROJECTED_OVERLAPPING = (
    _lines(FIRST, (_pool(2, stride=1), SECOND), x=(1, 1, 3, 4), v=(1, 1, 2, 2)),
    _lines(OTHER, (_pool(2, stride=1), SECOND), x=(2, 1, 3, 4), v=(2, 1, 1, 2)),
    _lines(FIRST, (_pool(3, stride=1, padding=1), SECOND), x=(1, 1, 3, 4), v=(1, 1, 2, 2)),
)
PROJECTED_OPTIONS = tuple(
    _lines(call, (_conv(**options),), x=x, w=kernel)
    for options, x, kernel in (
        ({"stride": 2}, (1, 1, 4, 5), (2, 1, 2, 2)),
        ({"stride": (1, 2)}, (1, 1, 3, 6), (2, 1, 2, 2)),
        ({"padding": 1}, (1, 1, 2, 3), (2, 1, 2, 2)),
        ({"dilation": 2}, (1, 1, 3, 4), (2, 1, 2, 2)),
        ({"groups": 2}, (1, 2, 2, 3), (2, 1, 2, 2)),
        ({"stride": 2, "padding": 1}, (1, 1, 4, 4), (2, 1, 3, 3)),
    )
    for call in (FIRST, OTHER)
)
PROJECTED_TOGETHER = (
    *PROJECTED_OPTIONS,
    *PROJECTED_RECTIFIERS,
    *PROJECTED_UNPOOLED,
    *PROJECTED_OVERLAPPING,
    *PROJECTED_CONVOLUTIONS,
)
PROJECTED_CARE = (
    _in_float32(FIRST, (CONV,), x=(1, 1, 2, 3), w=(1, 1, 2, 2)),
    _in_float32(OTHER, (CONV, SECOND), x=(2, 1, 3, 4), **TWO_CONVOLUTIONS),
    _unchanged(FIRST, (CONV,), x=(1, 1, 2, 3), w=(1, 1, 2, 2)),
    *PROJECTED_CONVOLUTIONS,
)
