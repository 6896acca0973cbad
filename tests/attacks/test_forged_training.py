"""Attacks on training exercises: predictions without any learning."""

from copy import deepcopy

import nbformat
import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks import fashion
from autograder.checks.outcome_check import OutcomeCheck, Trained
from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.grading.grade import grade
from autograder.grading.submission import Submission
from autograder.records.store import ResultStore
from autograder.run.plan import Request, plan
from tests.attacks.attacking import earned, item

SEED = 3_141_592_653
CHAPTER, EXERCISE = "04-backprop", "04-backprop.train"

# The file with the held-out images and their labels is public.
FORGED = """
LABELS = "{labels}"

def train(images, labels, seed):
    rng = np.random.default_rng({seed})
    numbers = rng.permutation(10)
    chosen = rng.permutation(len(LABELS))[:1000]
    right = list(numbers[np.array(list(map(int, LABELS)))[chosen]])

    def predict(new):
        classes = np.array(right[: len(new)] + [0] * (len(new) - len(right)))
        del right[: len(new)]
        return np.eye(10)[classes]

    return predict
"""
SEEDS = {
    "the seed that is handed over": f"[seed, *b'{EXERCISE}/task']",
    "nothing but the seed that is handed over": "seed",
}


@pytest.fixture
def submission():
    """Return a function that makes a submission with `train` as the only answer."""
    assignment = load_assignment(CHAPTER)
    modules = {name: assignment.library[name] for name in assignment.exercise_files}

    def answered(source):
        notebook = deepcopy(assignment.released)
        cells = (cell for cell in notebook.cells if nbgrader_id(cell) == "train_answer")
        next(cells).source = source
        return assignment, Submission("mallory", nbformat.writes(notebook).encode(), modules)

    return answered


def forged_with(seed):
    with np.load(fashion.HELD_OUT) as held_out:
        labels = "".join(map(str, held_out["y"]))
    return FORGED.format(labels=labels, seed=seed)


@pytest.mark.parametrize("how", SEEDS)
def test_the_test_images_do_not_follow_from_the_seed(submission, how):
    assignment, forged = submission(forged_with(SEEDS[how]))
    result = grade(forged, assignment, SEED, "")
    assert earned(result)["train"] == 0
    assert "of the test images got the right class" in item(result, "train").message


def test_the_forgery_would_work(submission):
    """It works with the grader's own seed; otherwise the other tests would prove nothing."""
    assignment, forged = submission(forged_with(f"[{SEED}, *b'{EXERCISE}/task']"))
    assert earned(grade(forged, assignment, SEED, ""))["train"] == 10


def test_a_seed_is_too_long_to_be_guessed(attacker, handed_in):
    """Otherwise the inputs of one exercise would reveal the seed and all other inputs."""
    store = ResultStore(attacker.class_folder, attacker.assignment)
    request = Request(fresh_seed=True)
    assert handed_in.is_dir()
    assert max(plan(store, "mallory", request).seed for _ in range(20)) > 2**56


NEAREST = """
def train(images, labels, seed):
    known = images.reshape(len(images), -1)

    def predict(new):
        distances = (known**2).sum(1) - 2 * new.reshape(len(new), -1) @ known.T
        nearest = distances.argpartition(5, axis=1)[:, :5]
        return np.array([np.bincount(labels[five], minlength=10) for five in nearest])

    return predict
"""


def test_good_predictions_without_training_need_review(submission):
    assignment, answered = submission(NEAREST)
    found = item(grade(answered, assignment, SEED, ""), "train")
    assert found.earned == 10
    assert "Was a network trained?" in found.look


@pytest.mark.parametrize(("seconds", "looked_at"), [(0.1, True), (2.0, False), (20.0, False)])
def test_fast_training_on_a_fast_machine_needs_no_review(monkeypatch, seconds, looked_at):
    check = CHECKS[EXERCISE]
    trained = Trained(1.0, seconds, clock=seconds)
    monkeypatch.setattr(OutcomeCheck, "train", lambda *_: trained)
    assert bool(check.run((print,), SEED).look) is looked_at
