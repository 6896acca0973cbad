"""VGG-08 and VGG-38: the same network, shallow and deep (chapter 5)."""

from collections import OrderedDict

from torch import nn

from cnnlib.exercise import exercise
from cnnlib.residual import ResidualBlock

__all__ = ["conv_block", "plain_block", "reduction_block", "vgg_08", "vgg_38"]


def conv_block(in_channels: int, out_channels: int, batch_norm: bool) -> nn.Sequential:
    """Return a 3x3 convolution with padding 1 and no bias, optional batch norm, a leaky ReLU."""
    conv = nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1, bias=False)
    norm = [nn.BatchNorm2d(out_channels)] if batch_norm else []
    return nn.Sequential(conv, *norm, nn.LeakyReLU())


def plain_block(channels: int, batch_norm: bool) -> nn.Sequential:
    """Return two `conv_block` layers that keep size and channels."""
    return nn.Sequential(
        *conv_block(channels, channels, batch_norm), *conv_block(channels, channels, batch_norm)
    )


def reduction_block(channels: int, batch_norm: bool) -> nn.Sequential:
    """Return two `conv_block` layers with an average pooling by 2 between them."""
    return nn.Sequential(
        *conv_block(channels, channels, batch_norm),
        nn.AvgPool2d(2),
        *conv_block(channels, channels, batch_norm),
    )


def vgg_08(
    in_channels: int = 3, classes: int = 100, channels: int = 32, batch_norm: bool = False
) -> nn.Sequential:
    """Build the shallow network that trains well: 7 convolutions and 1 dense layer.

    It is `vgg_38` without the blocks between the entry and the reductions.

    Parameters
    ----------
    in_channels, classes, channels : int
        The numbers of image channels, of classes, and of channels of every convolution.
    batch_norm : bool
        Normalise before every activation; the entry block always does.

    Returns
    -------
    Sequential
        Maps (N, in_channels, H, W), H and W at least 8, to logits (N, classes).

    References
    ----------
    *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional
    Networks*, sections 3 and 5.
    """
    return nn.Sequential(
        OrderedDict(
            entry=conv_block(in_channels, channels, batch_norm=True),
            stage1_reduction=reduction_block(channels, batch_norm),
            stage2_reduction=reduction_block(channels, batch_norm),
            stage3_reduction=reduction_block(channels, batch_norm),
            pool=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            fc=nn.Linear(channels, classes),
        )
    )


@exercise("05-depth.vgg_38", points=10)
def vgg_38(
    in_channels: int = 3,
    classes: int = 100,
    channels: int = 32,
    batch_norm: bool = False,
    residual: bool = False,
) -> nn.Sequential:
    """Build the deep network: 37 convolutions and 1 dense layer.

    An entry block (a `conv_block` that always normalises); three stages of five blocks of two
    convolutions, each stage followed by a `reduction_block`; global average pooling; a dense layer.
    Without options its accuracy stays at chance, because the gradient vanishes. `batch_norm`,
    `residual`, or both repair it.

    Parameters
    ----------
    in_channels, classes, channels : int
        The numbers of image channels, of classes, and of channels of every convolution.
    batch_norm : bool
        Normalise before every activation; the entry block always does.
    residual : bool
        Make each of the fifteen blocks of two convolutions a `ResidualBlock` instead of a
        `plain_block`. Reduction blocks do not change.

    Returns
    -------
    Sequential
        Maps (N, in_channels, H, W), H and W at least 8, to logits (N, classes). Its layers are
        called, in this order, ``entry``; ``stage1_block1`` to ``stage1_block5``,
        ``stage1_reduction``; the same for stages 2 and 3; ``pool``, ``flatten``, ``fc``.

    References
    ----------
    *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional
    Networks*, sections 3 and 5. It does not say what comes between the last map and the dense layer
    (here the global average) or whether convolutions have biases (here they do not).
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers["entry"] = conv_block(in_channels, channels, batch_norm=True)
    for stage in (1, 2, 3):
        for number in (1, 2, 3, 4, 5):
            layers[f"stage{stage}_block{number}"] = (
                ResidualBlock(channels, channels, batch_norm=batch_norm)
                if residual
                else plain_block(channels, batch_norm)
            )
        layers[f"stage{stage}_reduction"] = reduction_block(channels, batch_norm)
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(channels, classes)
    return nn.Sequential(layers)
