"""Run every mutant of a chapter's references, side by side and in bounded time."""

import hashlib
import io
import json
import os
import resource
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from pebble import ProcessExpired, ProcessPool

from autograder.authoring.mutants import Mutant, function_from
from autograder.chapters import CHAPTERS, CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.grading.version import checks_version

__all__ = ["SEEDS", "Survivor", "survivors"]

SEEDS = (0, 1, 2)
SECONDS = 20.0  # for one mutant, where the slowest right answer takes well under one
MEMORY = 2 << 30  # bytes


@dataclass(frozen=True)
class Survivor:
    """A mutant that earned everything, and the seeds with which it did."""

    mutant: Mutant
    seeds: tuple[int, ...]


def survivors(
    check: FunctionCheck,
    mutants: Sequence[Mutant],
    jobs: int,
    done: Callable[[], None],
    cache: Path | None = None,
) -> list[Survivor]:
    """Return those of the mutants of a check's reference that earn all points with any seed.

    A mutant that takes too long, takes too much memory or ends its process has lost.

    Parameters
    ----------
    jobs : int
        How many run at a time.
    done : callable
        Called after each mutant.
    cache : Path, optional
        A folder that remembers what came of each mutant, as long as nothing that decides it
        changes: a run that was stopped goes on from there.
    """
    known = _Cache(cache, check)
    todo = []
    for mutant in mutants:
        if mutant in known:
            done()
        else:
            todo.append(mutant)
    for mutant, seeds in _in_pool(check.key, todo, jobs):
        known.add(mutant, seeds)
        done()
    return [Survivor(mutant, seeds) for mutant in mutants if (seeds := known[mutant])]


def _in_pool(
    key: str, mutants: list[Mutant], jobs: int
) -> Iterator[tuple[Mutant, tuple[int, ...]]]:
    if not mutants:
        return
    # A server that has imported the checks and nothing started yet forks in a moment.
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPool(jobs, context=context, initializer=_set_limits) as pool:
        futures = [
            (mutant, pool.schedule(_surviving_seeds, (key, mutant.text), timeout=SECONDS))
            for mutant in mutants
        ]
        try:
            for mutant, future in futures:
                try:
                    yield mutant, future.result()
                except (FutureTimeoutError, ProcessExpired, MemoryError):
                    yield mutant, ()
        except BaseException:
            pool.stop()
            raise


def _set_limits() -> None:
    os.environ["OMP_NUM_THREADS"] = "1"  # torch reads it when an oracle imports it
    # Not RLIMIT_AS: torch maps gigabytes of CUDA's libraries without ever touching them.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _surviving_seeds(key: str, text: str) -> tuple[int, ...]:
    check = CHECKS[key]
    assert isinstance(check, FunctionCheck)
    quiet = redirect_stdout(io.StringIO())
    with warnings.catch_warnings(), np.errstate(all="ignore"), quiet:
        warnings.simplefilter("ignore")
        try:
            answer = function_from(check.reference, text)
        except Exception:
            return ()
        return tuple(seed for seed in SEEDS if check.passes(answer, seed))


class _Cache:
    """What came of each mutant, in a file of its own for each exercise and state."""

    def __init__(self, folder: Path | None, check: FunctionCheck) -> None:
        self._known: dict[str, tuple[int, ...]] = {}
        self._path = folder / f"{check.key}-{_state(check)}.jsonl" if folder else None
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for older in self._path.parent.glob(f"{check.key}-*.jsonl"):
            if older != self._path:
                older.unlink()
        if self._path.is_file():
            for line in self._path.read_text().splitlines():
                with suppress(json.JSONDecodeError):  # the last line of a run that was killed
                    entry = json.loads(line)
                    self._known[entry["mutant"]] = tuple(entry["seeds"])

    def __contains__(self, mutant: Mutant) -> bool:
        return _digest(mutant) in self._known

    def __getitem__(self, mutant: Mutant) -> tuple[int, ...]:
        return self._known[_digest(mutant)]

    def add(self, mutant: Mutant, seeds: tuple[int, ...]) -> None:
        self._known[_digest(mutant)] = seeds
        if self._path:
            with self._path.open("a") as file:
                file.write(json.dumps({"mutant": _digest(mutant), "seeds": seeds}) + "\n")


def _digest(mutant: Mutant) -> str:
    return hashlib.sha256(mutant.text.encode()).hexdigest()


def _state(check: FunctionCheck) -> str:
    """Hash everything that decides what becomes of a mutant."""
    version = checks_version(CHAPTERS[check.key.partition(".")[0]].package)
    return hashlib.sha256(f"{version} {SEEDS}".encode()).hexdigest()[:16]
