"""Padding that keeps sizes, receptive fields, sizes of transposed convolutions (chapter 1)."""

from collections.abc import Sequence

from cnnlib.exercise import exercise

__all__ = ["conv_transpose_output_size", "receptive_field", "same_padding"]


@exercise("01-convolution.same_padding", points=4)
def same_padding(kernel_size: int, dilation: int = 1) -> int:
    r"""Return the padding that keeps the size of the input, along one axis and with stride 1.

    .. math:: n + 2p - d(k - 1) = n

    Parameters
    ----------
    kernel_size, dilation : int
        :math:`k, d`, in pixels.

    Returns
    -------
    int
        :math:`p`, in pixels on each side.

    Raises
    ------
    ValueError
        If no equal padding on both sides keeps the size, as for an even kernel without dilation,
        which has no middle pixel; or a number is out of range.

    References
    ----------
    *Convolutional Neural Networks* (De Silva), "Controlling the output sizes"; *Deep Learning
    Practical Work 1-c and 1-d* (Cohen, Pot), question 8.
    """
    _check(kernel_size=(kernel_size, 1), dilation=(dilation, 1))
    missing = dilation * (kernel_size - 1)
    if missing % 2:
        raise ValueError(
            f"A kernel of {kernel_size} with dilation {dilation} makes the output {missing} pixels "
            f"smaller, an odd number that no equal padding on both sides can restore."
        )
    return missing // 2


@exercise("01-convolution.receptive_field", points=7)
def receptive_field(
    kernel_sizes: Sequence[int],
    strides: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
) -> int:
    r"""Return the number of input pixels along one axis that a unit of the last layer sees.

    Unit :math:`i` of a layer, convolution or pooling, reads the units

    .. math:: s_l \, i + d_l \, u, \qquad u = 0, \dots, k_l - 1

    of the layer below; those of the first layer are pixels. Every pixel from the first to the last
    counts, gaps included. Layers of 3x3 kernels with dilations 1, 2, 4, … see :math:`2^{i+2} - 1`
    pixels after the one with dilation :math:`2^i`.

    Parameters
    ----------
    kernel_sizes, strides, dilations : sequence of int
        One number per layer, from the input on; strides and dilations are 1 by default.

    Returns
    -------
    int
        In pixels; 1 if there is no layer.

    Raises
    ------
    ValueError
        If the sequences differ in length, or a number is less than 1.

    References
    ----------
    Yu & Koltun (2016), "Multi-scale context aggregation by dilated convolutions", section 2;
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), question 7; *MLP Coursework 2:
    Exploring Convolutional Networks*, section 3.2, whose equation 1 is wrong.
    """
    strides = [1] * len(kernel_sizes) if strides is None else strides
    dilations = [1] * len(kernel_sizes) if dilations is None else dilations
    if not len(kernel_sizes) == len(strides) == len(dilations):
        raise ValueError(
            f"There must be one stride and one dilation for each of {len(kernel_sizes)} kernels, "
            f"but there are {len(strides)} and {len(dilations)}."
        )
    field, step = 1, 1
    for kernel_size, stride, dilation in zip(kernel_sizes, strides, dilations, strict=True):
        _check(kernel_size=(kernel_size, 1), stride=(stride, 1), dilation=(dilation, 1))
        field += dilation * (kernel_size - 1) * step
        step *= stride
    return field


def conv_transpose_output_size(
    input_size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    dilation: int = 1,
) -> int:
    r"""Return the output size of a transposed convolution along one axis.

    .. math:: s(n - 1) + d(k - 1) + 1 - 2p + o

    A convolution with stride :math:`s` maps :math:`s` different sizes to :math:`n`; the output
    padding :math:`o` says which of them to return to.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, output_padding, dilation : int
        :math:`n, k, s, p, o, d`, in pixels.

    Raises
    ------
    ValueError
        If nothing is left, `output_padding` is larger than both stride and dilation allow, or a
        number is out of range.

    References
    ----------
    *Convolutional Neural Networks* (De Silva), "Transpose convolution operation"; Dumoulin & Visin
    (2016), relationship 14.
    """
    _check(
        input_size=(input_size, 1),
        kernel_size=(kernel_size, 1),
        stride=(stride, 1),
        padding=(padding, 0),
        output_padding=(output_padding, 0),
        dilation=(dilation, 1),
    )
    if output_padding >= max(stride, dilation):
        raise ValueError(
            f"output_padding must be smaller than the stride {stride} or the dilation {dilation}, "
            f"not {output_padding}."
        )
    size = stride * (input_size - 1) + dilation * (kernel_size - 1) + 1 - 2 * padding
    if size + output_padding < 1:
        raise ValueError(
            f"An input of {input_size} becomes {size + 2 * padding} pixels, and a padding of "
            f"{padding} on both sides removes them all."
        )
    return size + output_padding


def _check(**numbers: tuple[int, int]) -> None:
    for name, (value, minimum) in numbers.items():
        if value < minimum:
            raise ValueError(f"{name} must be at least {minimum}, not {value}.")
