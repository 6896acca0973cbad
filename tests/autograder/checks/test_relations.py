"""What can be said of a wrong answer whose mistake is not known."""

import numpy as np
import pytest

from autograder.checks.cases import Case
from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.relations import relations

RNG = np.random.default_rng(0)


def said(spoil, shape=(2, 3, 4, 5), parts=("one", "one", "two"), names=()):
    """Return what is said of an answer that `spoil` makes of the right one."""
    trials = []
    for number, part in enumerate(parts):
        x = RNG.normal(size=(shape[0] + number, *shape[1:]))
        want = x * 2 + 1 if not names else tuple(x * k + 1 for k in range(2, 2 + len(names)))
        case = Case("a case", (x,))
        trials.append(Trial(part, Outcome(spoil(want)), want, case, names=names))
    return " ".join(relations(trials))


def cleared(y, where):
    y = y.copy()
    y[where] = 0
    return y


def test_of_a_right_answer_nothing_is_said():
    assert said(lambda want: want) == ""
    assert said(lambda want: want.astype("float32").astype(float)) == ""


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda y: -y, "wrong sign"),
        (lambda y: 3 * y, "3 times what it should be"),
        (lambda y: y / len(y), "divided by the number of images"),
        (lambda y: y / 255, "divided by 255, everywhere"),
        (lambda y: y * np.array([0.9, 1, 2])[:, None, None], "a factor of its own in each channel"),
        (lambda y: y * (y - 1) / 2, "times one of the arguments"),
        (
            lambda y: -y * len(y),
            "has the wrong sign, and is what it should be, times the number of",
        ),
        (lambda y: y[..., ::-1], "reversed along axis 3"),
        (
            lambda y: y.swapaxes(2, 3),
            "axes in the wrong order: it is the right one transposed by (0, 1, 3, 2)",
        ),
        (lambda y: y.transpose(0, 2, 3, 1).reshape(y.shape), "another order: was `reshape`"),
        (lambda y: np.maximum(y, 0), "0 in place of every number below 0"),
        (np.abs, "lost the sign"),
        (np.trunc, "truncated to whole numbers"),
        (lambda y: y.round(2), "The result is right, but rounded to 2 decimals."),
        (np.exp, "the exponential of"),
        (np.zeros_like, "is 0 everywhere"),
        (lambda y: (y - 1) / 2, "one of the arguments, unchanged"),
        (lambda y: y + 0.5, "by the same number everywhere"),
        (lambda y: y + np.arange(1.0, 4.0)[:, None, None], "a constant in each channel"),
        (lambda y: np.where(np.arange(len(y))[:, None, None, None] > 0, 7.0, y), "first image"),
        (lambda y: np.pad(y[:, :, 1:-1, 1:-1], [(0, 0)] * 2 + [(1, 1)] * 2), "along the border"),
        (lambda y: cleared(y, np.s_[..., -1]), "is right except for its last column."),
        (lambda y: cleared(y, np.s_[..., 0, :]), "is right except for its first row."),
        (
            lambda y: cleared(cleared(y, np.s_[..., -1]), np.s_[..., -1, :]),
            "is right except for its last row or column.",
        ),
        (lambda y: np.roll(y, 1, axis=-2) * (np.arange(4) > 0)[:, None], "some rows or columns"),
        (lambda y: cleared(y, np.s_[..., [0, -1]]), "is right inside, but wrong along the border."),
        (lambda y: np.cumsum(y, axis=1), "adds up from channel to channel"),
        (lambda y: np.roll(y, 1, axis=1), "numbers are in the wrong channel."),
        (lambda y: np.broadcast_to(y[:1], y.shape), "the same for every image: that of the first"),
        (lambda y: np.broadcast_to(y[:, -1:], y.shape), "for every channel: that of the last"),
        (lambda y: y.mean(0, keepdims=True) + 0 * y, "for every image: the average over the im"),
        (lambda y: np.full_like(y, y.sum()), "the sum of all the right numbers, in every place"),
        (lambda y: y[..., :-1], "rows or columns at its end are missing"),
        (lambda y: np.pad(y, [(0, 0)] * 2 + [(1, 1)] * 2), "rows or columns on all sides"),
        (lambda y: y[:, :, None], "axes of length 1 are superfluous"),
    ],
)
def test_a_relation_is_said(spoil, words):
    assert words in said(spoil)


def test_what_holds_in_one_case_alone_or_not_in_the_first_part_is_not_said():
    turns = iter([True, False, False])
    assert said(lambda y: -y if next(turns) else y) == ""
    turns = iter([False, True, True])
    assert said(lambda y: -y if next(turns) else y**3, parts=("one", "two", "two")) == ""


def test_a_row_that_is_all_there_is_does_not_count_as_the_last_one():
    assert "except for its last row" not in said(lambda y: y**3, shape=(2, 3, 1, 5))


def test_numbers_that_are_elsewhere_are_not_said_to_be_moved():
    assert "where they should be" not in said(lambda y: y + RNG.normal(size=y.shape))


def test_a_constant_in_each_row_is_said():
    trials = []
    for rows in (3, 4, 5):
        x = RNG.normal(size=(rows, 4))
        trials.append(Trial("one", Outcome(x + x.max(axis=1, keepdims=True)), x, Case("", (x,))))
    assert "a constant in each row" in " ".join(relations(trials))


def test_what_is_the_same_for_all_images_is_not_said_to_be_in_the_wrong_image():
    assert "in the wrong image" not in said(lambda y: y.mean(0, keepdims=True) + 0 * y)


def test_columns_of_the_first_image_are_said_to_be_those_of_all():
    trials = []
    for images in (2, 3, 4):
        x = RNG.normal(size=(images, 2, 3, 4))
        want = x.reshape(images, 2, 12)
        case, got = Case("", (x,)), np.repeat(want[:1], images, axis=0)
        trials.append(Trial("one", Outcome(got), want, case))
    assert relations(trials) == ["The result is the same for every image: that of the first image."]


def test_few_numbers_are_no_evidence():
    assert said(lambda y: y + 0.5, shape=(1, 1, 1, 1), parts=("one",)) == ""


def test_a_factor_of_each_channel_is_not_said_of_one_channel_alone():
    assert "of its own" not in said(lambda y: 3 * y, shape=(2, 1, 4, 5))


def test_values_that_come_in_another_order_are_named():
    assert "you return right, left." in said(lambda y: y[::-1], names=("left", "right"))


def test_the_value_that_is_wrong_is_named():
    words = said(lambda y: (y[0], -y[1]), names=("left", "right"))
    assert words == "`right` has the wrong sign everywhere, and is right otherwise."


def test_what_should_be_symmetric_and_is_not_is_said():
    rng, trials = np.random.default_rng(0), []
    for _ in range(3):
        root = rng.normal(size=(5, 5))
        want, case = root @ root.T, Case("a case", (root,))
        half, other = np.linalg.cholesky(want), rng.normal(size=(5, 5))
        trials.append((Outcome(3 * half + other), Outcome(other + other.T), want, case))
    halves = [Trial("one", half, want, case) for half, _, want, case in trials]
    assert "should be symmetric, and is not" in " ".join(relations(halves))
    others = [Trial("one", other, want, case) for _, other, want, case in trials]
    assert "symmetric" not in " ".join(relations(others))


def test_zeros_are_in_no_place_of_a_larger_result():
    zeros = [(np.zeros((2, 9, 11)), np.zeros((2, 3, 4))) for _ in range(3)]
    trials = [Trial("one", Outcome(got), want, Case("a case", ())) for got, want in zeros]
    assert relations(trials) == []
