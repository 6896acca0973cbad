"""A Dask cluster of real processes on the loopback interface."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from distributed import Client

__all__ = ["DaskProcesses", "dask_processes"]

DASK = (sys.executable, "-m", "dask")
START_SECONDS = 120


class DaskProcesses:
    """A scheduler, and the workers that were added to it.

    Attributes
    ----------
    address : str
    processes : list of subprocess.Popen
        The scheduler's comes first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._log = folder, (folder / "log").open("wb")
        self.processes: list[subprocess.Popen] = []
        file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", str(file))
        deadline = time.monotonic() + START_SECONDS
        while not (file.exists() and file.stat().st_size):
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]

    def add_worker(self, *options: str, repository: Path | None = None) -> subprocess.Popen:
        """Start a worker; it knows the course, but lives elsewhere."""
        where = ["--local-directory", str(self._folder), "--nthreads", "1"]
        return self._start("worker", self.address, *where, *options, repository=repository)

    def wait_for_workers(self, count: int) -> None:
        """Return when so many have joined."""
        with Client(self.address) as client:
            client.wait_for_workers(count, timeout=START_SECONDS)

    def _start(self, *command: str, repository: Path | None = None) -> subprocess.Popen:
        environment = os.environ | ({"PYTHONPATH": str(repository)} if repository else {})
        process = subprocess.Popen(
            [*DASK, *command, "--host", "127.0.0.1", "--no-dashboard"],
            cwd=self._folder,
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.processes.append(process)
        return process

    def close(self) -> None:
        """End them all."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._log.close()


@contextmanager
def dask_processes(folder: Path) -> Iterator[DaskProcesses]:
    """Start a scheduler without workers, and end all that is there at last."""
    folder.mkdir()
    cluster = DaskProcesses(folder)
    try:
        yield cluster
    finally:
        cluster.close()
