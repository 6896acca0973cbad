"""Check the accuracy of a student's training code, on inputs whose labels it never had."""

import hashlib
import inspect
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from autograder.checks.answers import FunctionAnswer
from autograder.checks.calibration import Calibration, read_calibration
from autograder.checks.cases import Case, generator
from autograder.checks.gpu import NO_GPU, gpu_available
from autograder.checks.outcomes import Outcome, attempt
from autograder.checks.reports import CheckReport, PartReport
from autograder.checks.task import Task
from cnnlib.checking import kind

__all__ = ["OutcomeCheck", "Trained"]

BATCH = 250  # test images at a time
LEARNS, ACHIEVES = "learns", "reaches the floor"
NEVER_BY_CHANCE = 1e-6
# A run that is this many times faster than the reference's fastest did not train a network.
TOO_FAST = 20


@dataclass(frozen=True)
class Trained:
    """The result of training once.

    Attributes
    ----------
    accuracy : float or None
        The share of test images that were given the right class; None if there are no predictions.
    seconds : float
        Processor time of training, if it ran in this process.
    sentence, where : str
        Why there are no predictions, and the student's lines that raised.
    clock : float
        Real time of training, in seconds, wherever it ran.
    unwritten : bool
        As for `Outcome`.
    """

    accuracy: float | None
    seconds: float
    sentence: str = ""
    where: str = ""
    clock: float = 0.0
    unwritten: bool = False


