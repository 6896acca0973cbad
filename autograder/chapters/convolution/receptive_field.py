"""The check of ``01-convolution.receptive_field``."""

from collections.abc import Iterator

import numpy as np

import cnnlib.geometry
from autograder.chapters.convolution import oracles
from autograder.chapters.convolution.answers import receptive_field as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]


def _case(kernel_sizes: list[int], public: bool = False, **given: list[int]) -> Case:
    words = [f"kernels of {_listed(kernel_sizes)}"]
    words += [f"{name} {_listed(values)}" for name, values in given.items()]
    return Case(", ".join(words), (kernel_sizes,), given, public=public)


def _kernels(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(_some(rng, (2, 3, 5), 2), public=True)
    yield _case(_some(rng, (2, 3, 4, 5, 7), 4))
    yield _case([int(rng.integers(2, 9))])
    yield _case([3, 1, 5])
    yield _case([])


def _strides(rng: np.random.Generator) -> Iterator[Case]:
    # Kernels and strides differ from layer to layer, so that mixing them up gives wrong results.
    yield _case(_some(rng, (3, 5, 7), 2), public=True, strides=_some(rng, (2, 3), 2))
    yield _case(_some(rng, (2, 3, 5, 7), 3), strides=_some(rng, (2, 3, 4), 3))
    yield _case(_some(rng, (2, 3, 5, 7), 4), strides=_some(rng, (1, 2, 3, 4), 4))


def _dilations(rng: np.random.Generator) -> Iterator[Case]:
    yield _case([3, 3, 3], dilations=[1, 2, 4])  # Yu & Koltun
    yield _case(_some(rng, (2, 3, 5, 7), 3), dilations=_some(rng, (2, 3, 4), 3))


def _everything(rng: np.random.Generator) -> Iterator[Case]:
    for depth in (2, 3):
        strides, dilations = _some(rng, (2, 3, 4), depth), _some(rng, (2, 3, 4), depth)
        yield _case(_some(rng, (3, 4, 5), depth), strides=strides, dilations=dilations)


def _some(rng: np.random.Generator, numbers: tuple[int, ...], count: int) -> list[int]:
    return rng.choice(numbers, size=count, replace=False).tolist()


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers)) or "no layer at all"


CHECK = FunctionCheck(
    key="01-convolution.receptive_field",
    oracle=oracles.receptive_field,
    parts=(
        Part("kernels", 2, _kernels),
        Part("strides", 2, _strides),
        Part("dilations", 2, _dilations),
        Part("all together", 1, _everything),
    ),
    reference=FunctionAnswer("reference", cnnlib.geometry.receptive_field),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
)
