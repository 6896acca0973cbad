"""Attacks on training exercises: what is handed back was not learned from the images given."""

import base64
import io
from copy import deepcopy

import nbformat
import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.chapters.backprop.answers.train import train
from autograder.checks import outcome_check
from autograder.checks.fashion import fashion_task
from autograder.checks.outcome_check import OutcomeCheck, Trained
from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.grading.grade import grade
from autograder.grading.submission import Submission
from autograder.run.plan import draw_seed
from tests.attacks.attacking import item

SEED = 3_141_592_653
CHAPTER, EXERCISE = "04-backprop", "04-backprop.train"


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


NEAREST = """
def train(images, labels, seed):
    known = images.reshape(len(images), -1)

    def predict(new):
        distances = (known**2).sum(1) - 2 * new.reshape(len(new), -1) @ known.T
        nearest = distances.argpartition(5, axis=1)[:, :5]
        return np.array([np.bincount(labels[five], minlength=10) for five in nearest])

    return predict
"""
# What the grader does with parameters is not for an object of the student's to decide.
OBJECTS = """
class Parameters(dict):
    def __getitem__(self, name):
        return self
    shape, dtype = (6, 1, 5, 5), np.dtype("f4")

def train(images, labels, seed):
    return Parameters(), Parameters(), Parameters()
"""


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (NEAREST, "expected a tuple of 3: parameters, mean, std; got a function."),
        (OBJECTS, "these parameters are missing: 0.weight, 0.bias, 3.weight, …"),
    ],
)
def test_what_is_no_network_earns_nothing(submission, source, said):
    assignment, answered = submission(source)
    found = item(grade(answered, assignment, SEED, ""), "train")
    assert found.earned == 0
    assert said in found.message


@pytest.fixture(scope="module")
def trained_at_home():
    """A LeNet's parameters as a line of Python: the training images are public."""
    task = fashion_task(np.random.default_rng(0))
    parameters, mean, std = train(task.x_train, task.y_train, 0)
    file = io.BytesIO()
    arrays = {name: array.astype("f2") for name, array in parameters.items()}
    np.savez_compressed(file, mean=mean, std=std, **arrays)
    return f"TRAINED = {base64.b64encode(file.getvalue()).decode()!r}\n"


AT_HOME = """
import base64, io
def train(images, labels, seed):
    file = io.BytesIO(base64.b64decode(TRAINED))
    parameters = {name: array.astype("f4") for name, array in np.load(file).items()}
    mean, std = (float(parameters.pop(name)) for name in ("mean", "std"))
"""
AS_IT_IS = "    return parameters, mean, std\n"
# Which of its classes is which follows from what it makes of the training images.
NUMBERED_ANEW = """
    network = lenet(classes=10, rng=np.random.default_rng(0))
    for name, array in network.parameters().items():
        array[:] = parameters[name]
    found = network.forward((images[:600] - mean) / std).argmax(1)
    votes = np.array([np.bincount(found[labels[:600] == k], minlength=10) for k in range(10)])
    for name in ("11.weight", "11.bias"):
        parameters[name] = parameters[name][votes.argmax(1)]
    return parameters, mean, std
"""


def test_parameters_from_home_do_not_know_the_numbers_of_the_classes(submission, trained_at_home):
    assignment, answered = submission(trained_at_home + AT_HOME + AS_IT_IS)
    assert item(grade(answered, assignment, SEED, ""), "train").earned < 10


def test_parameters_from_home_with_new_numbers_need_review(
    submission, trained_at_home, monkeypatch
):
    monkeypatch.setattr(outcome_check, "TOO_FAST", 1)  # this machine may be busy
    assignment, answered = submission(trained_at_home + AT_HOME + NUMBERED_ANEW)
    found = item(grade(answered, assignment, SEED, ""), "train")
    assert found.earned == 10
    assert "Was a network trained?" in found.look


def test_a_seed_is_too_long_to_be_guessed():
    """Otherwise the inputs of one exercise would reveal the seed and all other inputs."""
    assert max(draw_seed() for _ in range(20)) > 2**56


@pytest.mark.parametrize("seed_of", ["the seed", "the exercise"])
def test_the_seed_handed_over_does_not_tell_the_numbers_of_the_classes(submission, seed_of):
    """A forger who knows how tasks are drawn tries it with the seed that `train` is given."""
    seeds = {"the seed": "seed", "the exercise": f"[seed, *b'{EXERCISE}/task']"}
    assignment, answered = submission(
        "def train(images, labels, seed):\n"
        f"    numbers = np.random.default_rng({seeds[seed_of]}).permutation(10)\n"
        "    raise ValueError((numbers[np.load('cnnlib/data/fashion-mini.npz')['y_train']]"
        " == labels).mean())\n"
    )
    said = item(grade(answered, assignment, SEED, ""), "train").message
    assert float(said.partition("ValueError: ")[2].split()[0]) < 1


@pytest.mark.parametrize(("seconds", "looked_at"), [(0.1, True), (2.0, False), (20.0, False)])
def test_fast_training_on_a_fast_machine_needs_no_review(monkeypatch, seconds, looked_at):
    check = CHECKS[EXERCISE]
    trained = Trained(1.0, seconds, clock=seconds)
    monkeypatch.setattr(OutcomeCheck, "train", lambda *_: trained)
    assert bool(check.run((print,), SEED).look) is looked_at
