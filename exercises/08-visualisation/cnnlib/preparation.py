"""Give inputs a common scale, with statistics of the training set only (chapter 6).

Statistics of the training images are applied to all others. If they were measured on the test set
too, the model would get information about images that it must not see.
"""

import numpy as np

from cnnlib.arguments import check_rank
from cnnlib.exercise import exercise

__all__ = ["channel_statistics", "standardise", "zca_whiten", "zca_whitening"]


@exercise("06-regularisation.channel_statistics", points=3)
def channel_statistics(x_train: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    r"""Measure the mean and the standard deviation of each channel.

    .. math:: \mu_c = \frac{1}{NHW} \sum_{n,i,j} x_{n,c,i,j} \qquad
              \sigma_c = \sqrt{\frac{1}{NHW} \sum_{n,i,j} (x_{n,c,i,j} - \mu_c)^2}

    Parameters
    ----------
    x_train : ndarray, shape (N, C, H, W)
        Training images, of bytes or floats.

    Returns
    -------
    mean, std : ndarray of float64, shape (C,)

    Raises
    ------
    ValueError
        If `x_train` does not have four axes or is empty.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d*, questions 19 and 20.
    """
    _check_images(x_train, "x_train")
    channels = range(x_train.shape[1])
    mean = np.array([x_train[:, c].mean(dtype=np.float64) for c in channels])
    std = np.array([x_train[:, c].std(dtype=np.float64) for c in channels])
    return mean, std


@exercise("06-regularisation.standardise", points=3)
def standardise(x: np.ndarray, mean: np.ndarray, std: np.ndarray) -> np.ndarray:
    r"""Shift and scale each channel by the statistics of the training set.

    .. math:: y_{n,c,i,j} = \frac{x_{n,c,i,j} - \mu_c}{\sigma_c}

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
        Training, validation or test images.
    mean, std : ndarray, shape (C,)
        From `channel_statistics` of the training images.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the dtype of `x` if that is a float, else float32.

    Raises
    ------
    ValueError
        If there is not one mean and one deviation per channel, or a deviation is not positive.

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d*, questions 19 and 20.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    if np.shape(mean) != (x.shape[1],) or np.shape(std) != (x.shape[1],):
        raise ValueError(
            f"mean {np.shape(mean)} and std {np.shape(std)} must have one number for each of the "
            f"{x.shape[1]} channels of x {x.shape}."
        )
    if not np.all(np.asarray(std) > 0):
        raise ValueError(
            f"std must be positive, not {np.asarray(std).tolist()}: a channel that is the same "
            "everywhere cannot be scaled."
        )
    dtype = _float_type(x)
    shift, scale = (np.reshape(each, (-1, 1, 1)).astype(dtype) for each in (mean, std))
    return (x.astype(dtype) - shift) / scale


@exercise("06-regularisation.zca_whitening", points=5)
def zca_whitening(x_train: np.ndarray, epsilon: float = 1e-2) -> tuple[np.ndarray, np.ndarray]:
    r"""Find the mean image and the matrix that removes the correlations between pixels.

    .. math:: \Sigma = \frac{1}{N} \sum_n (x_n - \mu)(x_n - \mu)^\top = U \Lambda U^\top \qquad
              W = U (\Lambda + \varepsilon I)^{-1/2} U^\top

    with images as columns of :math:`D = CHW` numbers, and the orthonormal eigenvectors of
    :math:`\Sigma` as the columns of :math:`U`. Of all matrices that whiten, this one changes the
    images least: they still look like images.

    Parameters
    ----------
    x_train : ndarray, shape (N, C, H, W)
        Training images of bytes or floats, best standardised first, so that `epsilon` is on a known
        scale. All are converted to float64 at once; some thousands of a large set are enough.
    epsilon : float
        Added to every variance, so that directions in which the images hardly differ, which are
        mostly noise, are not amplified. In the squared units of `x_train`.

    Returns
    -------
    mean : ndarray of float64, shape (D,)
    whitening : ndarray of float64, shape (D, D)
        Symmetric.

    Raises
    ------
    ValueError
        If `x_train` does not have four axes or is empty, or `epsilon` is not positive.

    References
    ----------
    Bell & Sejnowski (1997), "The 'independent components' of natural scenes are edge filters";
    Krizhevsky (2009), "Learning multiple layers of features from tiny images", appendix A; *Deep
    Learning Practical Work 1-c and 1-d*, question 21.
    """
    _check_images(x_train, "x_train")
    if not epsilon > 0:
        raise ValueError(f"epsilon must be positive, not {epsilon}.")
    rows = x_train.reshape(len(x_train), -1)
    mean = rows.mean(axis=0, dtype=np.float64)
    centred = rows - mean
    variances, directions = np.linalg.eigh(centred.T @ centred / len(rows))
    # Rounding can make a variance negative.
    scales = 1 / np.sqrt(np.maximum(variances, 0) + epsilon)
    return mean, (directions * scales) @ directions.T


def zca_whiten(x: np.ndarray, mean: np.ndarray, whitening: np.ndarray) -> np.ndarray:
    r"""Whiten images with the statistics of the training set.

    .. math:: y_n = W (x_n - \mu)

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
        Images of any part, prepared like those passed to `zca_whitening`.
    mean : ndarray, shape (D,)
    whitening : ndarray, shape (D, D)
        Both from `zca_whitening` of the training images; :math:`D = CHW`.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        Of the dtype of `x` if that is a float, else float32.

    Raises
    ------
    ValueError
        If `mean` and `whitening` were not made for images of this size.

    References
    ----------
    As for `zca_whitening`.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    size = int(np.prod(x.shape[1:]))
    if np.shape(mean) != (size,) or np.shape(whitening) != (size, size):
        raise ValueError(
            f"mean {np.shape(mean)} and whitening {np.shape(whitening)} must have shapes "
            f"({size},) and ({size}, {size}) for the {size} numbers of an image of x {x.shape}."
        )
    dtype = _float_type(x)
    centred = x.reshape(len(x), size).astype(dtype) - np.asarray(mean, dtype)
    return (centred @ np.asarray(whitening, dtype).T).reshape(x.shape)


def _check_images(x: np.ndarray, name: str) -> None:
    check_rank(x, 4, name, "(N, C, H, W)")
    if x.size == 0:
        raise ValueError(f"{name} must hold at least one image, but its shape is {x.shape}.")


def _float_type(x: np.ndarray) -> np.dtype:
    return x.dtype if np.issubdtype(x.dtype, np.floating) else np.dtype(np.float32)
