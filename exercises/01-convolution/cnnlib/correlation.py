"""Cross-correlation and convolution of one signal or one image by one kernel (chapter 1)."""

import numpy as np

from cnnlib.exercise import exercise

__all__ = ["convolve", "cross_correlate", "pad_for_mode"]


@exercise("01-convolution.cross_correlate", points=8)
def cross_correlate(x: np.ndarray, kernel: np.ndarray, mode: str = "valid") -> np.ndarray:
    r"""Slide a kernel along a signal, or over an image; multiply and sum at every position.

    .. math:: y_i = \sum_u w_u \, x_{i+u} \qquad
        y_{i,j} = \sum_{u,v} w_{u,v} \, x_{i+u,\,j+v}

    This is what networks call convolution.

    Parameters
    ----------
    x : ndarray, shape (L,) or (H, W)
    kernel : ndarray, shape (k,) or (kH, kW)
    mode : str
        ``"valid"``: only positions where the whole kernel is on `x`. ``"same"``: as many as `x` has
        numbers. ``"full"``: every position where they overlap. Outside `x` there are zeros.

    Returns
    -------
    ndarray, shape (L_out,) or (H_out, W_out)
        Of the common dtype of the arrays.

    Raises
    ------
    ValueError
        If `x` and `kernel` are not both signals or both images, the kernel is larger, or there is
        no such mode.

    References
    ----------
    *Convolutional Neural Networks* (Patel, 2017), sections 2.1 to 2.3; ``numpy.correlate``.
    """
    raise NotImplementedError("01-convolution.cross_correlate: replace this line with your code")


@exercise("01-convolution.convolve", points=5)
def convolve(x: np.ndarray, kernel: np.ndarray, mode: str = "valid") -> np.ndarray:
    r"""Convolve as in mathematics: cross-correlate with the flipped kernel.

    .. math:: y_i = \sum_u w_u \, x_{i-u} \qquad
        y_{i,j} = \sum_{u,v} w_{u,v} \, x_{i-u,\,j-v}

    for ``mode="full"``; the other modes keep its middle. With the flip, `x` and `kernel` can be
    swapped, and the result for a single 1 is the kernel itself.

    Parameters
    ----------
    x : ndarray, shape (L,) or (H, W)
    kernel : ndarray, shape (k,) or (kH, kW)
    mode : str
        As in `cross_correlate`.

    Returns
    -------
    ndarray, shape (L_out,) or (H_out, W_out)
        Of the common dtype of the arrays.

    Raises
    ------
    ValueError
        As `cross_correlate`.

    References
    ----------
    *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional Networks*,
    section 2; ``numpy.convolve``.
    """
    raise NotImplementedError("01-convolution.convolve: replace this line with your code")


def pad_for_mode(x: np.ndarray, kernel: np.ndarray, mode: str) -> np.ndarray:
    """Return `x` with the zeros around it that a mode of `cross_correlate` needs.

    Parameters
    ----------
    x : ndarray, shape (L,) or (H, W)
    kernel : ndarray, shape (k,) or (kH, kW)
    mode : str
        As in `cross_correlate`. For an even kernel, which has no middle, the extra zero goes
        before `x`.

    Returns
    -------
    ndarray
        With as many axes as `x`; `x` itself is not changed.

    Raises
    ------
    ValueError
        As `cross_correlate`.
    """
    if np.ndim(x) not in (1, 2) or np.ndim(kernel) != np.ndim(x):
        raise ValueError(
            f"x {np.shape(x)} and kernel {np.shape(kernel)} must both have one axis or both two."
        )
    if 0 in kernel.shape or any(k > n for n, k in zip(x.shape, kernel.shape, strict=True)):
        raise ValueError(
            f"kernel {kernel.shape} must have at least one number and be no larger than "
            f"x {x.shape}."
        )
    if mode not in ("valid", "same", "full"):
        raise ValueError(f'mode must be "valid", "same" or "full", not {mode!r}.')
    edges = {
        "valid": [(0, 0) for _ in kernel.shape],
        "same": [(k // 2, (k - 1) // 2) for k in kernel.shape],
        "full": [(k - 1, k - 1) for k in kernel.shape],
    }
    return np.pad(x, edges[mode])
