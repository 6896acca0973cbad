"""Change images at random each time the model sees them: crop, flip, erase (chapter 6).

Each function takes a batch and draws separately for every image, from the generator it is given.
"""

import math

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.exercise import exercise

__all__ = ["random_crop", "random_erasing", "random_horizontal_flip"]

# As in torchvision. A rectangle fails to fit only if it is longer than the image, so ten is enough.
PROPOSALS = 10


@exercise("06-regularisation.random_crop", points=4)
def random_crop(
    x: np.ndarray,
    size: int | tuple[int, int],
    padding: int | tuple[int, int] = 0,
    *,
    rng: np.random.Generator,
) -> np.ndarray:
    r"""Cut a window out of every image, at a random position for each.

    .. math:: y_{n,c,i,j} = \hat x_{n,\,c,\,t_n+i,\,l_n+j}

    with :math:`\hat x` the zero-padded input and :math:`(t_n, l_n)` uniform among all positions
    where the window fits, drawn separately for each image. All channels of an image are cut at the
    same position.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    size : int or (int, int)
        Height and width of the window, in pixels.
    padding : int or (int, int)
        Zeros to add on both sides first, in pixels; a pair is (vertical, horizontal). On
        standardised images zero is the mean, so crop after standardising.
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    ndarray, shape (N, C, *size)
        Of the dtype of `x`.

    Raises
    ------
    ValueError
        If `x` does not have four axes, or the window is larger than the padded image.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), question 22; Krizhevsky, Sutskever &
    Hinton (2012), section 4.1.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    (h, w), (ph, pw) = pair(size, "size"), pair(padding, "padding", minimum=0)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    spare_h, spare_w = padded.shape[2] - h, padded.shape[3] - w
    if spare_h < 0 or spare_w < 0:
        raise ValueError(
            f"size {h}x{w} is larger than the images of x {x.shape}, padded by {ph} and {pw}: "
            f"{padded.shape[2]}x{padded.shape[3]}."
        )
    top = rng.integers(0, spare_h + 1, len(x))
    left = rng.integers(0, spare_w + 1, len(x))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (h, w), axis=(2, 3))
    return windows[np.arange(len(x)), :, top, left]


@exercise("06-regularisation.random_horizontal_flip", points=4)
def random_horizontal_flip(
    x: np.ndarray, p: float = 0.5, *, rng: np.random.Generator
) -> np.ndarray:
    r"""Mirror each image, left to right, with probability `p`.

    .. math:: y_{n,c,i,j} = x_{n,c,i,\,W-1-j}

    for the mirrored images; each is decided separately. Do not use it where left and right have a
    meaning, as in digits and letters.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    p : float
        From 0 to 1.
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the dtype of `x`.

    Raises
    ------
    ValueError
        If `x` does not have four axes, or `p` is not a probability.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), questions 22 and 23.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    _check_probability(p)
    mirrored = rng.random(len(x)) < p
    return np.where(mirrored[:, None, None, None], x[..., ::-1], x)


@exercise("06-regularisation.random_erasing", points=6)
def random_erasing(
    x: np.ndarray,
    p: float = 0.5,
    scale: tuple[float, float] = (0.02, 0.33),
    ratio: tuple[float, float] = (0.3, 3.3),
    *,
    rng: np.random.Generator,
) -> np.ndarray:
    r"""Fill a rectangle of each image with random pixels, with probability `p`.

    Of an image with :math:`S = HW` pixels, the rectangle has height and width

    .. math:: h = \sqrt{S_e r_e} \qquad w = \sqrt{S_e / r_e}

    rounded to whole pixels, with :math:`S_e / S` uniform in `scale` and :math:`r_e` uniform in
    `ratio`. Its position inside the image is uniform, and it covers all channels. A rectangle that
    is higher or wider than the image is drawn again; after ten that do not fit, the image is not
    changed.

    Parameters
    ----------
    x : ndarray of float, shape (N, C, H, W)
        Best standardised.
    p : float
        From 0 to 1.
    scale : (float, float)
        Smallest and largest area, as fractions of the image.
    ratio : (float, float)
        Smallest and largest height over width.
    rng : numpy.random.Generator
        The only source of random numbers.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        A new array of the dtype of `x`. Erased pixels are standard normal numbers, drawn for each
        pixel and channel.

    Raises
    ------
    ValueError
        If `x` does not hold floats with four axes, or `p`, `scale` or `ratio` is out of range.

    References
    ----------
    Zhong, Zheng, Kang, Li & Yang (2017), "Random erasing data augmentation", algorithm 1; *MLP
    Coursework 2: Investigating the Implementation and Optimization of Convolutional Networks*,
    sections 4.1 and 5.2.1, for the numbers.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    _check_probability(p)
    _check_range(scale, "scale", highest=1)
    _check_range(ratio, "ratio")
    if x.dtype.kind != "f":
        raise ValueError(f"x must hold floats, not {x.dtype}: standardise it first.")
    erased = x.copy()
    channels, height, width = x.shape[1:]
    for image in erased:
        if rng.random() >= p:
            continue
        for _ in range(PROPOSALS):
            area, aspect = height * width * rng.uniform(*scale), rng.uniform(*ratio)
            h, w = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
            if h <= height and w <= width:
                top, left = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
                noise = rng.standard_normal((channels, h, w))
                image[:, top : top + h, left : left + w] = noise
                break
    return erased


def _check_probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"p must be a probability, from 0 to 1, not {p}.")


def _check_range(values: tuple[float, float], name: str, highest: float = math.inf) -> None:
    low, high = values
    if not 0 < low <= high <= highest:
        bound = f" and at most {highest}" if highest < math.inf else ""
        raise ValueError(f"{name} must be two ascending numbers above 0{bound}, not {values}.")
