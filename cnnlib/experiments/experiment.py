"""What an experiment declares, and what it is given to work with."""

import json
import re
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

import torch

from cnnlib.data import Dataset
from cnnlib.training.whole_file import whole_file

__all__ = ["Experiment", "Job", "OutOfTime", "RefusedError", "Size", "Source", "write_whole"]

Settings = dict[str, Any]
Run = dict[str, Any]


class OutOfTime(Exception):  # noqa: N818 - not an error: the run goes on another time
    """The time is up; what was done so far is on disk, and the same command goes on from there."""


class RefusedError(ValueError):
    """What was ordered cannot be done; the message is a sentence for the person who ordered it."""


@dataclass(frozen=True)
class Source:
    """The figures of a source document.

    Attributes
    ----------
    document, place : str
        Title, and the table or section.
    figures : mapping of str to mapping of str to float
        For each measure, such as ``"test_accuracy"``, the figure of each configuration.
    note : str
        Where the source's experiment and ours differ.
    """

    document: str
    place: str
    figures: Mapping[str, Mapping[str, float]]
    note: str = ""


@dataclass(frozen=True)
class Size:
    """How long an experiment trains on a data set unless told otherwise.

    Attributes
    ----------
    epochs, seeds : int
    settings : mapping
        What differs from the settings of every configuration, such as narrower networks.
    """

    epochs: int
    seeds: int
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """One configuration to train with one seed.

    Attributes
    ----------
    configuration : str
    settings : dict
    seed, epochs : int
    device : torch.device
    data : Dataset or None
        None for an experiment that needs no data set.
    folder : Path
        Where unfinished work is kept; all configurations share it.
    until : float, optional
        The time of ``time.monotonic()`` by which to stop.
    progress : bool
        Show a bar.
    """

    configuration: str
    settings: Settings
    seed: int
    epochs: int
    device: torch.device
    data: Dataset | None
    folder: Path
    until: float | None = None
    progress: bool = False

    @property
    def dataset(self) -> Dataset:
        """Return the data set of an experiment that has one."""
        assert self.data is not None
        return self.data

    @property
    def checkpoint(self) -> Path:
        """Return the file for the state of this training; other settings have another file."""
        digest = zlib.crc32(json.dumps(self.settings, sort_keys=True).encode())
        return self.folder / f"{_file_name(self.configuration)}-seed-{self.seed}-{digest:08x}.pt"

    @property
    def seconds_left(self) -> float | None:
        """Return how long the job may still take; None means as long as it likes."""
        return None if self.until is None else self.until - time.monotonic()

    def check_time(self) -> None:
        """Raise `OutOfTime` if the time is up."""
        left = self.seconds_left
        if left is not None and left <= 0:
            raise OutOfTime

    def remember(self, name: str, find: Callable[[], Any]) -> Any:
        """Return what `find` found the first time, also after a kill; it must fit into JSON."""
        path = self.folder / f"{_file_name(name)}.json"
        if not path.exists():
            self.check_time()
            write_whole(path, json.dumps(find()))
        return json.loads(path.read_text())


@dataclass(frozen=True)
class Experiment:
    """What is compared, and how one of the things compared is trained; the runner does the rest.

    Attributes
    ----------
    name, title : str
    configurations : mapping of str to dict
        The settings of each, numbers and strings only.
    sizes : mapping of str or None to Size
        For each data set, the reduced one first and the largest last; None stands for no data.
    train : callable
        Takes a `Job`; returns the figures and curves of the run, or raises `OutOfTime`.
    measures : tuple of str
        The numbers of a run that tables show.
    combine : callable
        Makes one figure of a measure's values in several runs.
    sources : tuple of Source
    plot : callable, optional
        Draws a result on a matplotlib figure; by default, curves over the epochs.
    """

    name: str
    title: str
    configurations: Mapping[str, Settings]
    sizes: Mapping[str | None, Size]
    train: Callable[[Job], Run]
    measures: tuple[str, ...] = (
        "test_accuracy",
        "validation_accuracy",
        "seconds_per_epoch",
        "cpu_seconds_per_epoch",
    )
    combine: Callable[[list[float]], float] = mean
    sources: tuple[Source, ...] = ()
    plot: Callable[[dict[str, Any], Any], None] | None = field(default=None, repr=False)

    def stem(self, dataset: str | None) -> str:
        """Return the name of the result file, without its ending."""
        return self.name if dataset is None else f"{self.name}-{dataset}"

    def settings_of(self, configuration: str, dataset: str | None) -> Settings:
        """Return the settings of a configuration as they are for this data set."""
        return {**self.configurations[configuration], **self.sizes[dataset].settings}

    def source_of(self, measure: str, configuration: str) -> float | None:
        """Return the source's figure, or None where it gives none."""
        for source in self.sources:
            if configuration in source.figures.get(measure, {}):
                return source.figures[measure][configuration]
        return None


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def _file_name(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-")
