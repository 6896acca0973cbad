"""One sandbox from its first process to its last.

The keeper stays just outside: it shares the sandbox's mounts, so that ``/proc`` shows it every
process in there, but no process in there can see it, signal it or slow it down. It watches how much
memory all of them take together and tells the grader how they ended. Inside, process 1 makes the
room, gives up every right, and does nothing but wait: when it ends, the kernel ends all the others.
"""

import os
import select
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from . import kernel
from .wire import EXIT_MEMORY

__all__ = ["Room", "keep"]

NOBODY = 65534
LOOK_SECONDS = 0.05
# One process alone gets its MemoryError first: it may fill what was set apart before it started.
TOGETHER = 1.25
# What a process holds alone; pages that only map files are not its own.
HELD = (b"RssAnon:", b"RssShmem:", b"VmSwap:", b"VmPTE:", b"HugetlbPages:")
TERMINALS = 16  # each buffers up to a megabyte
KILLED = "killed"
READY = b"ready"


@dataclass(frozen=True)
class Room:
    """What a sandbox gets: bytes and files in each folder that can be written, bytes of memory."""

    disk: int
    files: int
    memory: int


def keep(
    room: Room, connection: int, reports: socket.socket, program: bytes, work: Callable[[int], None]
) -> NoReturn:
    """Make this process the keeper of a fresh sandbox in which ``work(connection)`` runs.

    Sends ``ready`` and a pidfd of the sandbox's process 1; then, at the end, the exit code of the
    worker, 128 more than the signal if one ended it, or ``killed`` if the sandbox was ended from
    outside; or else why there is none.
    """
    try:
        reports.send(_keep(room, connection, reports, program, work).encode())
    except BaseException as error:
        reports.send(f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(0)


def _keep(
    room: Room, connection: int, reports: socket.socket, program: bytes, work: Callable[[int], None]
) -> str:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _enter_namespaces()
    started, said = os.pipe()
    myself = os.pidfd_open(os.getpid())
    first = os.fork()
    if first == 0:
        reports.close()
        os.close(started)
        _first_process(room, connection, said, myself, program, work)
    os.close(connection)
    os.close(said)
    kernel.drop_capabilities()
    with open(started, "rb") as file:
        if (text := file.read()) != READY:
            return text.decode() or "its first process ended"
    ended = os.pidfd_open(first)
    socket.send_fds(reports, [READY], [ended])
    return _watch(first, ended, int(TOGETHER * room.memory) + _memory_in_use())


def _enter_namespaces() -> None:
    parent, user, group = os.getppid(), os.geteuid(), os.getegid()
    kernel.alone()
    kernel.die_with_parent()
    if os.getppid() != parent:
        raise ProcessLookupError("the template has ended")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{NOBODY} {user} 1")
    _write("/proc/self/gid_map", f"{NOBODY} {group} 1")
    # The creator of a user namespace is root in it, and may mount and trace there.
    _write("/proc/sys/user/max_user_namespaces", "0")


def _first_process(
    room: Room,
    connection: int,
    said: int,
    keeper: int,
    program: bytes,
    work: Callable[[int], None],
) -> NoReturn:
    try:
        kernel.die_with_parent()
        if select.select([keeper], [], [], 0)[0]:
            raise ProcessLookupError("the keeper has ended")
        os.close(keeper)
        os.setsid()  # or kill(0) would reach the template, outside of the namespace
        # A handler would let processes in here signal this one.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _furnish(room)
        kernel.drop_capabilities()
        kernel.hide_from_debuggers()
        if program:
            kernel.filter_system_calls(program)
        worker = os.fork()
        if worker == 0:
            os.close(said)
            kernel.hide_from_debuggers(hidden=False)
            work(connection)
            os._exit(0)
        os.close(connection)
        os.write(said, READY)
        os.close(said)
    except BaseException as error:
        os.write(said, f"{type(error).__name__}: {error}".encode())
        os._exit(1)
    os._exit(_reap_until(worker))


def _furnish(room: Room) -> None:
    """Put empty folders where a student may write, and a ``/proc`` and terminals of our own."""
    for folder in ("/dev/shm", "/tmp", os.environ["HOME"]):
        kernel.mount("tmpfs", folder, f"size={room.disk},nr_inodes={room.files},mode=1777")
    kernel.mount("devpts", "/dev/pts", f"newinstance,ptmxmode=0666,mode=0620,max={TERMINALS}")
    # Reads alike; but what is mapped from /dev/zero is memory of no process in particular.
    kernel.bind("/dev/full", "/dev/zero")
    kernel.mount("proc", "/proc", read_only=True)
    socket.sethostname("sandbox")
    os.chdir(os.environ["HOME"])


def _reap_until(worker: int) -> int:
    while True:
        child, status = os.wait()
        if child == worker:
            return _exit_code(status)


def _watch(first: int, ended: int, most: int) -> str:
    """Return how process `first` ended; end it when the memory in use exceeds `most` bytes."""
    waiting = select.poll()
    waiting.register(ended, select.POLLIN)
    while not waiting.poll(1000 * LOOK_SECONDS):
        if _memory_in_use() > most:
            os.kill(first, signal.SIGKILL)
            os.waitpid(first, 0)
            return str(EXIT_MEMORY)
    _, status = os.waitpid(first, 0)
    return KILLED if os.WIFSIGNALED(status) else str(_exit_code(status))


def _exit_code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _memory_in_use() -> int:
    """Return the bytes that all processes in the sandbox hold, less files they have mapped.

    Memory that a process shares with one that it forked counts for both, and every socket counts
    for all that may wait in it.
    """
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            # Bytes: a process may call itself anything, in no encoding, and with other line ends.
            lines = _read(f"/proc/{name}/status").split(b"\n")
            total += sum(int(line.split()[1]) for line in lines if line.startswith(HELD))
    sockets = max(0, _read("/proc/1/net/unix").count(b"\n") - 1)  # below a header
    return (total << 10) + sockets * _largest_queue()


@cache
def _largest_queue() -> int:
    """Return the bytes that a socket's owner may send before they are read."""
    with socket.socket(socket.AF_UNIX) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)  # cut to what is allowed
        return one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:  # it has ended
        return b""


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
