"""Check the network that a student's code trains, on test images whose labels it never gets."""

import hashlib
import inspect
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

import numpy as np

from autograder.checks.answers import FunctionAnswer
from autograder.checks.calibration import Calibration, read_calibration
from autograder.checks.cases import Case, generator
from autograder.checks.gpu import NO_GPU, Device, gpu_available
from autograder.checks.networks import AnswerError, Network, Received
from autograder.checks.outcomes import attempt
from autograder.checks.reports import CheckReport, PartReport
from autograder.checks.task import Task
from autograder.sandbox.errors import StudentStoppedError

__all__ = ["OutcomeCheck", "Trained"]

LEARNS, ACHIEVES, NARROWS = "learns", "reaches the floor", "learns little by heart"
NEVER_BY_CHANCE = 1e-6
# A run this many times faster than the reference's fastest one may not have trained a network.
TOO_FAST = 20
# Training that is too slow is tried on fewer images, in this share of the time.
FEW, SHARE = 320, 0.75


@dataclass(frozen=True)
class Trained:
    """The result of one training run.

    Attributes
    ----------
    accuracy : float or None
        The share of test images that are classified correctly; None if there is no network.
    seconds : float
        Processor time of training, if it ran in this process.
    sentence, where : str
        Why there is no network, and the student's lines that raised the exception.
    gap : float
        Training accuracy minus `accuracy`; 0 where it is not needed.
    clock : float
        Wall-clock time of training, in seconds, wherever it ran.
    over_limits : str
        As for `Received`.
    stopped, out_of_time, unwritten
        As for `Outcome`.
    """

    accuracy: float | None
    seconds: float
    sentence: str = ""
    where: str = ""
    gap: float = 0.0
    clock: float = 0.0
    over_limits: str = ""
    stopped: bool = False
    out_of_time: bool = False
    unwritten: str | None = None


