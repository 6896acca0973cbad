"""Which images are held out, and what a `Dataset` refuses."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.data
from cnnlib.data import Dataset
from cnnlib.data.splits import pick_per_class, split_off

PARTS = ("train", "val", "test")


def digest(array: np.ndarray) -> str:
    return hashlib.sha256(array.astype("<i8").tobytes()).hexdigest()[:16]


@given(st.integers(1, 6), st.integers(1, 9), st.data())
def test_a_split_is_stratified_and_loses_nothing(classes, per_class, data):
    extra = data.draw(st.lists(st.integers(0, classes - 1), max_size=20))
    labels = np.array([*range(classes)] * per_class + extra)
    kept, held_out = split_off(labels, per_class)
    assert np.bincount(labels[held_out]).tolist() == [per_class] * classes
    assert sorted([*kept, *held_out]) == list(range(len(labels)))
    assert (np.diff(kept) > 0).all()
    assert (np.diff(held_out) > 0).all()


def test_every_image_may_be_held_out():
    labels = np.repeat([0, 1], 4)
    seen = [pick_per_class(labels, 1, seed) for seed in range(60)]
    assert set(np.concatenate(seen).tolist()) == set(range(8))


def test_the_split_never_changes():
    # Computed once. If this fails, every validation figure of the course is about other images.
    _, held_out = split_off(np.arange(50_000) % 100, 25)
    assert len(held_out) == 2_500
    assert held_out[:6].tolist() == [10, 16, 20, 21, 34, 96]
    assert digest(held_out) == "a7fd2bea975624ef"


def test_a_class_that_is_too_small_is_named():
    with pytest.raises(ValueError, match="Class 7 has 1 of the 5 images, fewer than the 2"):
        split_off(np.array([3, 3, 7, 3, 3]), 2)


GOOD = {
    **{f"x_{part}": np.zeros((2, 1, 3, 4), np.uint8) for part in PARTS},
    **{f"y_{part}": np.zeros(2, np.int64) for part in PARTS},
    "classes": ("a", "b"),
}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"x_val": np.zeros((2, 3, 4), np.uint8)}, r"x_val must have 4 axes.*\(2, 3, 4\)"),
        ({"x_test": np.zeros((2, 1, 3, 4))}, "x_test must be uint8.*not float64 and int64"),
        ({"y_val": np.zeros(2, np.uint8)}, "y_val int64, not uint8 and uint8"),
        ({"y_train": np.zeros(3, np.int64)}, r"x_train \(2, 1, 3, 4\), y_train \(3,\)"),
        ({"x_val": np.zeros((2, 1, 4, 3), np.uint8)}, r"x_val \(2, 1, 4, 3\).*\(2, 1, 3, 4\)"),
        ({"y_test": np.array([0, 2])}, "y_test runs from 0 to 2, but there are 2 classes"),
        ({"y_test": np.array([-1, 1])}, "y_test runs from -1 to 1, but there are 2 classes"),
    ],
)
def test_images_and_labels_that_do_not_belong_together_are_refused(wrong, message):
    Dataset(**GOOD)
    with pytest.raises(ValueError, match=message):
        Dataset(**GOOD | wrong)


def test_the_public_face_is_small():
    assert sorted(cnnlib.data.__all__) == ["DataUnavailableError", "Dataset", "load"]
