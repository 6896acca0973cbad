"""The workers that are available for grading."""

import time
from collections.abc import Callable
from typing import Any

from distributed import Client

from autograder.run.cluster import GPU, ClusterError

__all__ = ["Crew", "NoGpuError"]

LOOK_SECONDS = 2.0
PATIENCE_SECONDS = 60.0  # how long to wait for a lost GPU worker


class NoGpuError(Exception):
    """An assignment needs a GPU, and no worker has one."""

    def __init__(self) -> None:
        super().__init__(
            "It needs a GPU, and no worker has one: on a machine with a GPU, start a worker with "
            f"`dask worker --nthreads 1 --resources {GPU}=1` and the scheduler's address."
        )


class Crew:
    """The workers of a cluster that can grade.

    Parameters
    ----------
    gpu : bool
        Whether grading needs a GPU.
    say : callable
        Called with a sentence when there is no worker.

    Attributes
    ----------
    threads : int
        How many submissions the workers grade at a time.
    """

    def __init__(self, client: Client, gpu: bool, say: Callable[[str], None]) -> None:
        self._client, self._gpu, self._say = client, gpu, say
        self._looked = self._seen = -float("inf")
        self._told = False
        self.threads = 0

    def wait(self) -> None:
        """Wait until there is a worker.

        Raises
        ------
        NoGpuError, ClusterError
            As `look` does.
        """
        self.look()
        while not self.threads:
            time.sleep(LOOK_SECONDS)
            self.look()

    def look(self) -> None:
        """Update the number of workers, at most every `LOOK_SECONDS`.

        Raises
        ------
        NoGpuError
            If there are workers, but none with a GPU.
        ClusterError
            If the scheduler is gone.
        """
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        there = self._workers()
        able = [one for one in there if not self._gpu or one["resources"].get(GPU)]
        self.threads = sum(one["nthreads"] for one in able)
        if able:
            self._seen = now
        elif there and now - self._seen > PATIENCE_SECONDS:
            raise NoGpuError
        if not self.threads and not self._told:
            self._say("There is no worker; waiting for one.")
        self._told = not self.threads

    def _workers(self) -> list[dict[str, Any]]:
        try:
            if self._client.status == "running":
                return list(self._client.scheduler_info()["workers"].values())
        except OSError:
            pass
        raise ClusterError("The Dask scheduler is gone.")
