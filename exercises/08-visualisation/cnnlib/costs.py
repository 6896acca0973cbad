"""Count the parameters and operations of a layer from its sizes (chapter 1)."""

from typing import NamedTuple

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.exercise import exercise

__all__ = [
    "LayerCost",
    "conv2d_cost",
    "depthwise_conv2d_cost",
    "linear_cost",
    "pointwise_conv2d_cost",
]


class LayerCost(NamedTuple):
    """The parameters of a layer, and its operations on one image.

    Attributes
    ----------
    parameters : int
        Weights and biases.
    multiplications : int
        One for each weight at each position. Without padding these are the connections;
        products with padding count too, as in the papers.
    accumulations : int
        Sums of those products: one fewer than products for each output number.
    accumulations_within_channels : int
        The count of De Silva's slides: the sums within each input channel, without the sum over
        the channels. For a 1x1 kernel it is 0.
    bias_sums : int
        One for each output number.
    """

    parameters: int
    multiplications: int
    accumulations: int
    accumulations_within_channels: int
    bias_sums: int

    @property
    def multiply_adds(self) -> int:
        """Products, each added to a running sum that starts at 0 (MobileNet's "mult-adds")."""
        return self.multiplications

    @property
    def operations(self) -> int:
        """Multiplications, accumulations and bias sums together."""
        return self.multiplications + self.accumulations + self.bias_sums


@exercise("01-convolution.conv2d_cost", points=8)
def conv2d_cost(
    input_size: int | tuple[int, int],
    in_channels: int,
    out_channels: int,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    bias: bool = True,
) -> LayerCost:
    r"""Count the cost of a convolution on one image.

    .. math:: y_{f,i,j} = b_f + \sum_{c,u,v} w_{f,c,u,v} \, \hat x_{c,\,si+du,\,sj+dv}

    Each output number takes a product for every weight of its kernel, one sum fewer than products,
    and one sum more for the bias. A kernel covers the :math:`C / g` channels of its group.

    Parameters
    ----------
    input_size : int or (int, int)
        Height and width of the image.
    in_channels, out_channels : int
        :math:`C, F`.
    kernel_size, stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    groups : int
        :math:`g`.
    bias : bool

    Returns
    -------
    LayerCost

    Raises
    ------
    ValueError
        If `groups` does not divide both numbers of channels, the kernel is larger than the padded
        input, or a number is out of range.

    References
    ----------
    *Convolutional Neural Networks* (De Silva), "Convolution operation", whose accumulations are
    :math:`H_{out} W_{out} (k_H k_W - 1) \, C \, F`.
    """
    if min(in_channels, out_channels, groups) < 1 or in_channels % groups or out_channels % groups:
        raise ValueError(
            f"groups={groups} must divide in_channels={in_channels} and "
            f"out_channels={out_channels}, all of them at least 1."
        )
    (h, w), (kh, kw) = pair(input_size, "input_size"), pair(kernel_size, "kernel_size")
    (sh, sw), (dh, dw) = pair(stride, "stride"), pair(dilation, "dilation")
    ph, pw = pair(padding, "padding", minimum=0)
    places = conv_output_size(h, kh, sh, ph, dh) * conv_output_size(w, kw, sw, pw, dw)

    kernel_channels = in_channels // groups
    units = places * out_channels
    weights = kh * kw * kernel_channels * out_channels
    return LayerCost(
        parameters=weights + out_channels * bias,
        multiplications=places * weights,
        accumulations=units * (kh * kw * kernel_channels - 1),
        accumulations_within_channels=units * (kh * kw - 1) * kernel_channels,
        bias_sums=units * bias,
    )


def depthwise_conv2d_cost(
    input_size: int | tuple[int, int],
    channels: int,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    bias: bool = True,
) -> LayerCost:
    r"""Count the cost of one kernel for each channel: a convolution in as many groups.

    .. math:: \text{multiplications} = H_{out} W_{out} \, k_H k_W \, C

    Together with :func:`pointwise_conv2d_cost` it replaces a full convolution with
    :math:`1/F + 1/(k_H k_W)` of its multiplications.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, dilation : int or (int, int)
        In pixels; a pair is (vertical, horizontal).
    channels : int
        :math:`C`, the same number in and out.
    bias : bool

    Returns
    -------
    LayerCost

    Raises
    ------
    ValueError
        As `conv2d_cost`.

    References
    ----------
    Howard et al. (2017), "MobileNets", section 3.1; *Convolutional Neural Networks* (De Silva),
    exercise 2.
    """
    return conv2d_cost(
        input_size, channels, channels, kernel_size, stride, padding, dilation, channels, bias
    )


def pointwise_conv2d_cost(
    input_size: int | tuple[int, int], in_channels: int, out_channels: int, bias: bool = True
) -> LayerCost:
    r"""Count the cost of a 1x1 convolution.

    .. math:: \text{multiplications} = H W \, C \, F

    Parameters
    ----------
    input_size : int or (int, int)
        Height and width of the image.
    in_channels, out_channels : int
        :math:`C, F`.
    bias : bool

    Returns
    -------
    LayerCost

    Raises
    ------
    ValueError
        As `conv2d_cost`.

    References
    ----------
    *Convolutional Neural Networks* (De Silva), "Depth-wise pooling operation" and exercise 1.
    """
    return conv2d_cost(input_size, in_channels, out_channels, kernel_size=1, bias=bias)


def linear_cost(in_features: int, out_features: int, bias: bool = True) -> LayerCost:
    r"""Count the cost of a dense layer: a 1x1 convolution of a single pixel.

    .. math:: \text{multiplications} = \text{in\_features} \cdot \text{out\_features}

    Parameters
    ----------
    in_features, out_features : int
    bias : bool

    Returns
    -------
    LayerCost

    Raises
    ------
    ValueError
        If a number is less than 1.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, section 2.1.
    """
    if min(in_features, out_features) < 1:
        raise ValueError(
            f"in_features={in_features} and out_features={out_features} must be at least 1."
        )
    return pointwise_conv2d_cost(1, in_features, out_features, bias)
