"""Networks that students return: parameters as arrays and, if they design it, the layers.

The trusted side builds the network, counts its parameters and operations, and runs it: whatever
the student's code did, only the layers and parameters that it returned can count.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.task import Task
from cnnlib.architecture.description import ArchitectureError, read_layers
from cnnlib.architecture.sizes import Summary, summarise
from cnnlib.checking import kind

if TYPE_CHECKING:
    from torch import nn

__all__ = ["AnswerError", "DesignedNetwork", "NamedNetwork", "Network", "Received"]

BATCH = 250  # test images at a time,
LARGEST_BATCH = 1 << 24  # and numbers in one map of them
# Above these costs for one image, a network is not run. Operations that are not matrix products
# are slower.
MOST_MULTIPLY_ADDS = 300_000_000
SLOWER = 10


def _nothing(_: Summary) -> str:
    return ""


class AnswerError(ValueError):
    """What was returned is not a network; the message says in one sentence why."""


@dataclass(frozen=True)
class Received:
    """A network with a student's parameters.

    Attributes
    ----------
    module : torch.nn.Module
        In evaluation mode.
    mean, std : ndarray, shape (C, 1, 1) or ()
        Subtracted from the images, and divided by.
    batch : int
        How many images it can take at once.
    over_limits : str
        Why it exceeds the limits of the exercise; empty if it does not.
    """

    module: "nn.Module"
    mean: np.ndarray
    std: np.ndarray
    batch: int = BATCH
    over_limits: str = ""

    def scores(self, images: np.ndarray) -> np.ndarray:
        """Return the scores (N, classes) of images (N, C, H, W), computed in float32."""
        import torch

        found = []
        # Graders that run at the same time would compete for cores.
        with _one_thread(), torch.no_grad():
            for start in range(0, len(images), self.batch):
                x = (images[start : start + self.batch] - self.mean) / self.std
                found.append(self.module(torch.from_numpy(x.astype(np.float32))).numpy())
        return np.concatenate(found)


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass(frozen=True)
class NamedNetwork:
    """A network that the exercise specifies; the student returns its parameters.

    The answer is ``(parameters, mean, std)``: a dict of arrays by PyTorch's names, and what to
    normalise images with, as numbers or as one number for each channel.

    Attributes
    ----------
    build : callable
        Returns the network as a torch module, from images (N, C, H, W) to scores (N, classes).
    """

    build: Callable[[], "nn.Module"]

    @property
    def text(self) -> str:
        """The source of `build`, for a hash of everything that affects the accuracy."""
        return inspect.getsource(self.build)

    def receive(self, answer: Any, task: Task) -> Received:
        """Load what a student's function returned into the network.

        Raises
        ------
        AnswerError
            If it is not a tuple of the network's parameters, a mean and a standard deviation.
        """
        parameters, mean, std = _unpacked(answer, ("parameters", "mean", "std"))
        return _received(self.build(), parameters, mean, std, task)


@dataclass(frozen=True)
class DesignedNetwork:
    """A network that the student designs, as a list of layers of types that the exercise allows.

    The answer is ``(layers, parameters, mean, std)``: a list as in
    `cnnlib.architecture.description`, and the rest as for `NamedNetwork`, with the names that
    `cnnlib.architecture.build` gives.

    Attributes
    ----------
    layers : tuple of str
        The layer types that may be used.
    max_parameters : int
    max_multiply_adds : int, optional
        For one image. A network above a limit gets no points for the floor.
    requires : callable, optional
        Takes the `Summary` of the network, and returns why it is not what the exercise asks for,
        or an empty string. Such a network gets no points for the floor either.
    """

    layers: tuple[str, ...]
    max_parameters: int
    max_multiply_adds: int = MOST_MULTIPLY_ADDS
    requires: Callable[[Summary], str] = _nothing

    @property
    def text(self) -> str:
        """The limits of the network, for a hash of everything that affects the accuracy."""
        limits = f"{self.layers} {self.max_parameters} {self.max_multiply_adds}"
        return f"{limits} {inspect.getsource(self.requires)}"

    def receive(self, answer: Any, task: Task) -> Received:
        """Build the network that a student's function returned, and count it.

        Raises
        ------
        AnswerError
            If it is not a network for the task, its parameters do not fit, or it is far too large.
        """
        from cnnlib.architecture.build import build

        names = ("layers", "parameters", "mean", "std")
        layers, parameters, mean, std = _unpacked(answer, names)
        try:
            description = read_layers(layers, self.layers)
            summary = summarise(description, task.x_train.shape[1:])
        except ArchitectureError as error:
            raise AnswerError(str(error)) from None
        if summary.output_shape != (task.classes,):
            raise AnswerError(
                f"the network gives the shape {summary.output_shape} for one image, where "
                f"{task.classes} scores are needed."
            )
        if summary.multiply_adds + SLOWER * summary.other_operations > MOST_MULTIPLY_ADDS:
            raise AnswerError(
                f"the network takes {summary.multiply_adds} multiply-adds and "
                f"{summary.other_operations} other operations for one image, far more than can be "
                "run here."
            )
        received = _received(build(layers), parameters, mean, std, task)
        batch = max(1, min(BATCH, LARGEST_BATCH // summary.largest_map))
        return Received(
            received.module, received.mean, received.std, batch, self._over_limits(summary)
        )

    def _over_limits(self, summary: Summary) -> str:
        for count, most, what in (
            (summary.parameters, self.max_parameters, "parameters"),
            (summary.multiply_adds, self.max_multiply_adds, "multiply-adds for one image"),
        ):
            if count > most:
                return f"the network has {count} {what}; {most} at most are allowed."
        return self.requires(summary)


Network = NamedNetwork | DesignedNetwork


def _unpacked(answer: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    if not isinstance(answer, tuple | list) or len(answer) != len(names):
        got = f"{len(answer)} values" if isinstance(answer, tuple | list) else kind(answer)
        raise AnswerError(f"expected a tuple of {len(names)}: {', '.join(names)}; got {got}.")
    return tuple(answer)


def _received(module: "nn.Module", parameters: Any, mean: Any, std: Any, task: Task) -> Received:
    from cnnlib.architecture.build import load_arrays

    try:
        load_arrays(module, parameters)
    except ArchitectureError as error:
        raise AnswerError(str(error)) from None
    channels = task.x_train.shape[1]
    shift, scale = (_of_channels(v, n, channels) for v, n in ((mean, "mean"), (std, "std")))
    if not (scale > 0).all():
        raise AnswerError("std must be above 0.")
    return Received(module.eval(), shift, scale)


def _of_channels(value: Any, name: str, channels: int) -> np.ndarray:
    """Return a number, or one for each channel, in a shape that broadcasts over images."""
    if isinstance(value, int | float | np.ndarray | np.number | list | tuple):
        try:
            array = np.asarray(value, np.float64)
        except (TypeError, ValueError, OverflowError):
            array = np.full(1, np.nan)
        if array.size in (1, channels) and np.isfinite(array).all():
            return array.reshape(-1, 1, 1)
    raise AnswerError(f"{name} must be a finite number, or one for each of {channels} channels.")
