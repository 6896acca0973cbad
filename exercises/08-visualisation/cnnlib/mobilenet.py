"""MobileNet v1: depth-wise separable convolutions throughout (chapter 7)."""

from collections import OrderedDict

from torch import nn

from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.exercise import exercise

__all__ = ["BLOCKS", "mobilenet"]

# (output channels, stride of the depth-wise convolution) of each block, in the paper's order.
BLOCKS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
)


@exercise("07-efficient.mobilenet", points=8)
def mobilenet(in_channels: int = 3, classes: int = 1000, width: float = 1.0) -> nn.Sequential:
    r"""Build MobileNet v1: 4.2 million parameters, 569 million multiply-adds at 224x224.

    A 3x3 convolution with stride 2, padding 1 and no bias, batch norm and ReLU; the thirteen
    blocks of `BLOCKS`; the average over each map; a dense layer. The *width multiplier*
    :math:`\alpha` makes every layer thinner: 32 channels after the first convolution and the
    channels :math:`c` of each block become

    .. math:: \max(8, \lfloor \alpha \, c \rfloor)

    `in_channels` and `classes` do not change.

    Parameters
    ----------
    in_channels, classes : int
    width : float
        :math:`\alpha`, in the paper from 0.25 to 1.

    Returns
    -------
    Sequential
        With the layers ``conv1``, ``bn1``, ``relu1``, ``block2`` to ``block14``, ``pool``,
        ``flatten``, ``fc``. It maps (N, in_channels, H, W), made for 224x224, to logits
        (N, classes).

    References
    ----------
    Howard et al. (2017), tables 1, 4 and 6, and their code for the minimum of 8; *Convolutional
    Neural Networks* (De Silva), table 1. Both print stride 2 for the last depth-wise convolution,
    although its map stays 7x7: the stride is 1.
    """
    channels = max(8, int(32 * width))
    layers = OrderedDict(
        conv1=nn.Conv2d(in_channels, channels, kernel_size=3, stride=2, padding=1, bias=False),
        bn1=nn.BatchNorm2d(channels),
        relu1=nn.ReLU(),
    )
    for number, (wide, stride) in enumerate(BLOCKS, start=2):
        out_channels = max(8, int(wide * width))
        layers[f"block{number}"] = DepthwiseSeparable(channels, out_channels, stride)
        channels = out_channels
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["fc"] = nn.Linear(channels, classes)
    return nn.Sequential(layers)
