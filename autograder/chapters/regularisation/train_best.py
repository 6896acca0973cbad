"""The check of ``06-regularisation.train_best``."""

from collections.abc import Callable, Iterator

import numpy as np

import cnnlib.training_loop
from autograder.chapters.regularisation.answers import train_best as answers
from autograder.chapters.regularisation.at_home.training import TRAINING
from autograder.chapters.regularisation.loop_facts import recorded_run
from autograder.chapters.regularisation.loop_oracle import train_best
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]

STANDARDISATION = (
    "training images standardised",
    "validation images standardised",
    "arrays left as they are",
)
AUGMENTATION = ("training images augmented", "validation images not augmented")
ORDER = (
    "one pass over the training images an epoch",
    "sizes of the batches",
    "a new order each epoch",
    "order drawn from rng",
)
MODES = (
    "training mode while training",
    "evaluation mode while validating",
    "no gradients while validating",
    "one pass over the validation images an epoch",
)
STEPS = (
    "one step for each batch",
    "gradient of the first step",
    "gradients of the other steps",
)
HISTORY = ("history: loss", "history: validation_loss", "history: validation_accuracy")
BEST = ("best weights", "best buffers", "state of the last epoch")


def _run(
    rng: np.random.Generator, images: int, held_out: int, batch_size: int, augmented: bool
) -> Case:
    label = f"{images} training and {held_out} validation images, batches of {batch_size}"
    label += ", augmented" if augmented else ""
    args = images, held_out, batch_size, augmented, int(rng.integers(2**31))
    return Case(label, args, use=recorded_run)


def _augmented(rng: np.random.Generator) -> Iterator[Case]:
    # A single run could agree with a mistake by chance.
    yield _run(rng, 14, 9, 4, True)
    yield _run(rng, 11, 7, 3, True)


def _either(rng: np.random.Generator) -> Iterator[Case]:
    yield _run(rng, 10, 12, 5, False)
    yield _run(rng, 13, 8, 6, True)
    yield _run(rng, 9, 7, 4, True)


def _part(
    name: str, draw: Callable[[np.random.Generator], Iterator[Case]], only: tuple[str, ...]
) -> Part:
    return Part(name, 2, draw, only, at_home=TRAINING[name])


CHECK = FunctionCheck(
    key="06-regularisation.train_best",
    oracle=train_best,
    parts=(
        _part("standardisation", _augmented, STANDARDISATION),
        _part("augmentation", _either, AUGMENTATION),
        _part("order and batches", _augmented, ORDER),
        _part("modes", _augmented, MODES),
        _part("steps", _augmented, STEPS),
        _part("history", _augmented, HISTORY),
        _part("best state", _augmented, BEST),
    ),
    reference=FunctionAnswer("reference", cnnlib.training_loop.train_best),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    torch=True,
)
