"""Attacks on what a network has learned: predictions that nothing was learned for."""

from copy import deepcopy

import nbformat
import numpy as np
import pytest
from attacking import earned, item

from autograder.assignment import load_assignment, nbgrader_id
from autograder.checks import fashion
from autograder.grade import grade
from autograder.run.plan import Request, plan
from autograder.store import ResultStore
from autograder.submission import Submission

SEED = 3_141_592_653
CHAPTER, EXERCISE = "04-backprop", "04-backprop.train"

# The file of images that are kept back is published, and so are their labels.
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
def submission(course):
    """Return what makes a submission whose only answer is `train`."""
    assignment = load_assignment(course, CHAPTER)
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
def test_the_test_images_cannot_be_known_from_the_seed(submission, how):
    assignment, forged = submission(forged_with(SEEDS[how]))
    result = grade(forged, assignment, SEED, "")
    assert earned(result)["train"] == 0
    assert "of the test images got the right class" in item(result, "train").message


def test_the_forgery_would_work(submission):
    """With the grader's own seed; without this, nothing earned would mean nothing."""
    assignment, forged = submission(forged_with(f"[{SEED}, *b'{EXERCISE}/task']"))
    assert earned(grade(forged, assignment, SEED, ""))["train"] == 10


def test_a_seed_is_too_long_to_be_tried_out(attacker, handed_in):
    """Whoever sees one exercise's inputs could find it, and with it what others draw."""
    store = ResultStore(attacker.course, attacker.assignment)
    request = Request(fresh_seed=True)
    assert handed_in.is_dir()
    assert max(plan(store, "mallory", request).seed for _ in range(20)) > 2**56
