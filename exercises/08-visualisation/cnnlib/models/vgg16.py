"""VGG-16: thirteen 3x3 convolutions and three dense layers (chapter 7)."""

from collections import OrderedDict

from torch import nn

__all__ = ["vgg16"]

# Output channels of the convolutions between one pooling and the next.
STAGES = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


def vgg16(in_channels: int = 3, classes: int = 1000) -> nn.Sequential:
    """Build VGG-16 (configuration D): 138 357 544 parameters, nine tenths in the dense layers.

    Build it under ``torch.device("meta")`` to count parameters without 550 MB of weights.

    Parameters
    ----------
    in_channels, classes : int

    Returns
    -------
    Sequential
        Maps (N, in_channels, 224, 224) to logits (N, classes).

    References
    ----------
    Simonyan & Zisserman (2015), "Very deep convolutional networks for large-scale image
    recognition", table 1 (D) and table 2; *Convolutional Neural Networks*, slides (De Silva),
    exercise 3.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    channels = in_channels
    for stage, widths in enumerate(STAGES, start=1):
        for i, width in enumerate(widths, start=1):
            layers[f"conv{stage}_{i}"] = nn.Conv2d(channels, width, kernel_size=3, padding=1)
            layers[f"relu{stage}_{i}"] = nn.ReLU()
            channels = width
        layers[f"pool{stage}"] = nn.MaxPool2d(2)
    layers["flatten"] = nn.Flatten()
    features = channels * 7 * 7
    for i in (6, 7):
        layers[f"fc{i}"] = nn.Linear(features, 4096)
        layers[f"relu{i}"] = nn.ReLU()
        layers[f"dropout{i}"] = nn.Dropout(0.5)
        features = 4096
    layers["fc8"] = nn.Linear(features, classes)
    return nn.Sequential(layers)
