"""The workers that grade: processes on this machine, or a running Dask cluster."""

import logging
import multiprocessing
import os
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from glob import glob
from multiprocessing import forkserver

import dask
from distributed import Client, LocalCluster, Security

from autograder.run.processors import OwnProcessors
from autograder.sandbox.choice import VARIABLE

__all__ = ["GPU", "ClusterError", "local_workers", "running_cluster"]

GPU = "GPU"  # the resource that a worker announces: dask worker --resources GPU=1
CONNECT_SECONDS = 10
# The environment variables that a worker gets: no passwords, tokens or keys.
ENVIRONMENT = (
    *("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "VIRTUAL_ENV"),
    *("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "PYTHONWARNINGS"),
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", VARIABLE),
)
# Dask would keep the last thousand messages, which contain whole submissions.
FORGETFUL = {"distributed.admin.log-length": 0, "distributed.admin.low-level-log-length": 0}
LOCAL = {
    **FORGETFUL,
    "distributed.worker.multiprocessing-method": "forkserver",
    # A worker has only the submission that it grades: if it is killed, no other is suspected.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.allowed-failures": 2,
    # When a silent worker counts as lost; the default is five minutes.
    "distributed.scheduler.worker-ttl": "60 seconds",
    # Nobody looks at the profile, for which each worker would be interrupted 100 times a second.
    "distributed.worker.profile.enabled": False,
    # The dashboard is not used.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


class ClusterError(Exception):
    """No worker can grade; the message says why, and what to do."""


@contextmanager
def local_workers(jobs: int, gpu: bool = False) -> Iterator[Client]:
    """Start worker processes on this machine, and end them.

    No other user can reach them: they listen only on the loopback interface and require a
    certificate that is created for this run.

    Parameters
    ----------
    jobs : int
        The number of workers.
    gpu : bool
        Whether each needs a separate GPU; then there are at most as many workers as GPUs.
    """
    _quiet()
    _start_fork_server()
    gpus = len(glob("/dev/nvidia[0-9]*"))
    resources = {GPU: 1} if gpu and gpus else {}
    with dask.config.set(LOCAL), ExitStack() as stack:
        with _interrupts_wait():
            cluster = _start_cluster(min(jobs, gpus) if resources else jobs, resources)
            client = stack.enter_context(Client(stack.enter_context(cluster)))
            client.register_plugin(OwnProcessors(len(cluster.workers)))
        try:
            yield client
        except BaseException:  # Ctrl-C: end unfinished work and its sandboxes at once
            for nanny in cluster.workers.values():
                nanny.auto_restart = False
                with suppress(ProcessLookupError):
                    os.kill(nanny.pid, signal.SIGKILL)
            raise


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Let Ctrl-C wait until the end of this context; a second one does not.

    A cluster that is interrupted while it starts cannot be closed: Dask writes long messages.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone gets signals
        yield
        return
    pressed = False

    def wait(*_: object) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    before = signal.signal(signal.SIGINT, wait)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def _start_cluster(workers: int, resources: dict[str, int]) -> LocalCluster:
    try:
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            security=Security.temporary(),
            dashboard_address=None,
            worker_dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # the default 8787 may be taken
            memory_limit=None,  # the sandbox limits the memory of a student's code
            resources=resources,
            silence_logs=logging.CRITICAL,
        )
    except Exception as error:
        raise ClusterError(f"The workers on this machine did not start: {error}") from error


@contextmanager
def running_cluster(address: str) -> Iterator[Client]:
    """Connect to the scheduler of a cluster, and leave the cluster running.

    Raises
    ------
    ClusterError
        If no scheduler answers.
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
            # End unfinished work at once; this fails if the scheduler is gone.
            with suppress(Exception):
                busy = [worker for worker, keys in client.processing().items() if keys]
                client.restart_workers(busy, timeout=CONNECT_SECONDS)
            raise


def _quiet() -> None:
    """Silence Dask's long log messages; the autograder reports errors itself."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    # A notebook with many pictures is a large task.
    warnings.filterwarnings("ignore", "Sending large graph", UserWarning)


def _start_fork_server() -> None:
    """Start the process that workers are forked from; it imports the grading code once.

    It lives as long as this process, and all workers inherit its environment.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["distributed.nanny", "autograder.run.work"])
    environment = os.environ.copy()
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        for name in environment.keys() - set(ENVIRONMENT):
            del os.environ[name]
        # Ctrl-C reaches every process of the terminal; only the coordinator handles it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, interrupt)
        os.environ.update(environment)
