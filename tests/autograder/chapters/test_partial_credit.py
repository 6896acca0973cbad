"""What is right in part earns a part: in another dtype, or for squares alone."""

import inspect

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.function_check import FunctionCheck

FUNCTIONS = [check for check in CHECKS.values() if isinstance(check, FunctionCheck)]
SQUARE = "square images"
WITH_SQUARES = [check for check in FUNCTIONS if SQUARE in {part.name for part in check.parts}]
OPTIONS = ("kernel_size", "stride", "padding", "dilation", "output_size", "input_size")

by_key = pytest.mark.parametrize("check", FUNCTIONS, ids=lambda check: check.key)
seeds = pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 6))]
)


def lost(check: FunctionCheck, function, seed: int) -> list[str]:
    report = check.run((function,), seed)
    return [part.name for part in report.parts if part.earned < part.points]


def retyped(value, dtype: str):
    """Return a result whose floating-point arrays have another dtype."""
    if isinstance(value, tuple):
        return tuple(retyped(item, dtype) for item in value)
    floats = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(dtype) if floats else value


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@by_key
@seeds
@pytest.mark.filterwarnings("ignore:overflow")
def test_one_dtype_always_costs_the_part_on_dtypes_at_most(check, dtype, seed):
    def always(*args, **given):
        return retyped(check.reference.function(*args, **given), dtype)

    if check.key == "04-backprop.numerical_gradient":  # float64 always is what it asks for
        return
    assert lost(check, always, seed) in ([], ["dtype and input"])


@by_key
@seeds
def test_floats_for_integers_cost_one_part(check, seed):
    def in_floats(*args, **given):
        result = check.reference.function(*args, **given)
        if isinstance(result, int):
            return float(result)
        if isinstance(result, tuple) and all(isinstance(item, int) for item in result):
            return type(result)(*map(float, result))
        return result

    whole = check.oracle.__name__ in ("conv_output_size", "same_padding", "pool_output_size")
    whole |= check.oracle.__name__ in ("receptive_field", "conv2d_cost")
    report = check.run((in_floats,), seed)
    spoilt = [part for part in report.parts if part.earned < part.points]
    assert len(spoilt) == whole
    assert all("a float. Return an integer: use `//`" in part.said for part in spoilt)


def module_for_squares(module_class):
    """Return a class of modules as `module_class` that refuse images that are not square."""

    class ForSquares(module_class):
        def forward(self, x):
            if x.shape[-1] != x.shape[-2]:
                raise ValueError("not square")
            return super().forward(x)

    return ForSquares


@pytest.mark.parametrize("check", WITH_SQUARES, ids=lambda check: check.key)
@seeds
def test_work_for_squares_alone_earns_a_part(check, seed):
    def squares_alone(*args, **given):
        arrays = [value for value in (*args, *given.values()) if isinstance(value, np.ndarray)]
        images = [array for array in arrays if array.ndim >= 2 and array.dtype.kind == "f"]
        dense = check.oracle.__name__ == "linear_as_conv2d"
        for array in images[: 1 if dense or check.oracle.__name__ == "col2im" else None]:
            if array.ndim != 3 and array.shape[-1] != array.shape[-2]:
                raise ValueError("not square")
        for name in set(OPTIONS) & given.keys():
            if isinstance(given[name], tuple) and len(set(given[name])) > 1:
                raise ValueError("not square")
        return check.reference.function(*args, **given)

    of_modules = inspect.isclass(check.reference.function)
    answer = module_for_squares(check.reference.function) if of_modules else squares_alone
    report = check.run((answer,), seed)
    earned = {part.name for part in report.parts if part.earned}
    assert SQUARE in earned
    assert report.earned < report.points / 2


def test_every_exercise_on_images_with_kernels_has_squares():
    takes_kernels = {
        check.key
        for check in FUNCTIONS
        for part in check.parts
        if {"stride", "overlapping windows", "larger images", "overlap"} & {part.name}
    }
    of_numbers = {"01-convolution.conv_output_size", "02-pooling.pool_output_size"}
    assert takes_kernels - of_numbers <= {check.key for check in WITH_SQUARES}
