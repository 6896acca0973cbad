"""Read the arguments of a two-dimensional convolution, and reject those that do not fit."""

from dataclasses import dataclass

import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.conv import conv_output_size

__all__ = ["Conv2dArguments", "read_conv2d_arguments"]

IntOrPair = int | tuple[int, int]


@dataclass(frozen=True)
class Conv2dArguments:
    """The checked arguments of ``conv2d``; pairs are (vertical, horizontal)."""

    batch: int
    channels: int
    filters: int
    groups: int
    input_size: tuple[int, int]
    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    output_size: tuple[int, int]
    dtype: np.dtype

    @property
    def padded_size(self) -> tuple[int, int]:
        """Height and width of the input with its padding."""
        (h, w), (ph, pw) = self.input_size, self.padding
        return h + 2 * ph, w + 2 * pw

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """``(N, F, H_out, W_out)``."""
        return (self.batch, self.filters, *self.output_size)


def read_conv2d_arguments(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
    grad_out: np.ndarray | None = None,
) -> Conv2dArguments:
    """Check that the arguments of a convolution, or of its backward, fit together.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (F, C / groups, kH, kW)
    bias : ndarray, shape (F,), optional
    stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int
    grad_out : ndarray, shape (N, F, H_out, W_out), optional
        The gradient of a loss with respect to the output, if there is one.

    Returns
    -------
    Conv2dArguments
        With the common dtype of the arrays.

    Raises
    ------
    ValueError
        If ranks, channels, groups or sizes do not fit, the kernel is larger than the padded input,
        or a number is out of range.
    """
    check_rank(x, 4, "x", "(N, C, H, W)")
    check_rank(weight, 4, "weight", "(F, C / groups, kH, kW)")
    batch, channels, h, w = np.shape(x)
    filters, channels_per_group, kh, kw = np.shape(weight)
    fits = groups >= 1 and filters % groups == 0 and channels == groups * channels_per_group
    if not fits or min(filters, channels) < 1:
        raise ValueError(
            f"x {np.shape(x)} has {channels} channels and weight {np.shape(weight)} takes "
            f"{channels_per_group} in each of groups={groups}; they do not fit."
        )
    if bias is not None and np.shape(bias) != (filters,):
        raise ValueError(f"bias must have shape ({filters},), not {np.shape(bias)}.")
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", minimum=0)
    output_size = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    output_shape = (batch, filters, *output_size)
    if grad_out is not None and np.shape(grad_out) != output_shape:
        raise ValueError(
            f"grad_out must have the shape of the output, {output_shape}, not {np.shape(grad_out)}."
        )
    arrays = [array for array in (grad_out, x, weight, bias) if array is not None]
    return Conv2dArguments(
        batch,
        channels,
        filters,
        groups,
        (h, w),
        (kh, kw),
        (sh, sw),
        (ph, pw),
        (dh, dw),
        output_size,
        np.result_type(*arrays),
    )
