"""The keeper's work while a sandbox runs: enforce the limits of all its processes together."""

import json
import math
import os
import select
import signal
import socket
import time
from contextlib import suppress
from functools import cache

from .calls import Listener
from .wire import ALLOWANCE, EXIT_CALL_TIME, EXIT_CPU_TIME, EXIT_MEMORY

__all__ = ["exit_code", "watch"]

LOOK_SECONDS = 0.05
# One process alone gets its MemoryError first: it may fill what was set apart before it started.
TOGETHER = 1.25
# Memory that only this process uses; pages that only map files do not count.
HELD = (b"RssAnon:", b"RssShmem:", b"VmSwap:", b"VmPTE:", b"HugetlbPages:")
MOST_READ = 1 << 16


def watch(
    first: int,
    ended: int,
    allowances: int,
    listener: Listener | None,
    memory: int,
    cpu_seconds: float,
) -> str:
    """Wait for the end of process 1, or end it when the sandbox exceeds a limit.

    Parameters
    ----------
    first, ended : int
        Process 1, and a pidfd of it.
    allowances : int
        A pipe; a number that comes in is the processor time, in seconds, that is left from then on.
    listener : Listener or None
    memory : int
        Bytes that all processes may hold together, on top of what they hold now.
    cpu_seconds : float
        Processor time that they may take together.

    Returns
    -------
    str
        As JSON: ``exit``, the exit code of the worker, 128 more than the signal if one ended it, or
        None if the sandbox was ended from outside; ``refused``, how often each system call was
        refused, by its number.
    """
    watching = _Watch(allowances, listener, int(TOGETHER * memory) + _memory_in_use(), cpu_seconds)
    code = watching.until_end(first, ended)
    return json.dumps({"exit": code, "refused": listener.refused if listener else {}})


class _Watch:
    def __init__(
        self,
        allowances: int,
        listener: Listener | None,
        memory: int,
        cpu_seconds: float,
    ) -> None:
        os.set_blocking(allowances, False)
        self._allowances, self._listener = allowances, listener
        self._memory, self._cpu_seconds = memory, cpu_seconds
        self._allowance: float | None = None
        self._call_ends = math.inf

    def until_end(self, first: int, ended: int) -> int | None:
        waiting = select.poll()
        for fd in (ended, *([self._listener.fd] if self._listener else [])):
            waiting.register(fd, select.POLLIN)
        look = time.monotonic() + LOOK_SECONDS
        while True:
            ready = {fd for fd, _ in waiting.poll(max(0.0, 1000 * (look - time.monotonic())))}
            if ended in ready:
                _, status = os.waitpid(first, 0)
                return None if os.WIFSIGNALED(status) else exit_code(status)
            if self._listener and self._listener.fd in ready:
                self._listener.answer()
            if time.monotonic() >= look:
                look = time.monotonic() + LOOK_SECONDS
                if code := self._look():
                    os.kill(first, signal.SIGKILL)
                    os.waitpid(first, 0)
                    return code

    def _hear(self) -> None:
        """Keep the allowance of the last call; being woken by each would slow all of them down."""
        with suppress(BlockingIOError):
            while said := os.read(self._allowances, MOST_READ):
                (self._allowance,) = ALLOWANCE.unpack(said[-ALLOWANCE.size :])

    def _look(self) -> int:
        """Return the exit code if the sandbox must end now, or 0."""
        if self._listener:
            self._listener.try_again()
        self._hear()
        taken = _processor_seconds()
        if self._allowance is not None:
            self._call_ends, self._allowance = taken + self._allowance, None
        if _memory_in_use() > self._memory:
            return EXIT_MEMORY
        if taken > self._cpu_seconds:
            return EXIT_CPU_TIME
        return EXIT_CALL_TIME if taken > self._call_ends else 0


def exit_code(status: int) -> int:
    """Return the exit code for a process status, 128 plus the signal if one ended it."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _processor_seconds() -> float:
    """Return the processor time of all processes in the sandbox and of those they waited for."""
    ticks = 0
    for process in _processes():
        # The name, in brackets, may hold brackets and blanks.
        _, _, rest = _read(f"/proc/{process}/stat").rpartition(b")")
        ticks += sum(map(int, rest.split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory_in_use() -> int:
    """Return the bytes that all processes in the sandbox hold, less files they have mapped.

    Memory that a process shares with one that it forked counts for both, and every socket counts
    for all that may wait in it.
    """
    total = 0
    for process in _processes():
        # Bytes, as the name of a process may have any encoding and any line ends.
        lines = _read(f"/proc/{process}/status").split(b"\n")
        total += sum(int(line.split()[1]) for line in lines if line.startswith(HELD))
    sockets = max(0, _read("/proc/1/net/unix").count(b"\n") - 1)  # below a header
    return (total << 10) + sockets * _largest_queue()


def _processes() -> list[str]:
    return [name for name in os.listdir("/proc") if name.isdigit()]


@cache
def _largest_queue() -> int:
    """Return how many bytes a socket's owner can send before they are read."""
    with socket.socket(socket.AF_UNIX) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)  # reduced to the maximum
        return one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)


def _read(path: str) -> bytes:
    with suppress(OSError), open(path, "rb") as file:
        return file.read()
    return b""  # it has ended
