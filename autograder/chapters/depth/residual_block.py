"""The check of ``05-depth.ResidualBlock``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.residual
from autograder.chapters.depth import at_home, networks
from autograder.chapters.depth.answers import residual_block as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.module_cases import module_case
from autograder.checks.together import together_in

__all__ = ["CHECK"]

GRADIENTS = ("input", "conv1.weight", "conv2.weight")


def _case(
    rng: np.random.Generator,
    channels: tuple[int, int],
    *,
    stride: int = 1,
    batch_norm: bool = False,
    training: bool = True,
) -> Case:
    given = {"in_channels": channels[0], "out_channels": channels[1]}
    given |= {"stride": stride} if stride != 1 else {}
    given |= {"batch_norm": True} if batch_norm else {}
    height, width = rng.permutation([5, 7]).tolist()
    label = f"{channels[0]} channels to {channels[1]}, images of {height}x{width}"
    label += f", stride {stride}" if stride != 1 else ""
    label += ", batch norm" if batch_norm else ""
    shape = (3, channels[0], height, width)
    return module_case(rng, networks.ResidualBlock, label, given, shape, training=training)


def _same(rng: np.random.Generator) -> Iterator[Case]:
    for channels in (2, 3):
        yield _case(rng, (channels, channels))


def _projected(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, (2, 4))
    yield _case(rng, (3, 3), stride=2)
    yield _case(rng, (4, 3), stride=2)


def _normalised(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, (3, 3), batch_norm=True)
    yield _case(rng, (2, 3), batch_norm=True, stride=2)


def _evaluating(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, (2, 2), batch_norm=True, training=False)
    yield _case(rng, (3, 2), batch_norm=True, training=False)


CHECK = FunctionCheck(
    key="05-depth.ResidualBlock",
    oracle=networks.ResidualBlock,
    parts=(
        Part("output", 4, _same, only=("output",), at_home=at_home.BLOCK_OUTPUT),
        Part("gradients", 2, _same, only=GRADIENTS, at_home=at_home.BLOCK_GRADIENTS),
        Part(
            "projection",
            4,
            _projected,
            only=("output", *GRADIENTS),
            at_home=at_home.BLOCK_PROJECTED,
        ),
        Part("batch norm, training", 3, _normalised, at_home=at_home.BLOCK_NORMALISED),
        Part(
            "batch norm, evaluating",
            1,
            _evaluating,
            only=("output",),
            at_home=at_home.BLOCK_EVALUATED,
        ),
    ),
    reference=FunctionAnswer("reference", cnnlib.residual.ResidualBlock),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
    rtol=1e-4,
    torch=True,
)
