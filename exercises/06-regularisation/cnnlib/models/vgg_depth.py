"""VGG-08 and VGG-38: the same network, shallow and deep (chapter 5)."""

from collections import OrderedDict

from torch import nn

from cnnlib.models.residual import ResidualBlock

__all__ = ["vgg_08", "vgg_38"]

STAGES = 3


def vgg_08(
    in_channels: int = 3, classes: int = 100, channels: int = 32, batch_norm: bool = False
) -> nn.Sequential:
    """Build the shallow network that trains well: 7 convolutions and 1 fully connected layer.

    It is `vgg_38` without the blocks between entry and reductions.

    Parameters
    ----------
    in_channels, classes, channels : int
        Of the images, of the logits, and of every convolution.
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
    return _vgg(0, in_channels, classes, channels, batch_norm, residual=False, dropout=0.0)


def vgg_38(
    in_channels: int = 3,
    classes: int = 100,
    channels: int = 32,
    batch_norm: bool = False,
    residual: bool = False,
    dropout: float = 0.0,
) -> nn.Sequential:
    """Build the deep network: 37 convolutions and 1 fully connected layer.

    An entry block (convolution, batch norm, leaky ReLU); three stages of five blocks of two
    convolutions, each stage closed by a reduction block (convolution, average pooling by 2,
    convolution); global average pooling; a fully connected layer. Without options, it stays at
    chance: the gradient vanishes on its way back. `batch_norm`, `residual`, or both fix it.

    Parameters
    ----------
    in_channels, classes, channels : int
        Of the images, of the logits, and of every convolution.
    batch_norm : bool
        Normalise before every activation; the entry block always does.
    residual : bool
        Make each block of two convolutions a `ResidualBlock`. Reduction blocks stay as they are:
        their input does not have the size of their output.
    dropout : float
        Drop this fraction of the fully connected layer's inputs, in training.

    Returns
    -------
    Sequential
        Maps (N, in_channels, H, W), H and W at least 8, to logits (N, classes).

    Raises
    ------
    ValueError
        If `dropout` is not in [0, 1).

    References
    ----------
    *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional
    Networks*, sections 3 and 5; section 5.4 for dropout. It leaves open what comes between the last
    map and the fully connected layer (here the global average) and whether convolutions have
    biases (here not).
    """
    if not 0 <= dropout < 1:
        raise ValueError(f"dropout must be at least 0 and below 1, not {dropout}.")
    return _vgg(5, in_channels, classes, channels, batch_norm, residual, dropout)


def _vgg(
    blocks_per_stage: int,
    in_channels: int,
    classes: int,
    channels: int,
    batch_norm: bool,
    residual: bool,
    dropout: float,
) -> nn.Sequential:
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers["entry"] = nn.Sequential(*_conv(in_channels, channels, batch_norm=True))
    for stage in range(1, STAGES + 1):
        for block in range(1, blocks_per_stage + 1):
            layers[f"stage{stage}_block{block}"] = (
                ResidualBlock(channels, batch_norm)
                if residual
                else nn.Sequential(
                    *_conv(channels, channels, batch_norm), *_conv(channels, channels, batch_norm)
                )
            )
        layers[f"stage{stage}_reduction"] = nn.Sequential(
            *_conv(channels, channels, batch_norm),
            nn.AvgPool2d(2),
            *_conv(channels, channels, batch_norm),
        )
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    if dropout:
        layers["dropout"] = nn.Dropout(dropout)
    layers["fc"] = nn.Linear(channels, classes)
    return nn.Sequential(layers)


def _conv(in_channels: int, channels: int, batch_norm: bool) -> list[nn.Module]:
    """Convolve 3x3 with padding 1, normalise if asked to, activate."""
    conv = nn.Conv2d(in_channels, channels, kernel_size=3, padding=1, bias=False)
    norm = [nn.BatchNorm2d(channels)] if batch_norm else []
    return [conv, *norm, nn.LeakyReLU()]
