"""Which processors the jobs on this machine use: each its own, where there are enough."""

import os
from pathlib import Path

from distributed import Worker, WorkerPlugin

__all__ = ["OwnProcessors"]


class OwnProcessors(WorkerPlugin):
    """Keeps each local worker, and every sandbox that it starts, on its share of the processors.

    Parameters
    ----------
    workers : int
        How many share them.
    """

    name = "own-processors"

    def __init__(self, workers: int) -> None:
        self._processors = sorted(os.sched_getaffinity(0))
        self._workers = workers

    def setup(self, worker: Worker) -> None:
        """Choose by the worker's number, which a worker that replaces it has again."""
        index = int(worker.name)
        share = set(self._processors[index % len(self._processors) :: self._workers])
        for thread in Path("/proc/self/task").iterdir():
            os.sched_setaffinity(int(thread.name), share)
