"""Run every mutant of a chapter's references, in parallel and with a time limit."""

import hashlib
import io
import resource
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.authoring.mutants import Mutant, function_from
from autograder.authoring.remembered import Memory, run_all
from autograder.chapters import CHAPTERS, CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.grading.version import checks_version

__all__ = ["SEEDS", "Survivor", "survivors"]

SEEDS = (0, 1, 2)
SECONDS = 20.0  # for one mutant, at least
SLOWER = 10  # a mutant may take this many times as long as the reference
MEMORY = 2 << 30  # bytes


@dataclass(frozen=True)
class Survivor:
    """A mutant that earned all points, and the seeds with which it did."""

    mutant: Mutant
    seeds: tuple[int, ...]


def survivors(
    check: FunctionCheck,
    mutants: Sequence[Mutant],
    processes: int,
    done: Callable[[], None],
    cache: Path | None = None,
) -> list[Survivor]:
    """Return those of the mutants of a check's reference that earn all points with any seed.

    A mutant that takes much longer than the reference, uses too much memory or ends its process
    counts as detected.

    Parameters
    ----------
    processes : int
        How many run at a time.
    done : callable
        Called after each mutant.
    cache : Path, optional
        A folder that keeps the result of each mutant until something that affects it changes, so
        that an interrupted run resumes.

    Raises
    ------
    ValueError
        If the reference itself loses points: no result of a mutant would mean anything.
    """
    memory = Memory(cache, check.key, _state(check))
    jobs = {_digest(mutant): (check.key, mutant.text) for mutant in mutants}
    seconds = SECONDS
    if any(key not in memory for key in jobs):
        seconds = max(SECONDS, SLOWER * _seconds_of_reference(check))
    run_all(
        _surviving_seeds,
        jobs,
        memory,
        processes,
        done,
        seconds=seconds,
        prepare=_set_limits,
        failed=[],
    )
    found = [(mutant, tuple(memory[_digest(mutant)])) for mutant in mutants]
    return [Survivor(mutant, seeds) for mutant, seeds in found if seeds]


def _set_limits() -> None:
    # Not RLIMIT_AS: torch maps gigabytes of CUDA's libraries without ever touching them.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _seconds_of_reference(check: FunctionCheck) -> float:
    """Return how long the reference takes as a mutant, in a process that has drawn no cases yet."""
    memory = Memory(None, check.key, "")
    job = check.key, check.reference.source(check.reference.function.__name__)
    failed: tuple[list[int], float] = [], 0.0
    run_all(_timed, {"": job}, memory, 1, lambda: None, prepare=_set_limits, failed=failed)
    seeds, seconds = memory[""]
    if list(seeds) != list(SEEDS):
        raise ValueError(f"{check.key}: the reference loses points where its mutants are run.")
    return float(seconds)


def _timed(key: str, text: str) -> tuple[list[int], float]:
    started = time.monotonic()
    return _surviving_seeds(key, text), time.monotonic() - started


def _surviving_seeds(key: str, text: str) -> list[int]:
    check = CHECKS[key]
    assert isinstance(check, FunctionCheck)
    quiet = redirect_stdout(io.StringIO())
    with warnings.catch_warnings(), np.errstate(all="ignore"), quiet:
        warnings.simplefilter("ignore")
        try:
            answer = function_from(check.reference, text)
        except Exception:
            return []
        return [seed for seed in SEEDS if check.passes(answer, seed)]


def _digest(mutant: Mutant) -> str:
    return hashlib.sha256(mutant.text.encode()).hexdigest()


def _state(check: FunctionCheck) -> str:
    """Return a hash of everything that affects the result of a mutant."""
    version = checks_version(CHAPTERS[check.key.partition(".")[0]].package)
    return hashlib.sha256(f"{version} {SEEDS}".encode()).hexdigest()[:16]
