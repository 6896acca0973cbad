"""Answers to `train`: the right one, and what keeps a network from learning."""

import numpy as np

from cnnlib.descent import fit, gradient_step
from cnnlib.lenet import lenet

__all__ = ["MISTAKES", "train"]


def train(images, labels, seed, lr=0.1, epochs=4, trained=slice(None)):
    """Train as the hints of the assignment have it; `trained` picks the arrays that change."""
    rng = np.random.default_rng(seed)
    network = lenet(classes=10, rng=rng)
    mean, std = images.mean(), images.std()
    parameters = dict(list(network.parameters().items())[trained])

    def update(gradients):
        gradient_step(parameters, {name: gradients[name] for name in parameters}, lr)

    fit(network, (images - mean) / std, labels, update, epochs=epochs, batch_size=32, rng=rng)
    return network.parameters(), mean, std


def stays_untrained(images, labels, seed):
    """Return the parameters that were drawn."""
    return train(images, labels, seed, epochs=0)


def takes_tiny_steps(images, labels, seed):
    """Learn at a hundredth of the rate."""
    return train(images, labels, seed, lr=0.001)


def climbs(images, labels, seed):
    """Step along the gradient, not against it."""
    with np.errstate(all="ignore"):
        parameters, mean, std = train(images, labels, seed, lr=-0.01)
    return {name: np.nan_to_num(array) for name, array in parameters.items()}, mean, std


def takes_a_tenth_of_the_images(images, labels, seed):
    """Try the code on few images, and forget to take all of them afterwards."""
    return train(images[:600], labels[:600], seed)


def learns_with_the_last_layer_only(images, labels, seed):
    """Leave all layers but the last as they were drawn, as if their gradients were lost."""
    return train(images, labels, seed, trained=slice(-2, None))


def mixes_up_the_labels(images, labels, seed):
    """Shuffle the images and not their labels."""
    return train(np.random.default_rng(seed).permutation(images), labels, seed)


MISTAKES = (
    stays_untrained,
    takes_tiny_steps,
    climbs,
    takes_a_tenth_of_the_images,
    learns_with_the_last_layer_only,
    mixes_up_the_labels,
)
