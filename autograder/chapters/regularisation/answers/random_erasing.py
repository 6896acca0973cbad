"""Answers to `random_erasing`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant


@variant
def with_slices(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    y = np.array(x)
    _, c, height, width = x.shape
    for n in range(len(x)):
        if rng.random() < p:
            for _ in range(10):
                area = rng.uniform(scale[0], scale[1]) * height * width
                aspect = rng.uniform(ratio[0], ratio[1])
                h, w = int(np.round(np.sqrt(area * aspect))), int(np.round(np.sqrt(area / aspect)))
                if h <= height and w <= width:
                    i, j = rng.integers(height - h + 1), rng.integers(width - w + 1)
                    y[n, :, i : i + h, j : j + w] = rng.normal(size=(c, h, w)).astype(x.dtype)
                    break
    return y


@variant
def with_masks(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    n, _, height, width = x.shape
    area = height * width * rng.uniform(*scale, (10, n))
    aspect = rng.uniform(*ratio, (10, n))
    h, w = np.rint(np.sqrt(area * aspect)), np.rint(np.sqrt(area / aspect))
    fits = (h <= height) & (w <= width)
    first = fits.argmax(axis=0), np.arange(n)
    h, w, erased = h[first], w[first], fits[first] & (rng.random(n) < p)
    top = np.floor(rng.random(n) * (height - h + 1))[:, None, None]
    left = np.floor(rng.random(n) * (width - w + 1))[:, None, None]
    i, j = np.arange(height)[:, None], np.arange(width)
    inside = (i >= top) & (i < top + h[:, None, None]) & (j >= left) & (j < left + w[:, None, None])
    inside &= erased[:, None, None]
    return np.where(inside[:, None], rng.standard_normal(x.shape).astype(x.dtype), x)


@variant
def with_one_image_at_a_time(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    def erase(image):
        height, width = image.shape[1:]
        for _ in range(10 if rng.uniform() < p else 0):
            share, aspect = rng.uniform(*scale), rng.uniform(*ratio)
            h = round(float(height * width * share * aspect) ** 0.5)
            w = round(float(height * width * share / aspect) ** 0.5)
            if max(h - height, w - width) <= 0:
                corner = rng.integers([0, 0], [height - h + 1, width - w + 1])
                image = image.copy()
                part = image[:, corner[0] :, corner[1] :][:, :h, :w]
                part[...] = rng.standard_normal(part.shape)
                return image
        return image

    return np.stack([erase(image) for image in x])


@misconception(
    "You draw once for the whole batch: all images lose the same rectangle, or none. Draw for each "
    "image.",
    loses=("how often", "rectangles", "areas and shapes"),
)
def draws_once_for_the_batch(right, x, *args, rng, **given):
    return right(x.reshape(1, -1, *x.shape[2:]), *args, rng=rng, **given).reshape(x.shape)


@misconception(
    "Each channel loses a different rectangle. A rectangle should cover all channels of an image.",
    loses=("rectangles",),
)
def draws_for_each_channel(right, x, *args, rng, **given):
    return right(x.reshape(-1, 1, *x.shape[2:]), *args, rng=rng, **given).reshape(x.shape)


@misconception(
    "You erase every image. `p` is the probability that an image is erased at all.",
    loses=("how often",),
)
def erases_always(right, x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    return right(x, p and 1.0, scale, ratio, rng=rng)


@misconception(
    "The rectangle is filled with zeros. Fill it with standard normal numbers.", loses=("noise",)
)
def fills_with_zeros(right, x, *args, rng, **given):
    erased = right(x, *args, rng=rng, **given)
    return np.where(erased != x, np.zeros_like(x), x)


@misconception(
    "The rectangle is filled with one number. Draw a number for each pixel and channel.",
    loses=("noise",),
)
def fills_with_one_number(right, x, *args, rng, **given):
    erased = right(x, *args, rng=rng, **given)
    return np.where(erased != x, rng.standard_normal((len(x), 1, 1, 1)).astype(x.dtype), x)


@misconception(
    "The noise is uniform between 0 and 1. Standardised images need standard normal noise.",
    loses=("noise",),
)
def fills_with_uniform_numbers(right, x, *args, rng, **given):
    erased = right(x, *args, rng=rng, **given)
    return np.where(erased != x, rng.random(x.shape).astype(x.dtype), x)


@misconception(
    "All channels of a pixel are filled with the same number. Draw another one for each pixel and "
    "channel.",
    loses=("noise",),
)
def fills_all_channels_alike(right, x, *args, rng, **given):
    erased = right(x, *args, rng=rng, **given)
    noise = rng.standard_normal((len(x), 1, *x.shape[2:])).astype(x.dtype)
    return np.where(erased != x, noise, x)


@misconception(
    "A rectangle that is higher or wider than the image is cut to its size. Draw another one "
    "instead, so that area and ratio are those that were asked for.",
    loses=("areas and shapes",),
)
def cuts_to_the_size_of_the_image(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    erased = x.copy()
    channels, height, width = x.shape[1:]
    for image in erased:
        if rng.random() < p:
            area, aspect = height * width * rng.uniform(*scale), rng.uniform(*ratio)
            h, w = (
                min(height, round((area * aspect) ** 0.5)),
                min(width, round((area / aspect) ** 0.5)),
            )
            top, left = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
            image[:, top : top + h, left : left + w] = rng.standard_normal((channels, h, w))
    return erased


@misconception(
    "The rectangle may begin anywhere, and what is beyond the image is cut off. All of it lies "
    "inside: draw its place when its height and width are known.",
    loses=("areas and shapes",),
)
def cuts_at_the_border(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    erased = x.copy()
    height, width = x.shape[2:]
    for image in erased:
        if rng.random() < p:
            area, aspect = height * width * rng.uniform(*scale), rng.uniform(*ratio)
            h, w = round((area * aspect) ** 0.5), round((area / aspect) ** 0.5)
            top, left = rng.integers(0, height), rng.integers(0, width)
            inside = image[:, top : top + h, left : left + w]
            inside[...] = rng.standard_normal(inside.shape)
    return erased


@misconception(
    "You use the ratio as width over height. It is height over width: h = √(area · ratio).",
    loses=("areas and shapes",),
)
def swaps_height_and_width(right, x, *args, rng, **given):
    return right(x.swapaxes(2, 3), *args, rng=rng, **given).swapaxes(2, 3)


@misconception(
    "You use `scale` as a share of the image's sides. It is a share of its area.",
    loses=("areas and shapes",),
)
def takes_shares_of_the_sides(right, x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    return right(x, p, (scale[0] ** 2, scale[1] ** 2), ratio, rng=rng)


@misconception(
    "All your rectangles are squares. Draw height over width uniformly from `ratio`.",
    loses=("areas and shapes",),
)
def erases_squares(right, x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):  # noqa: ARG001
    return right(x, p, scale, (1.0, 1.0), rng=rng)


@misconception(
    "You create your own generator with a fixed seed, so every call draws the same. Draw "
    "from `rng`.",
    loses=("how often",),
)
def seeds_its_own(right, x, *args, rng, **given):  # noqa: ARG001
    return right(x, *args, rng=np.random.default_rng(2), **given)


@misconception(
    "`rng` is not used: with the same seed other numbers come. Draw from `rng`.",
    loses=("how often",),
)
def draws_without_rng(right, x, *args, rng, **given):  # noqa: ARG001
    return right(x, *args, rng=np.random.default_rng(), **given)


@misconception(
    "`p` is the probability of being erased. You keep the images with that probability.",
    loses=("how often", "rectangles", "areas and shapes", "noise"),
)
def turns_p_round(right, x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    return right(x, 1 - p, scale, ratio, rng=rng)


@misconception(
    "Nothing is erased, whatever p is.",
    loses=("how often", "rectangles", "areas and shapes", "noise"),
)
def erases_nothing(right, x, *args, rng, **given):  # noqa: ARG001
    return x.copy()


@misconception(
    "The ratio is drawn on a logarithmic scale, as in torchvision. Here it is uniform between the "
    "two of `ratio`.",
    loses=("areas and shapes",),
)
def draws_the_logarithm(right, x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    erased = []
    for image in x:
        aspect = np.exp(rng.uniform(*np.log(ratio)))
        erased.append(right(image[None], p, scale, (aspect, aspect), rng=rng))
    return np.concatenate(erased)
