"""Right answers to `same_padding` in other styles."""

from autograder.checks.answers import FunctionAnswer

__all__ = ["VARIANTS"]


def _extent(kernel_size, dilation=1):
    extent = kernel_size + (kernel_size - 1) * (dilation - 1)
    return int((extent - 1) / 2)


def _search(kernel_size, dilation=1):
    padding = 0
    while 2 * padding < dilation * (kernel_size - 1):
        padding += 1
    return padding


def _two_cases(kernel_size, dilation=1):
    if kernel_size % 2:
        return kernel_size // 2 * dilation
    return dilation // 2 * (kernel_size - 1)


VARIANTS = (
    FunctionAnswer("from the extent", _extent),
    FunctionAnswer("search", _search),
    FunctionAnswer("odd and even", _two_cases),
)
