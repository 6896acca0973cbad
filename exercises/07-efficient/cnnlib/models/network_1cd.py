"""The network of the practicals 1-c and 1-d: three convolutions, two dense layers (chapter 6)."""

from collections import OrderedDict

from torch import nn

__all__ = ["network_1cd"]


def network_1cd(
    in_channels: int = 3,
    classes: int = 10,
    image_size: int = 32,
    batch_norm: bool = False,
    dropout: float = 0.0,
) -> nn.Sequential:
    """Build conv 5x5x32, pool, conv 5x5x64, pool, conv 5x5x64, pool, dense 1000, dense 10.

    A convolution keeps the size of its map (padding 2, stride 1), a pooling halves it. For
    CIFAR-10 there are 2 400 + 51 200 + 102 400 + 1 024 000 + 10 000 = 1 190 000 weights, and 1 170
    biases. The document counts 12 000: it leaves out the dense layers, and counts 3 input channels
    for the second and the third convolution, which have 32 and 64.

    Parameters
    ----------
    in_channels, classes : int
    image_size : int
        Height and width of the images, in pixels, at least 8.
    batch_norm : bool
        Normalise the result of each convolution.
    dropout : float
        Drop this fraction of the 1000 hidden units in training.

    Returns
    -------
    Sequential
        Maps (N, in_channels, image_size, image_size) to logits (N, classes). The softmax belongs to
        the loss.

    Raises
    ------
    ValueError
        If `image_size` is below 8 or `dropout` is not in [0, 1).

    References
    ----------
    *Deep Learning Practical Work 1-c and 1-d* (Cohen, Pot), section 2.1 and questions 8 to 11;
    sections 3.4 and 3.5 for dropout and batch norm.
    """
    if image_size < 8:
        raise ValueError(f"image_size must be at least 8 for three poolings, not {image_size}.")
    if not 0 <= dropout < 1:
        raise ValueError(f"dropout must be at least 0 and below 1, not {dropout}.")
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    channels = in_channels
    for i, filters in enumerate((32, 64, 64), start=1):
        layers[f"conv{i}"] = nn.Conv2d(channels, filters, kernel_size=5, padding=2)
        if batch_norm:
            layers[f"bn{i}"] = nn.BatchNorm2d(filters)
        layers[f"relu{i}"] = nn.ReLU()
        layers[f"pool{i}"] = nn.MaxPool2d(2)
        channels = filters
    layers["flatten"] = nn.Flatten()
    layers["fc4"] = nn.Linear(channels * (image_size // 8) ** 2, 1000)
    layers["relu4"] = nn.ReLU()
    if dropout:
        layers["dropout4"] = nn.Dropout(dropout)
    layers["fc5"] = nn.Linear(1000, classes)
    return nn.Sequential(layers)
