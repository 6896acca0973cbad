"""Detect features that an answer lacks, such as options without effect, in any exercise."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.gaps_of_layers import layer_features, layers_that_raise
from autograder.checks.gaps_of_options import (
    missing_ones_that_raise,
    options_that_raise,
    options_without_effect,
    pairs_of_which_one_is_used,
    pairs_that_raise,
)
from autograder.checks.gaps_of_shapes import oblong_arrays_that_raise, without_oblong
from autograder.checks.outcomes import Trial
from autograder.checks.repeated_calls import calls_that_differ
from autograder.checks.tries import Try, compared_names, values_of, without_options

__all__ = ["gaps", "is_square"]

SIZES = ("input_size", "kernel_size", "output_size")
SQUARE = (
    "It is right only for squares: somewhere the height of the images or of the kernels is also "
    "used as the width."
)
OBLONG = (
    "Every call in which {} is not square raises an exception: is a row taken for a column "
    "somewhere?"
)
SINGLE = (
    "It was right only for one image with one channel. Does it process every image, and all "
    "channels of each?"
)


def gaps(trials: list[Trial], known: Callable[..., Any], right: Callable[..., Any]) -> list[str]:
    """Return a sentence on each feature that is missing according to the trials.

    Parameters
    ----------
    known : callable
        The right function with the mistakes that have been recognised.
    right : callable
        The right function.
    """
    tried = [each for each in map(partial(Try.of, known, right), trials) if each.counts]
    oblong = oblong_arrays_that_raise(tried)
    sound = without_oblong(tried, oblong)
    found = [
        *options_that_raise(sound),
        *layers_that_raise(tried),
        *pairs_that_raise(sound),
        *pairs_of_which_one_is_used(tried, known, right),
        *calls_that_differ(tried),
        *missing_ones_that_raise(tried),
    ]
    if known is right:
        found += options_without_effect(tried)
    plain = without_options(tried)
    for sentence, has in ((SQUARE, is_square), (SINGLE, _is_single)):
        inside = [each for each in plain if has(each.case)]
        compared = compared_names(inside)
        outside = [each for each in plain if not has(each.case)]
        only_inside = all(each.as_known for each in inside) and all(
            each.raised or each.is_wrong_in(compared) for each in outside
        )
        if inside and len(outside) > 1 and only_inside:
            return [*found, sentence]  # one gap hides the other
    return [OBLONG.format(" or ".join(f"`{name}`" for name in oblong)), *found] if oblong else found


def is_square(case: Case) -> bool:
    """Tell whether all images, kernels and sizes of a case are square."""
    given = (*case.args, *case.kwargs.values())
    sizes = [value for name, value in case.kwargs.items() if name in SIZES]
    images = [value for value in given if isinstance(value, np.ndarray) and value.ndim >= 4]
    if not images and not sizes:
        images = [value for value in given if isinstance(value, np.ndarray) and value.ndim == 2]
    alike = [array.shape[-1] == array.shape[-2] for array in images]
    alike += [len(set(value)) == 1 for value in sizes if isinstance(value, tuple)]
    return bool(alike) and all(alike)


def _is_single(case: Case) -> bool:
    images = [
        value
        for value in values_of(case.args, case.kwargs)
        if isinstance(value, np.ndarray) and value.ndim == 4
    ]
    if layer_features(case):  # networks differ in more than their images
        return False
    return bool(images) and images[0].shape[:2] == (1, 1)
