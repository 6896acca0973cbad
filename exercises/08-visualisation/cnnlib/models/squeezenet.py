"""SqueezeNet v1.0: squeeze the channels before the expensive 3x3 convolution (chapter 7)."""

from collections import OrderedDict

from torch import nn

from cnnlib.fire import Fire

__all__ = ["squeezenet"]


def squeezenet(in_channels: int = 3, classes: int = 1000) -> nn.Sequential:
    """Build SqueezeNet v1.0: 1 248 424 parameters for 1000 classes.

    The paper's table gives 111x111 after conv1. From 224x224, a 7x7 kernel with stride 2 gives that
    size only with a total padding of 3 or 4 pixels; here it is 2 on each side.

    Parameters
    ----------
    in_channels, classes : int

    Returns
    -------
    Sequential
        Maps (N, in_channels, H, W), made for 224x224, to logits (N, classes).

    References
    ----------
    Iandola et al. (2016), table 1 and section 3.3; *Convolutional Neural Networks*, slides
    (De Silva), table 1, where the row of maxpool8 should read 13x13x512.
    """
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(in_channels, 96, kernel_size=7, stride=2, padding=2),
            relu1=nn.ReLU(),
            maxpool1=nn.MaxPool2d(3, stride=2),
            fire2=Fire(96, 16, 64, 64),
            fire3=Fire(128, 16, 64, 64),
            fire4=Fire(128, 32, 128, 128),
            maxpool4=nn.MaxPool2d(3, stride=2),
            fire5=Fire(256, 32, 128, 128),
            fire6=Fire(256, 48, 192, 192),
            fire7=Fire(384, 48, 192, 192),
            fire8=Fire(384, 64, 256, 256),
            maxpool8=nn.MaxPool2d(3, stride=2),
            fire9=Fire(512, 64, 256, 256),
            dropout9=nn.Dropout(0.5),
            conv10=nn.Conv2d(512, classes, kernel_size=1),
            relu10=nn.ReLU(),
            avgpool10=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
        )
    )
