"""One sandbox from its first process to its last.

The keeper stays just outside: it shares the sandbox's mounts, so that ``/proc`` shows it every
process in there, but no process in there can see it, signal it or slow it down. It watches how much
memory and processor time all of them take together and tells the grader how they ended. Inside,
process 1 makes the room, gives up every right, and does nothing but wait: when it ends, the kernel
ends all the others.
"""

import os
import select
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from . import kernel
from .calls import Listener
from .watch import exit_code, watch

__all__ = ["Filters", "Room", "keep"]

NOBODY = 65534
TERMINALS = 16  # each buffers up to a megabyte
LISTENING, READY = b"listening", b"ready"
MAX_SAID = 4096
OWN = ("/dev/shm", "/tmp")  # and the home


@dataclass(frozen=True)
class Room:
    """The resources of a sandbox.

    Attributes
    ----------
    disk, files : int
        Bytes and files in each folder that can be written.
    memory : int
        Bytes, of all processes together.
    cpu_seconds : int
        Processor time, of all processes together.
    user : int or None
        The user id outside of the sandbox's namespace; by default that of the template.
    """

    disk: int
    files: int
    memory: int
    cpu_seconds: int
    user: int | None


@dataclass(frozen=True)
class Filters:
    """The filters of system calls, as libseccomp exports them; empty ones filter nothing."""

    arguments: bytes
    calls: bytes


def keep(
    room: Room,
    connection: int,
    reports: socket.socket,
    allowances: int,
    filters: Filters,
    work: Callable[[int], None],
) -> NoReturn:
    """Make this process the keeper of a new sandbox in which ``work(connection)`` runs.

    Sends ``ready`` and a pidfd of the sandbox's process 1; then, at the end, what `watch` returns;
    or else why there is no sandbox.
    """
    try:
        reports.send(_keep(room, connection, reports, allowances, filters, work).encode())
    except BaseException as error:
        reports.send(f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(0)


def _keep(
    room: Room,
    connection: int,
    reports: socket.socket,
    allowances: int,
    filters: Filters,
    work: Callable[[int], None],
) -> str:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if room.user is not None:
        _become(room.user)
    _enter_namespaces()
    started, said = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    myself = os.pidfd_open(os.getpid())
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
    first = os.fork()
    if first == 0:
        reports.close()
        os.close(allowances)
        started.close()
        os.close(proc)
        _first_process(room, connection, said, myself, filters, work)
    os.close(connection)
    said.close()
    kernel.drop_capabilities()
    text, fds, _, _ = socket.recv_fds(started, MAX_SAID, 1)
    if text == LISTENING:
        text = started.recv(MAX_SAID)
    if text != READY:
        return text.decode() or "its first process ended"
    own = {os.stat(path).st_dev for path in _own()}
    listener = Listener(fds[0], proc, own) if fds else None
    ended = os.pidfd_open(first)
    socket.send_fds(reports, [READY], [ended])
    return watch(first, ended, allowances, listener, room.memory, room.cpu_seconds)


def _own() -> tuple[str, ...]:
    return (*OWN, os.environ["HOME"])


def _become(user: int) -> None:
    os.setgid(user)
    os.setuid(user)
    # Changing the user hides a process, even its own /proc/self.
    kernel.hide_from_debuggers(hidden=False)


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
    said: socket.socket,
    keeper: int,
    filters: Filters,
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
        _filter(filters, said)
        worker = os.fork()
        if worker == 0:
            said.close()
            kernel.hide_from_debuggers(hidden=False)
            work(connection)
            os._exit(0)
        os.close(connection)
        said.send(READY)
        said.close()
    except BaseException as error:
        said.send(f"{type(error).__name__}: {error}".encode())
        os._exit(1)
    os._exit(_reap_until(worker))


def _filter(filters: Filters, said: socket.socket) -> None:
    """Apply the filters, and hand over to the keeper what answers calls that are not listed."""
    if not filters.calls:
        return
    kernel.filter_system_calls(filters.arguments)
    listener = kernel.listen_to_unlisted_calls(filters.calls)
    if listener is not None:
        socket.send_fds(said, [LISTENING], [listener])
        os.close(listener)  # a process with this descriptor could allow itself every call


def _furnish(room: Room) -> None:
    """Mount empty writable folders, and a new ``/proc`` and terminals."""
    for folder in _own():
        kernel.mount("tmpfs", folder, f"size={room.disk},nr_inodes={room.files},mode=1777")
    kernel.mount("devpts", "/dev/pts", f"newinstance,ptmxmode=0666,mode=0620,max={TERMINALS}")
    # It reads the same, but memory mapped from /dev/zero would not count for any process.
    kernel.bind("/dev/full", "/dev/zero")
    kernel.mount("proc", "/proc", read_only=True)
    socket.sethostname("sandbox")
    os.chdir(os.environ["HOME"])


def _reap_until(worker: int) -> int:
    while True:
        child, status = os.wait()
        if child == worker:
            return exit_code(status)


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
