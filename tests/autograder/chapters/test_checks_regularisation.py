"""The checks of chapter 6: random functions, optimisers and loops, here and in a sandbox."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

import cnnlib.augmentation
from autograder.chapters import CHECKS
from autograder.chapters.regularisation import erased_facts, random_facts
from autograder.chapters.regularisation.answers import generalise as answers
from autograder.chapters.regularisation.generalise import CHECK as GENERALISE
from autograder.chapters.regularisation.generalise import mislabelled_task, network
from autograder.checks.cases import generator
from autograder.checks.fashion import fashion_task
from autograder.checks.function_check import FunctionCheck
from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY
from autograder.sandbox.student import Limits, StudentProcess
from cnnlib.architecture.build import arrays_of, load_arrays
from cnnlib.models.network_1cd import network_1cd
from cnnlib.personal.regularisation import WEIGHTS

CHAPTER = "06-regularisation"
OF_CHAPTER = {key.partition(".")[2]: CHECKS[key] for key in CHECKS if key.startswith(CHAPTER)}
STUDENTS = [f"student {number}" for number in range(40)]


def only(name: str, *parts: str) -> FunctionCheck:
    """Return a check with some of its parts."""
    check = OF_CHAPTER[name]
    return replace(check, parts=tuple(p for p in check.parts if p.name in parts))


def test_the_points_of_code_numbers_and_questions():
    points = {name: check.of("x").points if name == "weights" else check.points
              for name, check in OF_CHAPTER.items()}  # fmt: skip
    assert sum(points.values()) == 100 - 12, "12 are given by hand"


# Random functions.


def test_a_likely_count_is_six_standard_deviations_wide():
    assert random_facts.is_likely(500 + 94, 1000, 0.5) == 1  # the deviation is 15.8
    assert random_facts.is_likely(500 + 96, 1000, 0.5) == 0


def erase(draw):
    """Return an erasing function whose rectangles have the height and width that `draw` gives."""

    def random_erasing(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):  # noqa: ARG001
        y = x.copy()
        for image in y:
            h, w = draw(rng, x.shape[2] * x.shape[3], scale, ratio)
            top, left = rng.integers(x.shape[2] - h + 1), rng.integers(x.shape[3] - w + 1)
            image[:, top : top + h, left : left + w] = rng.normal(size=(len(image), h, w))
        return y

    return random_erasing


def with_uniform_sides(rng, pixels, scale, ratio):  # noqa: ARG001
    low, high = (round(np.sqrt(share * pixels)) for share in scale)
    return int(rng.integers(low, high + 1)), int(rng.integers(low, high + 1))


def with_logarithmic_aspects(rng, pixels, scale, ratio):
    area, aspect = rng.uniform(*scale) * pixels, np.exp(rng.uniform(*np.log(ratio)))
    return round(np.sqrt(area * aspect)), round(np.sqrt(area / aspect))


def test_shapes_from_another_distribution_are_seen():
    x = np.random.default_rng(0).normal(size=(150, 1, 24, 20)).astype(np.float32)
    options = {"p": 1.0, "scale": (0.05, 0.2), "ratio": (0.3, 3.3)}
    right = erased_facts.sizes(cnnlib.augmentation.random_erasing, x, options, 3)
    assert set(right.values()) == {1.0}
    for draw, seen in ((with_uniform_sides, 0), (with_logarithmic_aspects, 0.5)):
        assert erased_facts.sizes(erase(draw), x, options, 3)["aspects uniform"] == seen, draw


def test_a_few_normal_draws_in_many_pixels_are_not_taken_for_others():
    def one_patch_in_all(x, p, rng):  # noqa: ARG001
        erased = x.copy()
        erased[:, :, 2:9, 3:9] = rng.standard_normal((7, 6))
        return erased

    x = np.full((40, 2, 12, 16), 9.0)
    for seed in range(20):
        assert erased_facts.noise(one_patch_in_all, x, {"p": 1.0}, seed) == {
            "none is exactly 0": 1.0,
            "their mean is 0": 1.0,
            "their standard deviation is 1": 1.0,
            "all different": 0.5,
        }


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(each, marks=pytest.mark.long) for each in range(2, 9))]
)
def test_crops_that_are_no_windows_are_not_taken_for_another_mistake(seed):
    def exchanges(x, size, padding=0, *, rng):
        (h, w), (ph, pw) = np.broadcast_to(size, 2), np.broadcast_to(padding, 2)
        padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
        down, across = padded.shape[2] - h, padded.shape[3] - w
        crops = np.zeros((*x.shape[:2], h, w), x.dtype)
        for image, crop in zip(padded, crops, strict=True):
            i, j = rng.integers(0, across + 1), rng.integers(0, down + 1)
            part = image[:, i : i + h, j : j + w]
            crop[:, : part.shape[1], : part.shape[2]] = part
        return crops

    check = OF_CHAPTER["random_crop"]
    assert check.recognise(check.trials(exchanges, seed)).mistakes == ()


def test_a_loop_may_forget_the_upper_bound_of_the_places_and_is_seen():
    def crop(x, size, padding=0, *, rng):  # noqa: ARG001
        top, left = rng.integers(0, x.shape[2] - 2), rng.integers(0, x.shape[3] - 2)
        return np.stack([image[:, top:, left:][:, :2, :2] for image in x])

    x = np.random.default_rng(0).permutation(100 * 20).reshape(100, 1, 4, 5).astype(float)
    facts = random_facts.crop_places(crop, x, 2, 0, 5)
    assert facts["last row and column"].tolist() == [1, 2]
    assert facts["different places"] == 6, "of 3 × 4"
    assert facts["each image at a position of its own"] == 0


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(each, marks=pytest.mark.long) for each in range(1, 4))]
)
@pytest.mark.parametrize("other", ["draws_without_rng", "counts_places_before_padding"])
def test_one_crop_for_a_batch_does_not_hide_another_mistake(other, seed):
    check = only("random_crop", "places")
    known = {mistake.name: mistake for mistake in check.misconceptions}
    once = known["draws_once_for_the_batch"]
    both = once.around(known[other].around(check.reference.function))
    found = check.recognise(check.trials(both, seed))
    assert {mistake.name for mistake in found.mistakes} == {once.name, other}


# Where the student's code lives.


def in_a_sandbox(check: FunctionCheck, module: str, name: str, *packages: str) -> float:
    """Check the library's own function in a student's process; return the points."""
    assignment = load_assignment(CHAPTER)
    solved = {name: (REPOSITORY.root / name).read_bytes() for name in assignment.exercise_files}
    limits = Limits(packages=("numpy", "ipython", *packages), memory=4_000_000_000)
    with StudentProcess({**assignment.library, **solved}, limits) as student:
        done = student.run_cell(f"from cnnlib.{module} import {name}")
        assert done.error is None, done.error
        return check.run((student.lookup(name),), 4).earned


def test_a_generator_and_an_optimiser_are_made_where_the_student_is():
    crop = only("random_crop", "places")
    assert in_a_sandbox(crop, "augmentation", "random_crop") == crop.points
    sgd = only("SGD", "momentum", "in place")
    assert in_a_sandbox(sgd, "optimizers", "SGD") == sgd.points


@pytest.mark.long
def test_a_loop_is_recorded_where_the_student_is():
    check = OF_CHAPTER["train_best"]
    assert in_a_sandbox(check, "training_loop", "train_best", "torch") == check.points


# Numbers of one's own.


def test_the_weights_are_those_of_a_torch_network():
    for student in STUDENTS:
        n = WEIGHTS.of(student)
        check = OF_CHAPTER["weights"].of(student)
        padding = int(check.reference.values["padding"])
        layers, channels = [], 3
        for filters in n["filters"]:
            layers += [nn.Conv2d(channels, filters, n["kernel"], padding=padding), nn.MaxPool2d(2)]
            channels = filters
        layers += [nn.Flatten(), nn.LazyLinear(n["hidden"]), nn.Linear(n["hidden"], n["classes"])]
        network = nn.Sequential(*layers)
        scores = network(torch.zeros(1, 3, n["image_size"], n["image_size"]))
        counts = [p.numel() for p in network.parameters() if p.ndim > 1]
        total = sum(counts)
        first_loss = nn.functional.cross_entropy(torch.zeros_like(scores), torch.tensor([1]))
        answers = (
            padding, counts, total, sum(counts[3:]) / total, total / n["images"], float(first_loss)
        )  # fmt: skip
        assert check.run(answers, 0).earned == 7


# A network that does not learn wrong labels by heart.


def test_a_quarter_of_the_labels_are_wrong_and_none_of_the_test():
    task, clean = mislabelled_task(generator(5, "a", "b")), fashion_task(generator(5, "a", "b"))
    right = {image.tobytes(): y for image, y in zip(clean.x_train, clean.y_train, strict=True)}
    labels = [right[image.tobytes()] for image in task.x_train]
    assert len(labels) == 400
    assert (task.y_train != labels).sum() == 100
    assert set(task.y_train) == set(range(10))
    np.testing.assert_array_equal(task.y_test, clean.y_test)


def test_the_network_is_that_of_the_practicals():
    theirs, ours = network_1cd(1, 10, 28, dropout=0.5).eval(), network().eval()
    load_arrays(ours, arrays_of(theirs))
    x = torch.randn(2, 1, 28, 28)
    torch.testing.assert_close(ours(x), theirs(x))


def test_no_mistake_reaches_the_floor_with_a_small_gap():
    known = GENERALISE.calibration()
    assert not known.passing_mistakes()
    assert len(known.mistakes) >= 6
    assert 4 * max(known.reference.seconds) < GENERALISE.seconds
    assert known.floor > max(known.mistakes["takes_a_tenth_of_the_images"].accuracy)
    by_heart = known.mistakes["regularises_nothing"]
    assert min(by_heart.gap) > known.ceiling + 0.1


@pytest.mark.long
@pytest.mark.parametrize("name", ["by_augmentation", "by_smoothing_too"])
def test_other_ways_to_regularise_earn_everything(name):
    assert GENERALISE.run((getattr(answers, name),), 3).earned == 12
