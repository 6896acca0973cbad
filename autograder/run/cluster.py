"""The workers that grade: processes of this machine, or a Dask cluster that runs already."""

import logging
import multiprocessing
import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import glob
from multiprocessing import forkserver

import dask
from distributed import Client, LocalCluster, Security

from autograder.sandbox.choice import VARIABLE

__all__ = ["GPU", "ClusterError", "local_workers", "running_cluster"]

GPU = "GPU"  # the resource that a worker announces: dask worker --resources GPU=1
CONNECT_SECONDS = 10
# What a worker is told of the environment: it needs no password, token or key that may be there.
ENVIRONMENT = (
    *("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "VIRTUAL_ENV"),
    *("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "PYTHONWARNINGS"),
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", VARIABLE),
)
# Dask would keep the last thousand messages, with students' whole work in them.
FORGETFUL = {"distributed.admin.log-length": 0, "distributed.admin.low-level-log-length": 0}
LOCAL = {
    **FORGETFUL,
    "distributed.worker.multiprocessing-method": "forkserver",
    # A worker holds the one submission that it grades: when it is killed, no other is suspected.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.allowed-failures": 2,
    # A worker that is gone without a word is given up after this, and not after five minutes.
    "distributed.scheduler.worker-ttl": "60 seconds",
    # Nobody reads its pages.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


class ClusterError(Exception):
    """There are no workers that can grade; the message says why, and what to do."""


@contextmanager
def local_workers(jobs: int, gpu: bool = False) -> Iterator[Client]:
    """Start worker processes on this machine, and end them.

    Nobody else can use them: they listen on the loopback interface only, and ask for a certificate
    that is made for this run.

    Parameters
    ----------
    jobs : int
        How many.
    gpu : bool
        Whether each needs a GPU of its own; there are no more of them then than GPUs.
    """
    _quiet()
    _start_fork_server()
    gpus = len(glob("/dev/nvidia[0-9]*"))
    resources = {GPU: 1} if gpu and gpus else {}
    with dask.config.set(LOCAL):
        cluster = _start_cluster(min(jobs, gpus) if resources else jobs, resources)
        with cluster, Client(cluster) as client:
            try:
                yield client
            except BaseException:  # Ctrl-C: what is half graded ends at once, its sandboxes with it
                for nanny in cluster.workers.values():
                    nanny.auto_restart = False
                    with suppress(ProcessLookupError):
                        os.kill(nanny.pid, signal.SIGKILL)
                raise


def _start_cluster(workers: int, resources: dict[str, int]) -> LocalCluster:
    try:
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            security=Security.temporary(),
            dashboard_address=None,
            worker_dashboard_address=None,
            scheduler_kwargs={
                "dashboard_address": "127.0.0.1:0"
            },  # else 8787, for whoever is first
            memory_limit=None,  # the sandbox limits what a student's code takes
            resources=resources,
            silence_logs=logging.CRITICAL,
        )
    except Exception as error:
        raise ClusterError(f"The workers on this machine did not start: {error}") from error


@contextmanager
def running_cluster(address: str) -> Iterator[Client]:
    """Connect to the scheduler of a cluster, and leave the cluster as it was.

    Raises
    ------
    ClusterError
        If nothing answers there.
    """
    _quiet()
    try:
        with dask.config.set(FORGETFUL):
            client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address} ({error}): start one with `dask scheduler`, "
            "or leave --scheduler out."
        ) from error
    with client:
        try:
            yield client
        except BaseException:
            # Half graded work ends at once; with the scheduler gone, there is nobody to ask.
            with suppress(Exception):
                busy = [worker for worker, keys in client.processing().items() if keys]
                client.restart_workers(busy, timeout=CONNECT_SECONDS)
            raise


def _quiet() -> None:
    """Leave it to us to say what happened: Dask would print pages."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    # A notebook with many pictures is a large task.
    warnings.filterwarnings("ignore", "Sending large graph", UserWarning)


def _start_fork_server() -> None:
    """Start the process that workers are forked from; it imports what grades, once.

    It lives as long as this process, and what it is given at its start holds for all workers.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["distributed.nanny", "autograder.run.work"])
    environment = os.environ.copy()
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        for name in environment.keys() - set(ENVIRONMENT):
            del os.environ[name]
        # Ctrl-C reaches every process of the terminal; the coordinator alone answers it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, interrupt)
        os.environ.update(environment)
