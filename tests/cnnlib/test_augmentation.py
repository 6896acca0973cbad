"""The NumPy augmentations beside the torch ones of the experiments, and what they refuse."""

import numpy as np
import pytest
import torch

from cnnlib.augmentation import random_crop, random_erasing, random_horizontal_flip
from cnnlib.experiments import augmentation as of_torch

X = np.random.default_rng(0).normal(size=(600, 2, 12, 10)).astype(np.float32)


def seeded(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_where_nothing_is_left_to_chance_numpy_and_torch_agree():
    tensor, generator = torch.from_numpy(X), torch.Generator().manual_seed(0)
    crop = of_torch.random_crop(tensor, (14, 12), (1, 1), generator=generator)
    np.testing.assert_array_equal(random_crop(X, (14, 12), 1, rng=seeded()), crop)
    flip = of_torch.random_horizontal_flip(tensor, 1.0, generator=generator)
    np.testing.assert_array_equal(random_horizontal_flip(X, 1.0, rng=seeded()), flip)


def test_both_erase_as_many_pixels_on_average():
    options = {"p": 0.7, "scale": (0.1, 0.3), "ratio": (0.5, 2.0)}
    ours = random_erasing(X, **options, rng=seeded()) != X
    generator = torch.Generator().manual_seed(0)
    theirs = of_torch.random_erasing(torch.from_numpy(X), **options, generator=generator).numpy()
    # 0.7 of 0.2, with a deviation of 0.11 an image.
    assert ours.mean() == pytest.approx(0.14, abs=0.03)
    assert (theirs != X).mean() == pytest.approx(0.14, abs=0.03)


def test_the_caller_keeps_its_images():
    x = X[:4].copy()
    x.flags.writeable = False
    for changed in (
        random_crop(x, 5, rng=seeded()),
        random_horizontal_flip(x, 0.0, rng=seeded()),
        random_erasing(x, 0.0, rng=seeded()),
    ):
        assert not np.shares_memory(changed, x)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: random_crop(X, 13, rng=rng), "size 13x13 is larger"),
        (lambda rng: random_crop(X[0], 3, rng=rng), "4 axes"),
        (lambda rng: random_horizontal_flip(X, 1.5, rng=rng), "p must be a probability"),
        (lambda rng: random_erasing(X, scale=(0.3, 0.1), rng=rng), "two ascending numbers"),
        (lambda rng: random_erasing(X, scale=(0.3, 1.2), rng=rng), "at most 1"),
        (lambda rng: random_erasing(X.astype(np.uint8), rng=rng), "must hold floats, not uint8"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call(seeded())