@dataclass(frozen=True)
class OutcomeCheck:
    """The check of an exercise that asks for a trained network.

    The student's function takes images (N, C, H, W), labels (N,) and a seed, trains, and returns a
    network as arrays, which the trusted side runs. The floor, and the ceiling of the gap, are in
    the calibration beside the chapter's checks, which ``autograder calibrate`` makes.

    Attributes
    ----------
    key : str
    learns, achieves : float
        The points for doing better than chance, and for reaching the floor.
    draw : callable
        Takes a random generator and returns the `Task`. Like the answers, it is a module-level
        function, so that it can be pickled for other processes.
    network : NamedNetwork or DesignedNetwork
        What the function returns.
    seconds : float
        The limit on processor time for training: a few times what the reference takes.
    package : str
        The ``__name__`` of the chapter's package of checks.
    reference : FunctionAnswer
        The course's own function.
    mistakes : tuple of FunctionAnswer
        Mistakes that make a network learn worse; the floor must separate them from the reference.
        Their results are too similar to tell a student which mistake it was.
    untrained : str
        The name of the mistake that trains nothing, if there is one. A network with random
        parameters may do better than guessing; only a better one counts as trained.
    gpu : bool
        Whether it needs a GPU. Without one, the exercise is not graded.
    torch : bool
        Whether the answer may import torch. Otherwise it is checked in a process without it.
    narrows : float
        The points for reaching the floor with a small gap between the accuracies on the training
        images and on the test images; 0 where the gap does not count.
    """

    key: str
    learns: float
    achieves: float
    draw: Callable[[Any], Task]
    network: Network
    seconds: float
    package: str
    reference: FunctionAnswer
    mistakes: tuple[FunctionAnswer, ...]
    untrained: str = ""
    gpu: bool = False
    torch: bool = False
    narrows: float = 0.0

    @property
    def points(self) -> float:
        return self.learns + self.achieves + self.narrows

    def run(self, answers: tuple[Any, ...], seed: int) -> CheckReport:
        """Let the student's function, the only answer, train, and test the network that it returns.

        Raises
        ------
        ValueError
            If the check has not been calibrated.
        """
        if self.gpu and not gpu_available():
            return CheckReport(self.key, self.points, 0.0, (), not_graded=NO_GPU)
        known = self.calibration()
        (train,) = answers
        task = self.draw(generator(seed, self.key, "task"))
        # Not `seed` itself, which determines the test images and the numbering of the classes.
        own_seed = int(generator(seed, self.key, "training").integers(2**32))
        trained = self.train(train, task, own_seed)
        least = max(better_than_chance(task), known.better_than(self.untrained))
        if trained.out_of_time:
            parts = self._too_slow(train, task, own_seed, trained, least)
        else:
            over = trained.over_limits
            parts = [
                self._report(LEARNS, self.learns, trained, least),
                self._report(ACHIEVES, self.achieves, trained, known.floor, over),
            ]
            if self.narrows:
                parts.append(self._report_gap(trained, known))
        earned = sum(part.earned for part in parts)
        look = self._look(trained) if earned == self.points else ""
        return CheckReport(self.key, self.points, earned, tuple(parts), look=look)

    def _too_slow(
        self, train: Any, task: Task, seed: int, trained: Trained, least: float
    ) -> list[PartReport]:
        """Report training that did not end in time; learning from few images can earn points."""
        few = replace(task, x_train=task.x_train[:FEW], y_train=task.y_train[:FEW])
        patient = replace(self, seconds=SHARE * self.seconds)
        try:
            learned = patient.train(train.afresh(), few, seed)
        except (StudentStoppedError, NameError):  # no time is left to try it
            learned = trained
        learns = self._report(LEARNS, self.learns, learned, least)
        slow = self._report(ACHIEVES, self.achieves, trained, 1.0)
        if learns.earned:
            said = (
                f"{slow.sentence} It does learn: from {len(few.x_train)} of the "
                f"{len(task.x_train)} images it became better than chance. Time a single step, "
                "and look for loops over images, channels or pixels."
            )
            slow = replace(slow, sentence=said)
        parts = [learns, slow]
        if self.narrows:
            parts.append(self._report(NARROWS, self.narrows, trained, 1.0))
        return parts

    def _look(self, trained: Trained) -> str:
        """Return why training was so fast that the answer needs review; empty if it was not.

        Parameters that were trained beforehand can reach some floors.
        """
        usual = min(self.calibration().reference.seconds)
        if trained.clock > usual / TOO_FAST:
            return ""
        return (
            f"{self.key}: it reached the floor after {trained.clock:.2g} s of training; the "
            f"course's own solution takes {usual:.2g} s. Was a network trained?"
        )

    @property
    def device(self) -> Device:
        """The device that its networks are trained on."""
        return Device.CUDA if self.gpu else Device.CPU

    @property
    def blank(self) -> FunctionAnswer:
        """The answer of a student who wrote nothing."""
        return FunctionAnswer("blank", blank)

    @property
    def fingerprint(self) -> str:
        """A hash of the source that a calibration runs: reference, mistakes, task and network."""
        functions = [answer.function for answer in (self.reference, *self.mistakes)]
        texts = [inspect.getsource(function) for function in (*functions, self.draw)]
        texts.append(self.network.text)
        if self.narrows:
            texts.append("gap")
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]

    def calibration(self) -> Calibration:
        """Return the stored calibration: the results of the reference and of the mistakes."""
        return read_calibration(self.package, self.key)

    def train(self, function: Any, task: Task, seed: int) -> Trained:
        """Train once and test the network; errors are part of what is returned."""
        started, clock = time.process_time(), time.monotonic()  # real time depends on the load
        limited = getattr(function, "within", lambda _: function)(self.seconds)
        case = Case("", (task.x_train, task.y_train, seed % 2**32))
        outcome = attempt(limited, case)
        seconds, clock = time.process_time() - started, time.monotonic() - clock
        if outcome.error:
            return Trained(
                None,
                seconds,
                outcome.sentence,
                outcome.where,
                stopped=outcome.stopped,
                out_of_time=outcome.out_of_time,
                unwritten=outcome.unwritten,
            )
        try:
            network = self.network.receive(outcome.value, task)
        except AnswerError as error:
            name = self.key.rpartition(".")[2]
            return Trained(None, seconds, f"what `{name}` returned cannot be used: {error}")
        accuracy = _accuracy(network, task.x_test, task.y_test)
        gap = _accuracy(network, task.x_train, task.y_train) - accuracy if self.narrows else 0.0
        over = network.over_limits
        return Trained(accuracy, seconds, gap=gap, clock=clock, over_limits=over)

    def _report(
        self, name: str, points: float, trained: Trained, floor: float, over_limits: str = ""
    ) -> PartReport:
        if trained.accuracy is None:
            return PartReport(
                name,
                points,
                0.0,
                trained.sentence,
                where=trained.where,
                stopped=trained.stopped,
                unwritten=trained.unwritten,
            )
        if over_limits:
            return PartReport(name, points, 0.0, over_limits)
        if trained.accuracy >= floor:
            return PartReport(name, points, points)
        sentence = (
            f"{trained.accuracy:.1%} of the test images were classified correctly; {floor:.1%} are "
            "required."
        )
        return PartReport(name, points, 0.0, sentence)

    def _report_gap(self, trained: Trained, known: Calibration) -> PartReport:
        """Report the gap, which counts only above the floor: it is small without training, too."""
        report = self._report(NARROWS, self.narrows, trained, known.floor, trained.over_limits)
        assert known.ceiling is not None  # otherwise the fingerprint would differ
        if not report.earned or trained.gap <= known.ceiling:
            return report
        assert trained.accuracy is not None
        sentence = (
            f"The accuracy is {trained.accuracy + trained.gap:.1%} on the training images, by "
            f"the labels given, and {trained.accuracy:.1%} on the test images: a gap of "
            f"{100 * trained.gap:.1f} points, where {100 * known.ceiling:.1f} are allowed."
        )
        return PartReport(NARROWS, self.narrows, 0.0, sentence)


def _accuracy(network: Received, images: np.ndarray, labels: np.ndarray) -> float:
    return float((network.scores(images).argmax(axis=1) == labels).mean())


def blank(*_: Any) -> None:
    raise NotImplementedError


def better_than_chance(task: Task) -> float:
    """Return the accuracy that guessing reaches less than once in a million runs.

    The number of correct guesses is binomial, and approximately normal.
    """
    n, chance = len(task.y_test), 1 / task.classes
    spread = math.sqrt(chance * (1 - chance) / n)
    return chance + NormalDist().inv_cdf(1 - NEVER_BY_CHANCE) * spread