@dataclass(frozen=True)
class OutcomeCheck:
    """The check of an exercise that asks for a network that has learned something.

    The student's function takes images (N, C, H, W), labels (N,) and a seed, and returns what
    predicts: a function from images (M, C, H, W) to classes (M,) or to scores (M, classes). The
    floor is in the calibration beside the chapter's checks, which ``autograder calibrate`` makes.

    Attributes
    ----------
    key : str
    learns, achieves : float
        The points for doing better than chance, and for reaching the floor.
    draw : callable
        Takes a random generator and returns the `Task`; like the answers, a function of a module,
        so that it can be handed to other processes.
    seconds : float
        The limit to training, in real time: a few times what the reference takes, because the
        grading machine may be busy.
    package : str
        The name of the chapter's package of checks, as ``__name__`` says it.
    reference : FunctionAnswer
        The course's own function.
    mistakes : tuple of FunctionAnswer
        Mistakes that keep a network from learning as it should; the floor must separate them from
        the reference. Their results are too similar to be named.
    gpu : bool
        Whether it needs a GPU. Without one, the exercise is not graded.
    torch : bool
        Whether the answer may import torch. Otherwise it is checked in a process without it.
    """

    key: str
    learns: float
    achieves: float
    draw: Callable[[np.random.Generator], Task]
    seconds: float
    package: str
    reference: FunctionAnswer
    mistakes: tuple[FunctionAnswer, ...]
    gpu: bool = False
    torch: bool = False

    @property
    def points(self) -> float:
        return self.learns + self.achieves

    def run(self, answers: tuple[Any, ...], seed: int) -> CheckReport:
        """Let the student's function, the only one of `answers`, train, and test what it returns.

        Raises
        ------
        ValueError
            If the check has not been calibrated.
        """
        floor = self.calibration().floor
        if self.gpu and not gpu_available():
            return CheckReport(self.key, self.points, 0.0, (), not_graded=NO_GPU)
        (train,) = answers
        task = self.draw(generator(seed, self.key, "task"))
        # Not the seed itself: it determines the test images and the numbering of the classes.
        own_seed = int(generator(seed, self.key, "training").integers(2**32))
        trained = self.train(train, task, own_seed)
        parts = (
            self._report(LEARNS, self.learns, trained, better_than_chance(task)),
            self._report(ACHIEVES, self.achieves, trained, floor),
        )
        earned = sum(part.earned for part in parts)
        look = self._look(trained) if earned == self.points else ""
        return CheckReport(self.key, self.points, earned, parts, look=look)

    def _look(self, trained: Trained) -> str:
        """Say that training took so little time that something else may have been done.

        Nearest neighbours reach some floors, and so do pretrained weights.
        """
        usual = min(self.calibration().reference.seconds)
        if trained.clock > usual / TOO_FAST:
            return ""
        return (
            f"{self.key}: it reached the floor after {trained.clock:.2g} s of training; the "
            f"course's own solution takes {usual:.2g} s. Was a network trained?"
        )

    @property
    def blank(self) -> FunctionAnswer:
        """The answer of a student who wrote nothing."""
        return FunctionAnswer("blank", blank)

    @property
    def fingerprint(self) -> str:
        """A hash of what a calibration runs: reference, mistakes, and how the task is drawn."""
        functions = [answer.function for answer in (self.reference, *self.mistakes)]
        texts = [inspect.getsource(function) for function in (*functions, self.draw)]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]

    def calibration(self) -> Calibration:
        """Return what is known of the reference's and the mistakes' results."""
        return read_calibration(self.package, self.key)

    def train(self, function: Any, task: Task, seed: int) -> Trained:
        """Train once and test the result; the answer says what went wrong."""
        started, clock = time.process_time(), time.monotonic()  # busy machines have slow clocks
        limited = getattr(function, "within", lambda _: function)(self.seconds)
        case = Case("", (task.x_train, task.y_train, seed % 2**32))
        outcome = attempt(limited, case)
        seconds, clock = time.process_time() - started, time.monotonic() - clock
        if outcome.error:
            said = outcome.sentence
            return Trained(None, seconds, said, outcome.where, unwritten=outcome.unwritten)
        classes, failure = self._predict(outcome.value, task)
        if failure is not None:
            said = f"predicting: {failure.sentence}"
            return Trained(None, seconds, said, failure.where, unwritten=failure.unwritten)
        return Trained(float((classes == task.y_test).mean()), seconds, clock=clock)

    def _predict(self, model: Any, task: Task) -> tuple[np.ndarray, Outcome | None]:
        """Return the predicted classes, or what went wrong."""
        found = []
        for start in range(0, len(task.x_test), BATCH):
            images = task.x_test[start : start + BATCH]
            outcome = attempt(model, Case("", (images,)))
            if outcome.error:
                return np.empty(0), outcome
            if (sentence := _no_prediction(outcome.value, len(images), task.classes)) is not None:
                return np.empty(0), Outcome(error="TypeError", sentence=sentence)
            scores = outcome.value
            found.append(scores if scores.ndim == 1 else scores.argmax(axis=1))
        return np.concatenate(found), None

    def _report(self, name: str, points: float, trained: Trained, floor: float) -> PartReport:
        if trained.accuracy is None:
            return PartReport(
                name,
                points,
                0.0,
                trained.sentence,
                where=trained.where,
                unwritten=trained.unwritten,
            )
        if trained.accuracy >= floor:
            return PartReport(name, points, points)
        sentence = (
            f"{trained.accuracy:.1%} of the test images got the right class; {floor:.1%} are "
            "required."
        )
        return PartReport(name, points, 0.0, sentence)


def blank(*_: Any) -> None:
    raise NotImplementedError


def better_than_chance(task: Task) -> float:
    """Return an accuracy that guessing reaches less than once in a million runs.

    The number of lucky guesses is binomial, and nearly normal.
    """
    n, chance = len(task.y_test), 1 / task.classes
    spread = math.sqrt(chance * (1 - chance) / n)
    return chance + NormalDist().inv_cdf(1 - NEVER_BY_CHANCE) * spread


def _no_prediction(value: Any, n: int, classes: int) -> str | None:
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        if value.shape in ((n,), (n, classes)):
            return None
        got = f"got shape {value.shape}."
    else:
        got = f"got {kind(value)}."
    return f"for {n} images expected an array of shape ({n},) or ({n}, {classes}), {got}"
