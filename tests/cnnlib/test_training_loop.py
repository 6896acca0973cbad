"""The loop that keeps the best state: it learns, it remembers, and it leaves its data alone."""

import copy

import numpy as np
import torch
from torch import nn

from cnnlib.training_loop import train_best


def separable(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images of two classes, bright above or bright below."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, n)
    images = rng.normal(100, 20, (n, 1, 4, 4))
    images[labels == 1, :, :2] += 60
    images[labels == 0, :, 2:] += 60
    return images, labels


def build(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(16, 2)
    )


def test_it_learns_what_can_be_learned():
    model = build()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    training, validation = separable(80, 1), separable(40, 2)
    before = copy.deepcopy((training, validation))
    history = train_best(
        model,
        training,
        validation,
        optimizer,
        epochs=5,
        batch_size=16,
        rng=np.random.default_rng(0),
    )
    assert max(row["validation_accuracy"] for row in history) > 0.95
    assert history[-1]["loss"] < history[0]["loss"]
    for (x, y), (old_x, old_y) in zip((training, validation), before, strict=True):
        np.testing.assert_array_equal(x, old_x)
        np.testing.assert_array_equal(y, old_y)


def test_it_ends_in_the_best_state_statistics_included():
    model = build(1)
    # Steps that are far too long: no epoch is like the one before.
    optimizer = torch.optim.SGD(model.parameters(), lr=5.0)
    training, validation = separable(40, 3), separable(30, 4)
    states = []

    def note(module, *_):
        if not module.training:
            states.append(copy.deepcopy(model.state_dict()))

    model[1].register_forward_hook(note)
    history = train_best(
        model, training, validation, optimizer, epochs=6, batch_size=8, rng=np.random.default_rng(1)
    )
    accuracies = [row["validation_accuracy"] for row in history]
    best = states[accuracies.index(max(accuracies))]
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, best[name], rtol=0, atol=0)
