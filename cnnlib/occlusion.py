"""How far a score falls when a patch of the image is covered (chapter 8)."""

from collections.abc import Callable

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.conv import conv_output_size
from cnnlib.exercise import exercise

__all__ = ["occlusion_map"]


@exercise("08-visualisation.occlusion_map", points=10)
def occlusion_map(
    predict: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    label: int,
    patch_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    value: float = 0.0,
) -> np.ndarray:
    r"""Cover the image with a patch at each position, and return how far the score falls.

    .. math:: M_{i,j} = S_y(x) - S_y(x \text{ with the patch at } (i s_h, j s_w))

    Where the number is large, the score depends on the covered pixels. The patch stays inside the
    image, so there are as many positions as for a convolution without padding.

    Parameters
    ----------
    predict : callable
        Maps a batch of images (N, C, H, W) to scores (N, K).
    x : ndarray, shape (C, H, W)
        One image, which must not be changed.
    label : int
        The class :math:`y`.
    patch_size, stride : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    value : float
        The value of all channels of a covered pixel.

    Returns
    -------
    ndarray, shape (rows, columns)
        One number for each position of the patch, of the dtype of the scores.

    Raises
    ------
    ValueError
        If `x` does not have three axes, or the patch is larger than the image.

    References
    ----------
    Zeiler & Fergus (2014), "Visualizing and understanding convolutional networks", section 4.2.
    """
    check_rank(x, 3, "x", "(C, H, W)")
    (kh, kw), (sh, sw) = pair(patch_size, "patch_size"), pair(stride, "stride")
    rows = conv_output_size(x.shape[1], kh, sh)
    columns = conv_output_size(x.shape[2], kw, sw)
    covered = np.repeat(x[None], rows * columns, axis=0)
    for place, (i, j) in enumerate(np.ndindex(rows, columns)):
        covered[place, :, i * sh : i * sh + kh, j * sw : j * sw + kw] = value
    before = predict(x[None])[0, label]
    return (before - predict(covered)[:, label]).reshape(rows, columns)
