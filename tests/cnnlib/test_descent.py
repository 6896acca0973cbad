"""Gradient descent in NumPy: LeNet learns Fashion-MNIST, and takes PyTorch's steps."""

import math

import numpy as np
import pytest
import torch

from cnnlib.data import load
from cnnlib.descent import accuracy, fit, gradient_step
from cnnlib.layers import Conv2d, Flatten, Linear, ReLU, Sequential
from cnnlib.layers.regularisation import BatchNorm2d, Dropout
from cnnlib.lenet import lenet
from cnnlib.optimizers import SGD, Adam


def lenet_of_torch() -> torch.nn.Sequential:
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def bars(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw noisy images of 8x9 with a bar that lies (class 0) or stands (class 1)."""
    images, labels = rng.normal(scale=0.5, size=(n, 1, 8, 9)).astype("float32"), np.arange(n) % 2
    for image, label, place in zip(images[:, 0], labels, rng.integers(0, 8, n), strict=True):
        (image if label == 0 else image.T)[place] += 2
    return images, labels


def bar_network(rng: np.random.Generator) -> Sequential:
    return Sequential(
        Conv2d(1, 4, 3, padding=1, rng=rng),
        BatchNorm2d(4),
        ReLU(),
        Flatten(),
        Dropout(0.2, rng=rng),
        Linear(4 * 8 * 9, 2, rng=rng),
    )


def test_lenet_learns_fashion_mini():
    data = load("fashion-mini")
    mean, std = data.x_train.mean(), data.x_train.std()
    x_train, x_test = (((x - mean) / std).astype("float32") for x in (data.x_train, data.x_test))
    rng = np.random.default_rng(0)
    network = lenet(rng=rng)
    assert accuracy(network, x_test, data.y_test) < 0.2

    def update(gradients):
        gradient_step(network.parameters(), gradients, lr=0.1)

    losses = fit(network, x_train, data.y_train, update, epochs=1, batch_size=20, rng=rng)
    assert len(losses) == 300
    assert losses[0] == pytest.approx(math.log(10), abs=0.1)
    assert np.mean(losses[-30:]) < 1.0
    assert accuracy(network, x_test, data.y_test) > 0.6


def test_steps_of_lenet_are_torchs():
    mine, theirs = lenet(rng=np.random.default_rng(1)), lenet_of_torch()
    named = dict(theirs.named_parameters())
    assert named.keys() == mine.parameters().keys()
    with torch.no_grad():
        for name, parameter in mine.parameters().items():
            named[name].copy_(torch.tensor(parameter))
    data = load("fashion-mini")
    images, labels = data.x_train[:48].astype("float32") / 255, data.y_train[:48]
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.05, momentum=0.9)

    rng = np.random.default_rng(2)
    update = SGD(mine.parameters(), lr=0.05, momentum=0.9).step
    losses = fit(mine, images, labels, update, epochs=3, batch_size=16, rng=rng)
    rng, want = np.random.default_rng(2), []
    for _ in range(3):
        for batch in rng.permutation(48).reshape(3, 16):
            scores = theirs(torch.tensor(images[batch]))
            loss = torch.nn.functional.cross_entropy(scores, torch.tensor(labels[batch]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            want.append(loss.item())
    assert losses == pytest.approx(want, rel=1e-3)


def test_batch_norm_dropout_and_adam_learn_together():
    rng = np.random.default_rng(3)
    (x_train, y_train), (x_test, y_test) = bars(400, rng), bars(200, rng)
    network = bar_network(rng)
    update = Adam(network.parameters(), lr=0.01, weight_decay=1e-4).step
    fit(network, x_train, y_train, update, epochs=6, batch_size=20, rng=rng)
    assert accuracy(network, x_test, y_test) > 0.95
    assert not network.training


def test_a_seed_repeats_the_run():
    runs = []
    for _ in range(2):
        rng = np.random.default_rng(4)
        images, labels = bars(30, rng)
        network = bar_network(rng)
        update = SGD(network.parameters(), lr=0.1).step
        runs.append(fit(network, images, labels, update, epochs=2, batch_size=8, rng=rng))
    assert len(runs[0]) == 6
    assert runs[0] == runs[1]


def test_each_epoch_sees_every_example_once_and_training_mode_is_on():
    images = np.arange(12, dtype="float32").reshape(12, 1, 1, 1)
    seen = []

    class Spy(Flatten):
        def forward(self, x):
            assert self.training
            seen.append(x.ravel())
            return super().forward(np.concatenate([x, -x], axis=1))

    fit(
        Spy().eval(),
        images,
        np.zeros(12, int),
        lambda gradients: None,  # noqa: ARG005
        epochs=2,
        batch_size=4,
        rng=np.random.default_rng(5),
    )
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    np.testing.assert_array_equal(np.sort(first), np.arange(12))
    np.testing.assert_array_equal(np.sort(second), np.arange(12))
    assert (first != second).any()


def test_accuracy_counts_the_right_ones_whatever_the_batch():
    images = np.eye(5, dtype="float32").reshape(5, 5, 1, 1)
    labels = np.array([0, 1, 2, 0, 0])
    for batch_size in (1, 2, 5, 100):
        assert accuracy(Flatten(), images, labels, batch_size) == 0.6


def test_gradient_step_is_in_place():
    w = np.array([1.0, 2.0])
    gradient_step({"w": w}, {"w": np.array([10.0, -10.0])}, lr=0.1)
    np.testing.assert_allclose(w, [0, 3])


def test_bad_input():
    rng, images = np.random.default_rng(0), np.ones((4, 2, 1, 1))
    with pytest.raises(ValueError, match=r"\(2,\).*and gradients .*\(3,\)"):
        gradient_step({"w": np.ones(2)}, {"w": np.ones(3)}, 0.1)
    with pytest.raises(ValueError, match="differ"):
        gradient_step({"w": np.ones(2)}, {}, 0.1)
    for labels in (np.zeros(3, int), np.zeros((4, 2), int)):
        with pytest.raises(ValueError, match=r"one label per image.*\(4, 2, 1, 1\)"):
            accuracy(Flatten(), images, labels)
    labels = np.zeros(4, int)
    for epochs, batch_size in ((1, 5), (1, 0), (-1, 2)):
        with pytest.raises(ValueError, match=f"epochs={epochs}, batch_size={batch_size}"):
            fit(Flatten(), images, labels, print, epochs=epochs, batch_size=batch_size, rng=rng)
    with pytest.raises(ValueError, match="batch_size must be at least 1, not 0"):
        accuracy(Flatten(), images, labels, 0)
    with pytest.raises(ValueError, match="classes must be at least 1, not 0"):
        lenet(0, rng=rng)


def test_the_parameters_of_lenet():
    sizes = {name: p.size for name, p in lenet(rng=np.random.default_rng(0)).parameters().items()}
    weighted = [sizes[f"{i}.weight"] + sizes[f"{i}.bias"] for i in (0, 3, 7, 9, 11)]
    assert weighted == [156, 2416, 48_120, 10_164, 850]
