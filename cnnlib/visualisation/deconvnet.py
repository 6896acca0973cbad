"""Which pattern of an image activated a feature: the deconvolution network (chapter 8)."""

from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

__all__ = ["Record", "deconvnet", "deconvolve", "forward_with_switches", "strongest", "unpool"]


class Record(NamedTuple):
    """What the projection back needs of a layer: its input's size and, for pooling, switches."""

    input_size: torch.Size
    switches: torch.Tensor | None


def deconvnet(layers: nn.Sequential, x: torch.Tensor, channel: int) -> torch.Tensor:
    """Project the strongest activation of a channel back to the pixels that caused it.

    Run forward and keep the switches, keep one number of the last map, and undo one layer after
    the other: `unpool` for pooling, ReLU for ReLU, the transposed filters for a convolution.

    Parameters
    ----------
    layers : Sequential
        Of Conv2d, ReLU and MaxPool2d; cut a longer model, as in ``model[:6]``.
    x : Tensor, shape (N, C, H, W)
    channel : int
        Of the last layer's output.

    Returns
    -------
    Tensor, shape (N, C, H, W)

    Raises
    ------
    ValueError
        If a layer is of another kind, `x` is not a batch of images, or there is no such channel.

    References
    ----------
    Zeiler & Fergus (2014), "Visualizing and understanding convolutional networks", section 2.1;
    *Convolutional Neural Networks*, slides (De Silva), "Visualization".
    """
    features, records = forward_with_switches(layers, x)
    return deconvolve(layers, strongest(features, channel), records)


def forward_with_switches(
    layers: nn.Sequential, x: torch.Tensor
) -> tuple[torch.Tensor, list[Record]]:
    """Run the layers, and record where each maximum of a pooling was.

    Returns
    -------
    features : Tensor, shape (N, F, H', W')
    records : list of Record
        One per layer. Switches are places in the flattened map, as ``torch.nn.MaxPool2d`` gives
        them.

    Raises
    ------
    ValueError
        If a layer is not a Conv2d (padded with zeros), ReLU or MaxPool2d, or `x` is not a batch.
    """
    if x.ndim != 4:
        raise ValueError(f"x must have 4 axes (N, C, H, W), but its shape is {tuple(x.shape)}.")
    records = []
    with torch.no_grad():
        for i, layer in enumerate(layers):
            size, switches = x.shape, None
            if isinstance(layer, nn.MaxPool2d):
                x, switches = F.max_pool2d(
                    x,
                    layer.kernel_size,
                    layer.stride,
                    layer.padding,
                    layer.dilation,
                    layer.ceil_mode,
                    return_indices=True,
                )
            elif isinstance(layer, nn.ReLU) or _is_plain_conv(layer):
                # Not in place, whatever the layer says: the caller's image must not change.
                x = F.relu(x) if isinstance(layer, nn.ReLU) else layer(x)
            else:
                raise ValueError(
                    f"Layer {i} is {layer}; a deconvolution network has only Conv2d with zero "
                    "padding given as numbers, ReLU and MaxPool2d."
                )
            records.append(Record(size, switches))
    return x, records


def strongest(features: torch.Tensor, channel: int) -> torch.Tensor:
    """Keep the largest number of one channel, for each image, and set all others to zero.

    Parameters
    ----------
    features : Tensor, shape (N, F, H, W)
    channel : int

    Returns
    -------
    Tensor, shape (N, F, H, W)

    Raises
    ------
    ValueError
        If there is no such channel.
    """
    if not 0 <= channel < features.shape[1]:
        raise ValueError(
            f"channel must be from 0 to {features.shape[1] - 1} for features of shape "
            f"{tuple(features.shape)}, not {channel}."
        )
    values, places = features[:, channel].flatten(1).max(dim=1, keepdim=True)
    kept = torch.zeros_like(features[:, channel].flatten(1)).scatter(1, places, values)
    out = torch.zeros_like(features)
    out[:, channel] = kept.reshape(features[:, channel].shape)
    return out


def deconvolve(
    layers: nn.Sequential, features: torch.Tensor, records: list[Record]
) -> torch.Tensor:
    """Undo the layers from the last to the first, with what `forward_with_switches` recorded.

    Without a ReLU this is the gradient of the features. A ReLU passes what is positive in the
    backward pass, whereas the gradient passes what was positive in the forward pass.

    Parameters
    ----------
    layers : Sequential
    features : Tensor, shape (N, F, H', W')
    records : list of Record

    Returns
    -------
    Tensor, shape (N, C, H, W)

    Raises
    ------
    ValueError
        If there is not one record for each layer.
    """
    if len(records) != len(layers):
        raise ValueError(f"There are {len(records)} records for {len(layers)} layers.")
    with torch.no_grad():
        for layer, record in zip(reversed(layers), reversed(records), strict=True):
            if record.switches is not None:
                features = unpool(features, record.switches, record.input_size)
            elif isinstance(layer, nn.ReLU):
                features = F.relu(features)
            else:
                assert isinstance(layer, nn.Conv2d)  # the forward pass accepts no other
                features = _transposed(layer, features, record.input_size)
    return features


def unpool(x: torch.Tensor, switches: torch.Tensor, size: torch.Size) -> torch.Tensor:
    """Put each number where the maximum was; where windows overlapped, numbers add up.

    Parameters
    ----------
    x, switches : Tensor, shape (N, C, H', W')
    size : (N, C, H, W)
        Of the result.

    Raises
    ------
    ValueError
        If `x` and `switches` differ in shape.
    """
    if x.shape != switches.shape:
        raise ValueError(
            f"x and switches must have the same shape, not {tuple(x.shape)} and "
            f"{tuple(switches.shape)}."
        )
    n, c, h, w = size
    flat = x.new_zeros(n, c, h * w)
    return flat.scatter_add(2, switches.flatten(2), x.flatten(2)).reshape(n, c, h, w)


def _transposed(conv: nn.Conv2d, features: torch.Tensor, size: torch.Size) -> torch.Tensor:
    """Apply the transpose of a convolution; rows that its stride skipped stay zero."""
    padding = conv.padding
    assert not isinstance(padding, str)  # as `_is_plain_conv` has seen
    rest = [
        (size[2 + i] + 2 * padding[i] - conv.dilation[i] * (conv.kernel_size[i] - 1) - 1)
        % conv.stride[i]
        for i in (0, 1)
    ]
    return F.conv_transpose2d(
        features,
        conv.weight,
        stride=conv.stride,
        padding=padding,
        output_padding=rest,
        groups=conv.groups,
        dilation=conv.dilation,
    )


def _is_plain_conv(layer: nn.Module) -> bool:
    return (
        isinstance(layer, nn.Conv2d)
        and layer.padding_mode == "zeros"
        and not isinstance(layer.padding, str)
    )
