"""Count the bytes that a layer moves, and its multiply-adds per byte (chapter 7)."""

from typing import NamedTuple

from cnnlib.costs import conv2d_cost
from cnnlib.exercise import exercise

__all__ = ["Traffic", "conv2d_traffic"]


class Traffic(NamedTuple):
    """The multiply-adds of a layer on one batch, and the least number of bytes that it moves.

    Attributes
    ----------
    multiply_adds : int
        For the whole batch.
    input_bytes, weight_bytes, output_bytes : int
        Each number is moved once: images in, weights and biases in, results out.
    intensity : float
        Multiply-adds for each byte moved.
    """

    multiply_adds: int
    input_bytes: int
    weight_bytes: int
    output_bytes: int
    intensity: float


@exercise("07-efficient.conv2d_traffic", points=8)
def conv2d_traffic(
    input_size: tuple[int, int],
    in_channels: int,
    out_channels: int,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    groups: int = 1,
    bias: bool = True,
    batch: int = 1,
    itemsize: int = 4,
) -> Traffic:
    r"""Count the multiply-adds and the memory traffic of a convolution.

    A processor must fetch numbers from memory before it can use them. Every layer moves at least
    its input, its parameters and its output, each once; the weights once for the whole batch.
    Padding is not stored, so it is not moved. The *arithmetic intensity* is

    .. math:: I = \frac{\text{multiply-adds}}{\text{bytes moved, all three kinds together}}

    Parameters
    ----------
    input_size : (int, int)
        Height and width of an image, without padding.
    in_channels, out_channels : int
    kernel_size, stride, padding : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int
        A kernel reads ``in_channels / groups`` channels.
    bias : bool
        Whether there is a bias for each output channel. Adding it does not count as a multiply-add.
    batch : int
        The number of images.
    itemsize : int
        The bytes of one number: 4 in float32, 2 in float16.

    Returns
    -------
    Traffic

    Raises
    ------
    ValueError
        As :func:`~cnnlib.costs.conv2d_cost`.

    References
    ----------
    Williams, Waterman & Patterson (2009), "Roofline", section 3.
    """
    cost = conv2d_cost(
        input_size, in_channels, out_channels, kernel_size, stride, padding, 1, groups, True
    )
    height, width = input_size
    multiply_adds = batch * cost.multiply_adds
    input_bytes = batch * in_channels * height * width * itemsize
    weight_bytes = (cost.parameters - out_channels * (not bias)) * itemsize
    output_bytes = batch * cost.bias_sums * itemsize  # one bias sum for each output number
    moved = input_bytes + weight_bytes + output_bytes
    return Traffic(multiply_adds, input_bytes, weight_bytes, output_bytes, multiply_adds / moved)
