"""Change images so that they are easy to recognise and hard to look up."""

import numpy as np

__all__ = ["perturb"]

MOST_PIXELS = 2
CONTRAST = (0.7, 1.0)
NOISE = 0.05


def perturb(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Shift, darken and add noise to every image, each by its own random amount.

    An image is shifted by up to 2 pixels along each axis (zeros come in), multiplied by a number
    between 0.7 and 1, and given normal noise with a standard deviation of 0.05.

    Parameters
    ----------
    images : ndarray of uint8 or float, shape (N, C, H, W)
        From 0 to 255 in uint8, from 0 to 1 otherwise.

    Returns
    -------
    ndarray of float32, shape (N, C, H, W)
        Between 0 and 1.
    """
    n, c, h, w = images.shape
    x = images.astype(np.float32) / (255 if images.dtype == np.uint8 else 1)
    m = MOST_PIXELS
    padded = np.pad(x, ((0, 0), (0, 0), (m, m), (m, m)))
    down, across = rng.integers(0, 2 * m + 1, (2, n))
    rows = down[:, None] + np.arange(h)
    columns = across[:, None] + np.arange(w)
    shifted = padded[
        np.arange(n)[:, None, None, None],
        np.arange(c)[:, None, None],
        rows[:, None, :, None],
        columns[:, None, None, :],
    ]
    faded = shifted * rng.uniform(*CONTRAST, (n, 1, 1, 1)).astype(np.float32)
    noisy = faded + rng.normal(0, NOISE, shifted.shape).astype(np.float32)
    return noisy.clip(0, 1)
