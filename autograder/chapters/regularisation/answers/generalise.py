"""Answers to `generalise`: right ones, and ones that overfit, underfit or do not learn."""

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.architecture.build import arrays_of
from cnnlib.augmentation import random_crop, random_horizontal_flip
from cnnlib.models.network_1cd import network_1cd

__all__ = ["MISTAKES", "by_augmentation", "by_smoothing_too", "generalise"]

EPOCHS, BATCH = 20, 25


def shifted_and_flipped(batch, rng):
    """Show each image from elsewhere, and half of them in a mirror."""
    return random_horizontal_flip(random_crop(batch, 28, padding=2, rng=rng), rng=rng)


def as_it_is(batch, rng):  # noqa: ARG001 - an augmentation that changes nothing
    return batch


def trained(images, labels, seed, **options):
    """Train the network with some options, and return it as the exercise asks."""
    torch.manual_seed(seed)
    network = network_1cd(1, 10, 28, dropout=options.get("dropout", 0.5))
    mean, std = float(images.mean()), float(images.std())
    if options.get("last_layer_only"):
        for parameter in list(network.parameters())[:-2]:
            parameter.requires_grad_(False)
    fit(network, (images - mean) / std, labels, np.random.default_rng(seed), **options)
    return arrays_of(network), mean, std


def fit(network, x, labels, rng, augment=shifted_and_flipped, lr=0.05, epochs=EPOCHS, **options):
    """Train in place, with momentum and a rate that rises and falls."""
    torch.set_num_threads(1)
    decay, smoothing = options.get("decay", 0.0), options.get("smoothing", 0.0)
    optimizer = torch.optim.SGD(
        network.parameters(), lr, momentum=0.9, nesterov=True, weight_decay=decay
    )
    steps = max(1, epochs * -(-len(x) // BATCH))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=steps)
    y = torch.from_numpy(labels)
    for _ in range(epochs):
        for places in np.array_split(rng.permutation(len(x)), -(-len(x) // BATCH)):
            batch = torch.from_numpy(np.ascontiguousarray(augment(x[places], rng)))
            optimizer.zero_grad()
            F.cross_entropy(network(batch), y[places], label_smoothing=smoothing).backward()
            optimizer.step()
            schedule.step()


def generalise(images, labels, seed):
    """Augment, and drop half of the hidden units."""
    return trained(images, labels, seed)


def by_augmentation(images, labels, seed):
    """Augment, and drop nothing."""
    return trained(images, labels, seed, dropout=0.0)


def by_smoothing_too(images, labels, seed):
    """Augment, drop, decay the weights and smooth the labels."""
    return trained(images, labels, seed, decay=1e-3, smoothing=0.1)


def stays_untrained(images, labels, seed):
    """Return the parameters that were drawn."""
    return trained(images, labels, seed, epochs=0)


def regularises_nothing(images, labels, seed):
    """Train until the wrong labels are known by heart."""
    return trained(images, labels, seed, augment=as_it_is, dropout=0.0)


def trusts_in_weight_decay(images, labels, seed):
    """Decay the weights as usual, and do nothing else."""
    return trained(images, labels, seed, augment=as_it_is, dropout=0.0, decay=5e-4)


def drops_units_alone(images, labels, seed):
    """Drop half of the hidden units, which does not keep the convolutions from learning."""
    return trained(images, labels, seed, augment=as_it_is)


def takes_tiny_steps(images, labels, seed):
    """Learn at a twentieth of the rate."""
    return trained(images, labels, seed, lr=0.0025)


def mixes_up_the_labels(images, labels, seed):
    """Shuffle the images and not their labels."""
    return trained(np.random.default_rng(seed).permutation(images), labels, seed)


def takes_a_tenth_of_the_images(images, labels, seed):
    """Try the code on few images, and forget to take all of them afterwards."""
    return trained(images[:40], labels[:40], seed)


def trains_the_last_layer_only(images, labels, seed):
    """Let nothing but the last layer learn."""
    return trained(images, labels, seed, last_layer_only=True)


MISTAKES = (
    stays_untrained,
    regularises_nothing,
    trusts_in_weight_decay,
    drops_units_alone,
    takes_tiny_steps,
    mixes_up_the_labels,
    takes_a_tenth_of_the_images,
    trains_the_last_layer_only,
)
