"""Run many jobs in parallel and keep the outcome of each, so that an interrupted run resumes."""

import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

__all__ = ["Memory", "run_all"]

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Memory:
    """The outcome of each job, one per line in a file that stays readable after a kill.

    Parameters
    ----------
    folder : Path or None
        Where the file is; None keeps nothing beyond this process.
    subject, state : str
        The file is named after these. Files of the same subject and another state are removed, as
        something that affected their outcomes has changed.
    """

    def __init__(self, folder: Path | None, subject: str, state: str) -> None:
        self._known: dict[str, Any] = {}
        self._path = folder / f"{subject}-{state}.jsonl" if folder else None
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for older in self._path.parent.glob(f"{subject}-*.jsonl"):
            if older != self._path:
                older.unlink()
        if self._path.is_file():
            for line in self._path.read_text().splitlines():
                with suppress(ValueError):  # the last line of a run that was killed
                    key, outcome = json.loads(line)
                    self._known[key] = outcome

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def __getitem__(self, key: str) -> Any:
        return self._known[key]

    def add(self, key: str, outcome: Any) -> None:
        """Keep an outcome, which JSON can hold."""
        self._known[key] = outcome
        if self._path:
            with self._path.open("a") as file:
                file.write(json.dumps([key, outcome]) + "\n")


def run_all(
    work: Callable[..., Any],
    jobs: Mapping[str, tuple[Any, ...]],
    memory: Memory,
    processes: int,
    done: Callable[[], None],
    *,
    seconds: float | None = None,
    prepare: Callable[[], None] | None = None,
    failed: Any = None,
) -> None:
    """Run every job whose outcome is not in `memory`, and store the outcome there.

    Parameters
    ----------
    work : callable
        A module-level function; if it raises, the run ends.
    jobs : mapping of str to tuple
        The arguments of `work` by the key of the outcome.
    processes : int
        How many run at a time, on one core each.
    done : callable
        Called after each job, first for those with a stored outcome.
    seconds : float, optional
        The time limit of one job.
    prepare : callable, optional
        Called at the start of each process.
    failed : object
        The outcome of a job that takes too long or too much memory, or ends its process.
    """
    todo = {key: arguments for key, arguments in jobs.items() if key not in memory}
    for _ in range(len(jobs) - len(todo)):
        done()
    if not todo:
        return
    os.environ |= ONE_THREAD  # the server reads it before it imports NumPy
    # A server that has imported everything needed and started no threads forks quickly.
    context = get_context("forkserver")
    context.set_forkserver_preload([work.__module__])
    with ProcessPool(processes, context=context, initializer=prepare) as pool:
        futures = {
            key: pool.schedule(work, arguments, timeout=seconds) for key, arguments in todo.items()
        }
        try:
            for key, future in futures.items():
                try:
                    outcome = future.result()
                except (FutureTimeoutError, ProcessExpired, MemoryError):
                    outcome = failed
                memory.add(key, outcome)
                done()
        except BaseException:
            pool.stop()
            raise
