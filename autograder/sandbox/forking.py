"""The grader's side of a template: started once, it forks a sandbox for each submission.

It forks one in advance, so that the next submission need not wait for its sandbox.
"""

import atexit
import json
import os
import select
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from autograder.sandbox.bubblewrap import shut_in
from autograder.sandbox.limits import Limits
from autograder.sandbox.mounts import SITE_PACKAGES, TOOLS
from autograder.sandbox.seccomp import system_call_filters
from autograder.sandbox.unavailable import SandboxUnavailableError, explain
from autograder.sandbox.users import reserve_user

__all__ = ["forget_templates", "fork_sandbox"]

# The last steps put the working folder first, as in a notebook, and remove the grader's folder.
BOOT = (
    f"import sys; sys.path[:0] = [{TOOLS!r}, {SITE_PACKAGES!r}]; "
    "from autograder_inside.template import main; sys.path[0] = ''; "
    "grader, control = int(sys.argv.pop()), int(sys.argv.pop()); main(control, grader)"
)
START_SECONDS = 60.0
MAX_REPORT = 4096
STARTS = 2


@dataclass(frozen=True)
class Forked:
    """The grader's handles of a sandbox.

    Attributes
    ----------
    connection, reports : socket
        To the worker and to the keeper.
    first : int
        A pidfd of process 1.
    allowances : int
        A pipe to the keeper: the processor time that each call may take.
    reservation : socket or None
        The socket that reserves the user id that it runs as.
    """

    connection: socket.socket
    reports: socket.socket
    first: int
    allowances: int
    reservation: socket.socket | None

    def close(self) -> None:
        """Close all handles."""
        self.connection.close()
        self.reports.close()
        os.close(self.first)
        os.close(self.allowances)
        if self.reservation:
            self.reservation.close()


@dataclass(frozen=True)
class _Requested:
    """A sandbox that a template has been asked for."""

    limits: Limits
    connection: socket.socket
    reports: socket.socket
    allowances: int
    reservation: socket.socket | None

    def forked(self) -> Forked | None:
        """Wait for it, and return it; None if it or the template has ended.

        Raises
        ------
        SandboxUnavailableError
            If the machine does not let the template make a sandbox.
        """
        self.reports.settimeout(START_SECONDS)
        fds: list[int]
        said, fds = b"", []
        with suppress(OSError):
            said, fds, _, _ = socket.recv_fds(self.reports, MAX_REPORT, 1)
        if not fds:
            self.close()
            if said:
                raise SandboxUnavailableError(explain(said))
            return None
        (first,) = fds
        found = Forked(self.connection, self.reports, first, self.allowances, self.reservation)
        if select.select([first], [], [], 0)[0]:
            found.close()
            return None
        return found

    def close(self) -> None:
        """Give it up: its worker ends when the connection does."""
        self.connection.close()
        self.reports.close()
        os.close(self.allowances)
        if self.reservation:
            self.reservation.close()


class Template:
    """An isolated process that has imported some packages and forks sandboxes with them."""

    def __init__(self, limits: Limits) -> None:
        command = shut_in(limits, ["-c", BOOT])
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        grader = os.pidfd_open(os.getpid())
        fds = theirs.fileno(), grader
        try:
            self._process = subprocess.Popen(
                [*command, *map(str, fds)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,  # sandboxes close it
                pass_fds=fds,
                env={},  # so that no process inherits the grader's secrets
            )
        finally:
            theirs.close()
            os.close(grader)
        for program in system_call_filters(limits.gpu):
            self._send(b"\0" + program)
        self._next: _Requested | None = None

    def fork(self, limits: Limits) -> Forked | None:
        """Return a new sandbox, and ask for the next one; None if this template has ended.

        Raises
        ------
        SandboxUnavailableError
            If the machine does not let the template make a sandbox.
        """
        prepared = self._exchange(None)
        forked = None
        if prepared and prepared.limits == limits:
            with suppress(SandboxUnavailableError):  # another attempt will tell
                forked = prepared.forked()
        elif prepared:
            prepared.close()
        forked = forked or self._request(limits).forked()
        if forked:
            with suppress(SandboxUnavailableError):  # all users that sandboxes run as are in use
                if beside := self._exchange(self._request(limits)):
                    beside.close()
        return forked

    def _exchange(self, requested: _Requested | None) -> _Requested | None:
        with _lock:
            self._next, before = requested, self._next
        return before

    def _request(self, limits: Limits) -> _Requested:
        user, reservation = reserve_user() if os.geteuid() == 0 else (None, None)
        connection, worker = socket.socketpair()
        reports, keeper = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        heard, allowances = os.pipe()
        with worker, keeper:
            room = {**limits.room(), "user": user}
            self._send(json.dumps(room).encode(), worker.fileno(), keeper.fileno(), heard)
        os.close(heard)
        return _Requested(limits, connection, reports, allowances, reservation)

    def close(self) -> bytes:
        """End the template and its sandboxes, and return what it printed."""
        if self._next:
            self._next.close()
        self._control.close()
        _, said = self._process.communicate()
        return said

    def _send(self, message: bytes, *fds: int) -> None:
        with suppress(ConnectionError):  # no answer will come
            socket.send_fds(self._control, [message], fds)


_templates: dict[tuple[object, ...], Template] = {}
_lock = Lock()


def fork_sandbox(limits: Limits) -> Forked:
    """Return a new sandbox.

    The template is started when first needed, and again if it was ended from outside.

    Raises
    ------
    SandboxUnavailableError
        If that fails; the message says in one sentence what to type.
    """
    # A forked process has no templates, and must not use its parent's.
    key = os.getpid(), limits.packages, limits.gpu
    said = b""
    for _ in range(STARTS):
        with _lock:
            template = _templates.get(key) or _templates.setdefault(key, Template(limits))
        if forked := template.fork(limits):
            return forked
        with _lock:
            if _templates.get(key) is template:
                said = _templates.pop(key).close()
    raise SandboxUnavailableError(explain(said))


@atexit.register
def forget_templates() -> None:
    """End this process's templates, and with them all their sandboxes."""
    with _lock:
        for key in [key for key in _templates if key[0] == os.getpid()]:
            _templates.pop(key).close()
