"""Answers to `random_horizontal_flip`: right ones in other styles, and what goes wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("always and never", "each image", "frequency")


@variant
def with_a_mask(x, p=0.5, *, rng):
    y = x.copy()
    mirrored = rng.uniform(size=len(x)) < p
    y[mirrored] = y[mirrored][:, :, :, ::-1]
    return y


@variant
def with_a_loop(x, p=0.5, *, rng):
    return np.stack([np.flip(image, axis=-1) if rng.random() < p else image for image in x])


@variant
def with_choice(x, p=0.5, *, rng):
    pairs = np.stack([x, np.flip(x, 3)])
    return pairs[rng.choice(2, len(x), p=[1 - p, p]), np.arange(len(x))]


@misconception(
    "You flip the images upside down. Reverse the last axis, which swaps left and right.",
    loses=EVERY_PART,
)
def flips_upside_down(right, x, p=0.5, *, rng):
    return right(x.swapaxes(2, 3), p, rng=rng).swapaxes(2, 3)


@misconception(
    "You rotate by 180°. Reverse only the columns, not the rows.",
    loses=EVERY_PART,
)
def rotates(right, x, p=0.5, *, rng):
    rows = x.reshape(*x.shape[:2], 1, -1)
    return right(rows, p, rng=rng).reshape(x.shape)


@misconception(
    "You decide once for the whole batch. Decide for each image separately.",
    loses=("each image", "frequency"),
)
def decides_once(right, x, p=0.5, *, rng):
    return right(x.reshape(1, -1, *x.shape[2:]), p, rng=rng).reshape(x.shape)


@misconception(
    "`p` is the probability of being mirrored. You keep the images with that probability.",
    loses=("always and never", "frequency"),
)
def turns_p_round(right, x, p=0.5, *, rng):
    return right(x, 1 - p, rng=rng)


@misconception(
    "You mirror half of the images, whatever p is.",
    loses=("always and never", "frequency"),
)
def ignores_p(right, x, p=0.5, *, rng):  # noqa: ARG001
    return right(x, 0.5, rng=rng)


@misconception(
    "You create your own generator with a fixed seed, so every call draws the same. Draw "
    "from `rng`.",
    loses=("frequency",),
)
def seeds_its_own(right, x, p=0.5, *, rng):  # noqa: ARG001
    return right(x, p, rng=np.random.default_rng(1))


@misconception(
    "You decide for each channel. Mirror all channels of an image, or none.",
    loses=("each image", "frequency"),
)
def decides_for_each_channel(right, x, p=0.5, *, rng):
    return right(x.reshape(-1, 1, *x.shape[2:]), p, rng=rng).reshape(x.shape)


@misconception(
    "`rng` is not used: with the same seed other numbers come. Draw from `rng`.",
    loses=("frequency",),
)
def draws_without_rng(right, x, p=0.5, *, rng):  # noqa: ARG001
    return right(x, p, rng=np.random.default_rng())


@misconception(
    "You reverse the channels: `np.fliplr` reverses the second axis, which is the channels here. "
    "Left and right are swapped along the last axis.",
    loses=EVERY_PART,
)
def reverses_the_channels(right, x, p=0.5, *, rng):
    mirrored = right(x.transpose(0, 2, 3, 1), p, rng=rng)
    return mirrored.transpose(0, 3, 1, 2)


@misconception("No image is mirrored, whatever p is.", loses=EVERY_PART)
def mirrors_nothing(right, x, p=0.5, *, rng):  # noqa: ARG001
    return x.copy()


@misconception(
    "You mirror every image. `p` is the probability that an image is mirrored.",
    loses=EVERY_PART,
)
def mirrors_always(right, x, p=0.5, *, rng):  # noqa: ARG001
    return right(x, 1.0, rng=rng)


@misconception(
    "You reverse all axes of an image: `np.flip` without an axis also reverses channels and rows. "
    "Left and right are swapped along the last axis.",
    loses=EVERY_PART,
)
def reverses_all_axes(right, x, p=0.5, *, rng):
    mirrored = right(x, p, rng=rng)
    chosen = (mirrored != x).any(axis=(1, 2, 3), keepdims=True)
    return np.where(chosen, np.flip(x, (1, 2, 3)), x)
