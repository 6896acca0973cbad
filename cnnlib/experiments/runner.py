"""Run an experiment: what is missing, one after the other, each written down as soon as it is done.

A run that was stopped goes on from its last epoch; a result that was begun is completed.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from cnnlib.data import Dataset
from cnnlib.experiments.experiment import Experiment, Job, OutOfTime, RefusedError
from cnnlib.experiments.results import RESULTS, Result, made_by, read_result, write_result

__all__ = ["WORK", "Order", "run"]

WORK = RESULTS.parents[1] / "build" / "experiments"


@dataclass(frozen=True)
class Order:
    """What to run.

    Attributes
    ----------
    dataset : str or None
    epochs, seeds : int
        Seeds count from 0.
    device : torch.device
    minutes : float, optional
        Stop after this time; the same order goes on from there.
    only : str
        Part of the names of the configurations that are wanted; "" means all.
    """

    dataset: str | None
    epochs: int
    seeds: int
    device: torch.device
    minutes: float | None = None
    only: str = ""


def run(
    experiment: Experiment,
    order: Order,
    data: Dataset | None,
    *,
    results: Path = RESULTS,
    work: Path = WORK,
    progress: bool = False,
    say: Callable[[str], None] = print,
) -> bool:
    """Run what has not been run yet, and write the result file after each run.

    Returns
    -------
    bool
        Whether all that was ordered is done now.

    Raises
    ------
    RefusedError
        If no configuration is called so, the result that is there comes from another machine or
        another number of epochs, or another process is running the same.
    """
    until = None if order.minutes is None else time.monotonic() + 60 * order.minutes
    names = [name for name in experiment.configurations if order.only in name]
    if not names:
        raise RefusedError(
            f"No configuration of {experiment.name} has {order.only!r} in its name; there are: "
            f"{'; '.join(experiment.configurations)}."
        )
    stem = experiment.stem(order.dataset)
    folder = work / f"{stem}-{order.epochs}-epochs-{order.device.type}"
    with _alone(folder, stem):
        result = _begun(experiment, order, data, results, say)
        done = {(run["configuration"], run["seed"]) for run in result["runs"]}
        wanted = [(name, seed) for seed in range(order.seeds) for name in names]
        for i, (name, seed) in enumerate(wanted, start=1):
            if (name, seed) in done:
                continue
            say(f"[{i}/{len(wanted)}] {stem}: {name}, seed {seed}")
            job = Job(
                name, experiment.settings_of(name, order.dataset), seed, order.epochs,
                order.device, data, folder, until, progress,
            )  # fmt: skip
            try:
                job.check_time()
                figures = experiment.train(job)
            except OutOfTime:
                say("The time is up; the same command goes on from here.")
                return False
            result["runs"].append(_row(job, figures))
            result["runs"].sort(key=_place(experiment))
            result["made_by"] = made_by(order.device)
            say(f"    {_in_short(experiment, figures)}  → {write_result(stem, result, results)}")
            job.checkpoint.unlink(missing_ok=True)
    say(f"All {len(wanted)} runs of {stem} are done.")
    return True


def _begun(
    experiment: Experiment,
    order: Order,
    data: Dataset | None,
    results: Path,
    say: Callable[[str], None],
) -> Result:
    """Return the result that is there, without runs of settings that have changed, or a new one."""
    stem = experiment.stem(order.dataset)
    head: Result = {
        "experiment": experiment.name,
        "title": experiment.title,
        "dataset": order.dataset,
        "images": None
        if data is None
        else {
            "train": len(data.x_train),
            "validation": len(data.x_val),
            "test": len(data.x_test),
        },
        "epochs": order.epochs,
        "made_by": made_by(order.device),
    }
    before = read_result(stem, results)
    if before is None:
        return head | {"runs": []}
    ours, theirs = (_comparable(result) for result in (head, before))
    changed = [key for key in ours if ours[key] != theirs.get(key)]
    if changed:
        differences = "; ".join(f"{key}: {theirs.get(key)}, not {ours[key]}" for key in changed)
        raise RefusedError(
            f"{results / stem}.json holds runs that do not belong with these ({differences}). "
            "Order the same, move the file away, or write to another folder with --results."
        )
    kept = []
    for run in before["runs"]:
        name = run["configuration"]
        known = name in experiment.configurations
        if known and experiment.settings_of(name, order.dataset) == run["settings"]:
            kept.append(run)
        else:
            say(f"{name}, seed {run['seed']}: its settings have changed; the old run is left out.")
    return head | {"runs": kept}


def _comparable(result: Result) -> dict[str, object]:
    """Return what must be the same for all runs of a result."""
    made_by = {key: value for key, value in result["made_by"].items() if key != "date"}
    return made_by | {key: result[key] for key in ("dataset", "images", "epochs")}


def _row(job: Job, figures: dict[str, Any]) -> dict[str, Any]:
    """Put together what is kept of a run; the load tells whether the machine did other work."""
    return {
        "configuration": job.configuration,
        "settings": job.settings,
        "seed": job.seed,
        "load_average": round(os.getloadavg()[0], 2),
        **figures,
    }


def _place(experiment: Experiment) -> Callable[[dict[str, Any]], tuple[int, int]]:
    order = list(experiment.configurations)
    return lambda run: (order.index(run["configuration"]), run["seed"])


def _in_short(experiment: Experiment, figures: dict[str, Any]) -> str:
    known = [m for m in experiment.measures if isinstance(figures.get(m), float)]
    return ", ".join(f"{m.replace('_', ' ')} {figures[m]:.4g}" for m in known)


@contextmanager
def _alone(folder: Path, stem: str) -> Iterator[None]:
    """Keep a second process from writing the same result."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(f"Another process runs {stem} at the moment.") from None
        yield
