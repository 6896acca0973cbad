"""Answers to `small_network`: right ones, some that learn too little, some over the budget."""

from itertools import pairwise

import numpy as np
import torch

from cnnlib.architecture.build import arrays_of, build
from cnnlib.deep_network import fit
from cnnlib.large_network import convolution, head, large_network

__all__ = [
    "MISTAKES",
    "OVER_BUDGET",
    "by_narrow_convolutions",
    "by_squeezing",
    "separable",
    "small_network",
]

PLAN = ((4, 1e-2), (1, 1e-3))  # epochs and learning rates, one after the other
WIDTHS = (10, 24, 32, 48, 48)
STRIDES = (2, 1, 2, 1)
FEW = 300


def trained(layers, images, labels, seed, plan=PLAN, prepare=None):
    """Train a described network, and return it as the exercise asks."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    network = build(layers)
    if prepare:
        prepare(network)
    mean, std = images.mean(), images.std()
    for epochs, lr in plan:
        fit(network, (images - mean) / std, labels, epochs=epochs, batch_size=32, lr=lr)
    return layers, arrays_of(network), float(mean), float(std)


def separable(widths, strides=STRIDES):
    """Describe a full convolution, separable ones, and the head."""
    layers = convolution(1, widths[0], stride=2)
    for (channels, filters), stride in zip(pairwise(widths), strides, strict=True):
        layers += convolution(channels, channels, stride=stride, groups=channels)
        layers += convolution(channels, filters, kernel_size=1)
    return layers + head(widths[-1])


def small_network(images, labels, seed):
    """Separate the convolutions, and make them narrower."""
    return trained(separable(WIDTHS), images, labels, seed)


def by_narrow_convolutions(images, labels, seed):
    """Keep full convolutions with a third of the channels, and train for longer."""
    layers = convolution(1, 5, stride=2)
    for channels, filters, stride in ((5, 10, 2), (10, 10, 1), (10, 20, 2), (20, 19, 1)):
        layers += convolution(channels, filters, stride=stride)
    plan = ((8, 1e-2), (2, 1e-3))
    return trained(layers + head(19), images, labels, seed, plan)


def by_squeezing(images, labels, seed):
    """Squeeze before each 3x3 convolution, and expand beside it, as SqueezeNet does."""
    layers = [*convolution(1, 16, stride=2), ("MaxPool2d", {"kernel_size": 2})]
    for channels, squeezed, expanded in ((16, 6, 12), (24, 6, 12), (24, 6, 12)):
        layers += convolution(channels, squeezed, kernel_size=1)
        sides = [convolution(squeezed, expanded, kernel_size=k) for k in (1, 3)]
        layers += [("Concat", {"branches": sides})]
    return trained(layers + head(24), images, labels, seed)


def is_too_narrow(images, labels, seed):
    """Save channels until hardly any are left."""
    return trained(separable((2, 3, 4, 5, 6)), images, labels, seed)


def throws_the_pixels_away(images, labels, seed):
    """Save places instead: the first convolution looks at four of them."""
    layers = convolution(1, 16, stride=14) + convolution(16, 32) + convolution(32, 32)
    return trained(layers + head(32), images, labels, seed)


def takes_large_steps(images, labels, seed):
    """Take a learning rate a hundred times as large."""
    return trained(separable(WIDTHS), images, labels, seed, ((5, 1.0),))


def takes_small_steps(images, labels, seed):
    """Take a learning rate a hundred times as small."""
    return trained(separable(WIDTHS), images, labels, seed, ((5, 1e-4),))


def goes_through_class_after_class(images, labels, seed):
    """Show all images of one class before those of the next: nothing is shuffled."""
    order = np.argsort(labels, kind="stable")
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    layers = separable(WIDTHS)
    network = build(layers)
    mean, std = images.mean(), images.std()
    for places in np.array_split(order, 50):
        fit(network, (images[places] - mean) / std, labels[places], epochs=2, batch_size=32)
    return layers, arrays_of(network), float(mean), float(std)


def mixes_up_the_labels(images, labels, seed):
    """Shuffle the labels and not their images."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return trained(separable(WIDTHS), images, labels[order.numpy()], seed)


def takes_few_images(images, labels, seed):
    """Train on the first images only, as long as on all of them."""
    return trained(separable(WIDTHS), images[:FEW], labels[:FEW], seed, ((20, 1e-2),))


def trains_the_last_layer_only(images, labels, seed):
    """Let nothing but the dense layer learn."""

    def freeze(network):
        for parameter in network[:-1].parameters():
            parameter.requires_grad_(False)

    return trained(separable(WIDTHS), images, labels, seed, prepare=freeze)


def scales_other_images(images, labels, seed):
    """Train on images that are shifted and scaled, and say that they were not."""
    layers, parameters, _, _ = trained(separable(WIDTHS), images, labels, seed)
    return layers, parameters, 0.0, 1.0


MISTAKES = (
    is_too_narrow,
    throws_the_pixels_away,
    takes_large_steps,
    takes_small_steps,
    goes_through_class_after_class,
    mixes_up_the_labels,
    takes_few_images,
    trains_the_last_layer_only,
    scales_other_images,
)


def keeps_the_large_network(images, labels, seed):
    """Train the large network, and hand it back."""
    return trained(large_network(), images, labels, seed)


def separates_and_saves_no_more(images, labels, seed):
    """Separate all convolutions of the large network, which saves less than nine tenths."""
    return trained(separable((16, 32, 32, 64, 64)), images, labels, seed)


OVER_BUDGET = (keeps_the_large_network, separates_and_saves_no_more)
