"""The check of ``05-depth.vgg_38``."""

from collections.abc import Iterator
from typing import Any

import numpy as np

import cnnlib.vgg
from autograder.chapters.depth import at_home, networks
from autograder.chapters.depth.answers import vgg_38 as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.module_cases import module_case

__all__ = ["CHECK"]

ENDS = ("output", "input", "entry.0.weight", "fc.weight")


def _case(
    rng: np.random.Generator, *, training: bool = True, thorough: bool = False, **given: Any
) -> Case:
    colours, classes, channels = rng.permutation([2, 3, 4]).tolist()
    size = rng.permutation([9, 17]).tolist()
    options = {"in_channels": colours, "classes": classes, "channels": channels, **given}
    label = f"{colours} channels of {size[0]}x{size[1]}, {classes} classes, {channels} filters"
    label += "".join(f", {name}" for name in given)
    shape = (2, colours, *size)
    # The blocks have their own check, so one call in each mode is enough here.
    return module_case(
        rng, networks.vgg_38, label, options, shape, training=training, thorough=thorough
    )


def _plain(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, thorough=True)
    yield _case(rng, training=False)


def _batch_norm(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, batch_norm=True)
    # Without batch norm, the numbers of such a wide network overflow.
    label = "3 channels of 9x17, all sizes as they are by default, batch_norm"
    options, shape = {"batch_norm": True}, (2, 3, 9, 17)
    yield module_case(rng, networks.vgg_38, label, options, shape, training=True, thorough=False)


def _residual(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, residual=True)


def _both(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, batch_norm=True, residual=True, training=False, thorough=True)


CHECK = FunctionCheck(
    key="05-depth.vgg_38",
    oracle=networks.vgg_38,
    parts=(
        Part("plain", 4, _plain, only=ENDS, at_home=at_home.VGG_PLAIN),
        Part("batch norm", 2, _batch_norm, only=ENDS, at_home=at_home.VGG_NORMALISED),
        Part("residual", 2, _residual, only=ENDS, at_home=at_home.VGG_RESIDUAL),
        Part("both, evaluating", 2, _both, only=ENDS, at_home=at_home.VGG_BOTH),
    ),
    reference=FunctionAnswer("reference", cnnlib.vgg.vgg_38),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    rtol=1e-3,
    torch=True,
)
