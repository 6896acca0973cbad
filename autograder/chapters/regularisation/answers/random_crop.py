"""Answers to `random_crop`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

VALUES = ("padding", "windows", "places")


@variant
def with_a_loop(x, size, padding=0, *, rng):
    h, w = (size, size) if np.isscalar(size) else size
    ph, pw = (padding, padding) if np.isscalar(padding) else padding
    crops = []
    for image in np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)]):
        top = rng.integers(image.shape[1] - h, endpoint=True)
        left = rng.integers(image.shape[2] - w, endpoint=True)
        crops.append(image[:, top : top + h, left : left + w])
    return np.stack(crops)


@variant
def with_rows_and_columns(x, size, padding=0, *, rng):
    h, w = np.broadcast_to(size, 2)
    ph, pw = np.broadcast_to(padding, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=0)
    n, _, height, width = padded.shape
    rows = rng.integers(0, height - h + 1, size=(n, 1)) + np.arange(h)
    columns = rng.integers(0, width - w + 1, size=(n, 1)) + np.arange(w)
    taken = np.take_along_axis(padded, rows[:, None, :, None], axis=2)
    return np.take_along_axis(taken, columns[:, None, None, :], axis=3)


@variant
def with_one_number_for_each_place(x, size, padding=0, *, rng):
    h, w = np.broadcast_to(size, 2)
    ph, pw = np.broadcast_to(padding, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    rows, columns = padded.shape[2] - h + 1, padded.shape[3] - w + 1
    places = np.floor(rng.random(len(x)) * rows * columns).astype(int)
    return np.array(
        [
            image[:, place // columns :, place % columns :][:, :h, :w]
            for image, place in zip(padded, places, strict=True)
        ]
    )


@misconception(
    "All images of a batch are cropped at the same position. Draw a position for each image.",
    loses=("places",),
)
def draws_once_for_the_batch(right, x, size, padding=0, *, rng):
    as_channels = right(x.reshape(1, -1, *x.shape[2:]), size, padding, rng=rng)
    return as_channels.reshape(*x.shape[:2], *as_channels.shape[2:])


@misconception(
    "Each channel is cropped at a different position, which misaligns the colours. Draw one "
    "position for an image, and crop all its channels there.",
    loses=("windows",),
)
def draws_for_each_channel(right, x, size, padding=0, *, rng):
    single = right(x.reshape(-1, 1, *x.shape[2:]), size, padding, rng=rng)
    return single.reshape(*x.shape[:2], *single.shape[2:])


@misconception(
    "The last row and the last column of positions are never drawn: `rng.integers(0, n)` stops at "
    "n - 1, and there is one position more than there are spare pixels.",
    loses=("places",),
)
def never_takes_the_last_place(right, x, size, padding=0, *, rng):
    h, w = np.broadcast_to(size, 2)
    ph, pw = np.broadcast_to(padding, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    height, width = padded.shape[2:]
    return right(padded[:, :, : max(h, height - 1), : max(w, width - 1)], size, rng=rng)


@misconception(
    "All the padding is at the bottom and on the right. Put half of it on each side.",
    loses=VALUES,
)
def pads_on_one_side(right, x, size, padding=0, *, rng):
    ph, pw = np.broadcast_to(padding, 2)
    return right(np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw))), size, rng=rng)


@misconception(
    "A pair of paddings is (vertical, horizontal), as everywhere in this course.",
    loses=VALUES,
)
def swaps_the_paddings(right, x, size, padding=0, *, rng):
    ph, pw = np.broadcast_to(padding, 2)
    h, w = np.broadcast_to(size, 2)
    spare = max(h - x.shape[2] - 2 * pw, 0), max(w - x.shape[3] - 2 * ph, 0)
    padded = np.pad(x, ((0, 0), (0, 0), (pw, pw + spare[0]), (ph, ph + spare[1])))
    return right(padded, size, rng=rng)


@misconception(
    "The images are padded with their border pixels. Padding is zeros here.",
    loses=VALUES,
)
def repeats_the_border(right, x, size, padding=0, *, rng):
    ph, pw = np.broadcast_to(padding, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")
    return right(padded, size, rng=rng)


@misconception(
    "You create your own generator with a fixed seed, so every call draws the same. Draw "
    "from `rng`.",
    loses=("places",),
)
def seeds_its_own(right, x, size, padding=0, *, rng):  # noqa: ARG001
    return right(x, size, padding, rng=np.random.default_rng(0))


@misconception(
    "The result is float64, whatever the images are. Keep the dtype of x.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, x, size, padding=0, *, rng):
    return right(x.astype(np.float64), size, padding, rng=rng)


@misconception(
    "Row and column are drawn together, so the windows lie on a diagonal. Draw one number for "
    "each.",
    loses=("places",),
)
def draws_one_number_for_both(right, x, size, padding=0, *, rng):
    h, w = np.broadcast_to(size, 2)
    ph, pw = np.broadcast_to(padding, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    room = min(padded.shape[2] - h, padded.shape[3] - w)
    starts = rng.integers(0, room + 1, len(x))
    cut = [image[:, s : s + h, s : s + w] for image, s in zip(padded, starts, strict=True)]
    return right(np.stack(cut), size, rng=rng)


@misconception(
    "`rng` is not used: with the same seed other numbers come. Draw from `rng`.",
    loses=("places",),
)
def draws_without_rng(right, x, size, padding=0, *, rng):  # noqa: ARG001
    return right(x, size, padding, rng=np.random.default_rng())


@misconception(
    "The places are those of the image without its padding, so that the last rows and columns "
    "never come up: count the spare pixels after padding.",
    loses=("places",),
)
def counts_places_before_padding(right, x, size, padding=0, *, rng):
    ph, pw = np.broadcast_to(padding, 2)
    h, w = np.broadcast_to(size, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    bottom, right_end = max(x.shape[2], h), max(x.shape[3], w)
    return right(padded[:, :, :bottom, :right_end], size, rng=rng)


@misconception(
    "Uniform numbers are rounded, so that the first and the last position come up half as often "
    "as others. Draw whole numbers, with `rng.integers`.",
    loses=("places",),
)
def rounds_uniform_numbers(right, x, size, padding=0, *, rng):
    h, w = np.broadcast_to(size, 2)
    ph, pw = np.broadcast_to(padding, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    spare = padded.shape[2] - h, padded.shape[3] - w
    starts = np.rint(rng.uniform(0, spare, (len(x), 2))).astype(int)
    cut = [image[:, i : i + h, j : j + w] for image, (i, j) in zip(padded, starts, strict=True)]
    return right(np.stack(cut), size, rng=rng)


@misconception(
    "The images are padded with their own mirrored pixels. Padding is zeros here.",
    loses=VALUES,
)
def mirrors_the_border(right, x, size, padding=0, *, rng):
    ph, pw = np.broadcast_to(padding, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="reflect")
    return right(padded, size, rng=rng)
