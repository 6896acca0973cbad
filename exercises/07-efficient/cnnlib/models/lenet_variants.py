"""LeNet with one to four convolutions and three ways to include context (chapter 2)."""

from collections import OrderedDict

from torch import nn

__all__ = ["lenet_variant"]


def lenet_variant(
    context: str, layers: int, filters: int = 32, in_channels: int = 1, classes: int = 47
) -> nn.Sequential:
    """Build one of the networks that compare max pooling, average pooling and dilation.

    Each layer is a 3x3 convolution with padding 1 and a ReLU, followed by max pooling, by average
    pooling (2x2, padding 1), or by a second convolution and ReLU with dilation 2 in the first
    layer, 3 in the second, and so on. At the end every network averages its maps down to 2x2, so
    that the dense layer is the same in all.

    Parameters
    ----------
    context : {"max", "average", "dilated"}
    layers : int
        From 1 to 4.
    filters : int
        Of every convolution; the document has 64 and 32.
    in_channels, classes : int
        1 and 47 for EMNIST.

    Returns
    -------
    Sequential
        Maps (N, in_channels, 28, 28) to logits (N, classes).

    Raises
    ------
    ValueError
        If `context` is none of the three or `layers` is not from 1 to 4.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, sections 4.2 to 4.4. It names no kernel
    size, padding or dilation: these are those of the framework that its course provided.
    """
    if context not in ("max", "average", "dilated"):
        raise ValueError(f'context must be "max", "average" or "dilated", not {context!r}.')
    if layers not in (1, 2, 3, 4):
        raise ValueError(f"layers must be from 1 to 4, not {layers!r}.")
    modules: OrderedDict[str, nn.Module] = OrderedDict()
    channels = in_channels
    for i in range(1, layers + 1):
        modules[f"conv{i}"] = nn.Conv2d(channels, filters, kernel_size=3, padding=1)
        modules[f"relu{i}"] = nn.ReLU()
        if context == "max":
            modules[f"pool{i}"] = nn.MaxPool2d(2, padding=1)
        elif context == "average":
            modules[f"pool{i}"] = nn.AvgPool2d(2, padding=1)
        else:
            dilation = i + 1
            modules[f"dilated{i}"] = nn.Conv2d(filters, filters, 3, padding=1, dilation=dilation)
            modules[f"dilated_relu{i}"] = nn.ReLU()
        channels = filters
    modules["average"] = nn.AdaptiveAvgPool2d(2)
    modules["flatten"] = nn.Flatten()
    modules["fc"] = nn.Linear(4 * filters, classes)
    return nn.Sequential(modules)
