"""The task on Fashion-MNIST: perturbed images that students do not have, classes renumbered."""

from pathlib import Path

import numpy as np
import pytest

from autograder.checks import fashion
from autograder.checks.fashion import fashion_task, select_held_out
from autograder.checks.perturbation import perturb
from cnnlib.data import load

ORIGINALS = "/usr/share/datasets/fashion-mnist"


def test_no_image_of_the_test_was_handed_out():
    mini = load("fashion-mini")
    handed_out = {x.tobytes() for part in (mini.x_train, mini.x_val, mini.x_test) for x in part}
    with np.load(fashion.HELD_OUT) as held_out:
        images, labels = held_out["x"], held_out["y"]
    assert handed_out.isdisjoint(x.tobytes() for x in images)
    np.testing.assert_array_equal(np.bincount(labels), 10 * [200])


def test_the_held_out_images_are_the_official_ones():
    try:
        made = select_held_out(Path(ORIGINALS))
    except FileNotFoundError:
        pytest.skip("Debian's package dataset-fashion-mnist is not installed")
    with np.load(fashion.HELD_OUT) as held_out:
        for name in ("x", "y"):
            np.testing.assert_array_equal(made[name], held_out[name])


def test_a_seed_draws_the_same_task():
    one, same, other = (fashion_task(np.random.default_rng(seed)) for seed in (1, 1, 2))
    for name in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_array_equal(getattr(one, name), getattr(same, name))
        assert not np.array_equal(getattr(one, name), getattr(other, name))
    assert one.x_train.shape == (6_000, 1, 28, 28)
    assert one.x_test.shape == (1_000, 1, 28, 28)


def test_the_published_labels_are_of_no_use():
    """Recognising every image and its official class does no better than chance."""
    with np.load(fashion.HELD_OUT) as held_out:
        official = held_out["y"]
    shares = []
    for seed in range(12):
        task = fashion_task(np.random.default_rng(seed))
        again = np.random.default_rng(seed)
        again.permutation(10)
        chosen = again.permutation(len(official))[:1_000]
        shares.append((official[chosen] == task.y_test).mean())
    assert abs(np.mean(shares) - 0.1) < 0.1  # a permutation of ten keeps one number, on average


def test_classes_are_numbered_alike_in_training_and_test():
    task = fashion_task(np.random.default_rng(3))
    means = np.stack([task.x_train[task.y_train == k].mean(axis=0) for k in range(10)])
    distance = ((task.x_test[:, None] - means) ** 2).sum(axis=(2, 3, 4))
    assert (distance.argmin(axis=1) == task.y_test).mean() > 0.5


def test_perturbing_shifts_fades_and_adds_noise():
    rng = np.random.default_rng(0)
    image = np.zeros((400, 1, 9, 7), np.uint8)
    image[:, :, 4, 3] = 255
    seen = perturb(image, rng)
    assert (seen.dtype, seen.shape) == (np.float32, image.shape)
    assert seen.min() >= 0
    assert seen.max() <= 1
    at = seen.reshape(400, -1).argmax(axis=1)
    assert set((at // 7).tolist()) == {2, 3, 4, 5, 6}
    assert set((at % 7).tolist()) == {1, 2, 3, 4, 5}
    brightest = seen.reshape(400, -1).max(axis=1)
    assert brightest.mean() == pytest.approx(0.85, abs=0.02)
    # Half of a normal distribution is cut off at 0: the mean of the rest is 0.05 / sqrt(2 pi).
    dark = np.sort(seen.reshape(400, -1), axis=1)[:, :-1]
    assert dark.mean() == pytest.approx(0.05 / np.sqrt(2 * np.pi), rel=0.02)


def test_no_axis_is_taken_for_another():
    x = np.random.default_rng(1).random((3, 2, 5, 9), np.float32)
    assert perturb(x, np.random.default_rng(2)).shape == x.shape
