"""Answers to `repair`: right ones, and repairs that do nothing or too little."""

import torch
from torch import nn

from cnnlib.architecture.build import arrays_of, build
from cnnlib.deep_network import FILTERS, broken_network, fit, hidden_convolution

__all__ = ["MISTAKES", "by_batch_norm", "by_both", "by_initialisation", "repair"]

BLOCKS = 12
HEAD, TAIL = 3, 3  # layers of the broken network before and after the hidden convolutions


def trained(layers, images, labels, seed, prepare=None, later=(), **options):
    """Train a described network, also with other options `later`, and return it as asked for."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    network = build(layers)
    if prepare:
        prepare(network)
    mean, std = images.mean(), images.std()
    for each in (options, *later):
        fit(network, (images - mean) / std, labels, **each)
    return layers, arrays_of(network), float(mean), float(std)


def with_blocks(*blocks):
    """Put other layers in the place of the hidden convolutions."""
    broken = broken_network()
    return broken[:HEAD] + [layer for block in blocks for layer in block] + broken[-TAIL:]


def plain():
    return hidden_convolution() + hidden_convolution()


def residual():
    return [("Residual", {"body": plain()})]


def normalised():
    conv, activation = hidden_convolution()
    return [conv, ("BatchNorm2d", {"num_features": FILTERS}), activation] * 2


def repair(images, labels, seed):
    """Put a shortcut around every two convolutions."""
    return trained(with_blocks(*[residual()] * BLOCKS), images, labels, seed)


def by_batch_norm(images, labels, seed):
    """Normalise after every hidden convolution, train for longer, and let the rate fall."""
    later = [{"epochs": 2, "lr": 5e-4}, {"epochs": 1, "lr": 1e-4}]
    layers = with_blocks(*[normalised()] * BLOCKS)
    return trained(layers, images, labels, seed, later=later, epochs=4)


def by_both(images, labels, seed):
    """Do both."""
    block = [("Residual", {"body": normalised()})]
    return trained(with_blocks(*[block] * BLOCKS), images, labels, seed)


def he(network):
    """Draw all convolutions as He et al. do."""
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, a=0.01)


def by_initialisation(images, labels, seed):
    """Draw other weights, and train for longer, in more steps."""
    options = {"epochs": 8, "batch_size": 32, "lr": 1e-3}
    return trained(broken_network(), images, labels, seed, he, **options)


def changes_nothing(images, labels, seed):
    """Train the network as it is."""
    return trained(broken_network(), images, labels, seed)


def takes_larger_steps(images, labels, seed):
    """Blame the learning rate."""
    return trained(broken_network(), images, labels, seed, lr=0.05)


def normalises_the_end_only(images, labels, seed):
    """Normalise the last two of the twenty-four convolutions."""
    blocks = [plain()] * (BLOCKS - 1) + [normalised()]
    return trained(with_blocks(*blocks), images, labels, seed)


def shortens_the_beginning_only(images, labels, seed):
    """Put shortcuts around the first six of the twenty-four convolutions."""
    blocks = [residual()] * 3 + [plain()] * (BLOCKS - 3)
    return trained(with_blocks(*blocks), images, labels, seed)


def goes_around_everything(images, labels, seed):
    """Lay one shortcut around all hidden convolutions, which then learn nothing."""
    block = [("Residual", {"body": hidden_convolution() * (2 * BLOCKS)})]
    return trained(with_blocks(block), images, labels, seed)


def draws_large_weights(images, labels, seed):
    """Draw weights three times as large as He et al. do: the signal explodes."""

    def large(network):
        he(network)
        for layer in network.modules():
            if isinstance(layer, nn.Conv2d):
                layer.weight.data.mul_(3)

    return trained(broken_network(), images, labels, seed, large)


def trains_the_last_layer_only(images, labels, seed):
    """Repair the network, and let nothing but its dense layer learn."""

    def freeze(network):
        for parameter in network[:-1].parameters():
            parameter.requires_grad_(False)

    return trained(with_blocks(*[residual()] * BLOCKS), images, labels, seed, freeze)


def mixes_up_the_labels(images, labels, seed):
    """Shuffle the labels and not their images."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return trained(with_blocks(*[residual()] * BLOCKS), images, labels[order.numpy()], seed)


MISTAKES = (
    changes_nothing,
    takes_larger_steps,
    normalises_the_end_only,
    shortens_the_beginning_only,
    goes_around_everything,
    draws_large_weights,
    trains_the_last_layer_only,
    mixes_up_the_labels,
)
