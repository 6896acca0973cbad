"""Set the floor of a training outcome: run the reference and the mistakes with many seeds."""

import json
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from autograder.authoring.remembered import Memory, run_all
from autograder.chapters import CHECKS
from autograder.checks.calibration import (
    Calibration,
    Runs,
    bars_of,
    write_calibration,
)
from autograder.checks.cases import generator
from autograder.checks.gpu import Device
from autograder.checks.outcome_check import OutcomeCheck
from autograder.course.repository import REPOSITORY
from autograder.grading.version import checks_version

__all__ = ["calibrate", "outcome_keys", "outcomes", "to_run"]

CACHE = REPOSITORY.root / "build" / "calibration"

# A function's name (empty for the reference) and a seed.
Run = tuple[str, int]


def outcome_keys(device: Device) -> list[str]:
    """Return the exercises that have a floor on a device."""
    return [check.key for check in _all_outcomes() if check.device == device]


def outcomes(target: str, device: Device) -> list[OutcomeCheck]:
    """Return the training outcomes of a chapter, or that of one exercise, on a device."""
    return [
        check
        for check in _all_outcomes()
        if check.device == device and target in {check.key, check.key.partition(".")[0]}
    ]


def _all_outcomes() -> list[OutcomeCheck]:
    return [check for check in CHECKS.values() if isinstance(check, OutcomeCheck)]


def to_run(check: OutcomeCheck, seeds: int, mistake_seeds: int) -> list[Run]:
    """Return every run that a calibration needs."""
    mistakes = [(m.name, seed) for m in check.mistakes for seed in range(mistake_seeds)]
    return [("", seed) for seed in range(seeds)] + mistakes


def calibrate(
    check: OutcomeCheck,
    runs: list[Run],
    processes: int,
    done: Callable[[], None],
    cache: Path = CACHE,
) -> Calibration:
    """Make the runs, set the floor, and write both next to the checks of the chapter.

    Finished runs are kept until something that affects them changes, so that an interrupted
    calibration resumes.

    Parameters
    ----------
    runs : list of (str, int)
        As returned by `to_run`.
    processes : int
        How many run at a time, on one core each.
    done : callable
        Called after each run.

    Raises
    ------
    ValueError
        If the reference fails to train, or has too few runs for a floor.
    """
    state = f"{check.fingerprint}-{checks_version(check.package)[:16]}"
    memory = Memory(cache, check.key, state)
    keys = {run: json.dumps(run) for run in runs}
    arguments = {key: (check, *run) for run, key in keys.items()}
    run_all(_train, arguments, memory, processes, done)
    calibration = _calibration(check, {run: tuple(memory[key]) for run, key in keys.items()})
    write_calibration(check.package, calibration)
    return calibration


def _train(check: OutcomeCheck, name: str, seed: int) -> tuple[float, float, float]:
    functions = {answer.name: answer.function for answer in check.mistakes}
    function = functions[name] if name else check.reference.function
    task = check.draw(generator(seed, check.key, "task"))
    trained = check.train(function, task, seed)
    if trained.accuracy is None and not name:
        raise ValueError(f"{check.key}: the reference gave no predictions: {trained.sentence}")
    # A mistake that gives no predictions has an accuracy of 0.
    return trained.accuracy or 0.0, round(trained.seconds, 2), round(trained.gap, 4)


def _calibration(check: OutcomeCheck, known: dict[Run, tuple[float, ...]]) -> Calibration:
    def runs_of(name: str) -> Runs:
        own = [outcome for run, outcome in sorted(known.items()) if run[0] == name]
        accuracy, seconds, gap = zip(*own, strict=True) if own else ((), (), ())
        return Runs(accuracy, seconds, gap if check.narrows else ())

    reference = runs_of("")
    floor, ceiling, rule = bars_of(reference)
    mistakes = {answer.name: runs_of(answer.name) for answer in check.mistakes}
    machine = _machine(check.device)
    return Calibration(
        check.key, floor, rule, machine, check.fingerprint, reference, mistakes, ceiling
    )


def _machine(device: Device) -> dict[str, str]:
    return {
        "machine": f"{platform.system()} {platform.machine()}",
        "device": _name_of(device),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "torch": version("torch"),
        "made": datetime.now(UTC).date().isoformat(),
    }


def _name_of(device: Device) -> str:
    if device is Device.CPU:
        return "one core"
    import torch

    return torch.cuda.get_device_name()
