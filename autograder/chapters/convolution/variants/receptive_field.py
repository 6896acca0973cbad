"""Right answers to `receptive_field` in other styles."""

from autograder.checks.answers import FunctionAnswer

__all__ = ["VARIANTS"]


def _from_the_top(kernel_sizes, strides=None, dilations=None):
    """Widen the field of the last layer by each layer below it."""
    if strides is None:
        strides = [1] * len(kernel_sizes)
    if dilations is None:
        dilations = [1] * len(kernel_sizes)
    field = 1
    for layer in range(len(kernel_sizes) - 1, -1, -1):
        field = strides[layer] * (field - 1) + dilations[layer] * (kernel_sizes[layer] - 1) + 1
    return field


def _closed_form(kernel_sizes, strides=None, dilations=None):
    layers = range(len(kernel_sizes))
    field = 1
    for layer in layers:
        step = 1
        for below in range(layer):
            step *= strides[below] if strides else 1
        field += step * (kernel_sizes[layer] - 1) * (dilations[layer] if dilations else 1)
    return field


def _follows_the_units(kernel_sizes, strides=None, dilations=None):
    """Keep the first and the last unit that the one at the top reads."""
    first = last = 0
    for layer in reversed(range(len(kernel_sizes))):
        stride = 1 if strides is None else strides[layer]
        dilation = 1 if dilations is None else dilations[layer]
        first, last = stride * first, stride * last + dilation * (kernel_sizes[layer] - 1)
    return last - first + 1


VARIANTS = (
    FunctionAnswer("from the top", _from_the_top),
    FunctionAnswer("closed form", _closed_form),
    FunctionAnswer("following the units", _follows_the_units),
)
