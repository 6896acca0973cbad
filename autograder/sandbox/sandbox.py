"""A sandbox as the grader holds it: bytes that go in, bytes that come out, and its end."""

import os
import select
import signal
import time
from contextlib import suppress

from autograder.sandbox.limits import Limits
from autograder.sandbox.template import fork_sandbox
from autograder.sandbox.unavailable import SandboxUnavailableError

__all__ = ["Sandbox", "check_sandbox"]

MAX_REPORT = 4096
END_SECONDS = 10.0


class Sandbox:
    """A worker in a fresh sandbox, used once.

    Raises
    ------
    SandboxUnavailableError
        If it cannot be made on this machine; the message says in one sentence what to type.
    """

    def __init__(self, limits: Limits) -> None:
        self._connection, self._reports, self._first = fork_sandbox(limits)
        self._exit_code: int | None = None
        self._closed = False

    def write(self, data: bytes, deadline: float) -> None:
        """Send `data`, or raise TimeoutError at `deadline` (by ``time.monotonic``)."""
        self._connection.settimeout(_until(deadline))
        self._connection.sendall(data)

    def read(self, size: int, deadline: float) -> bytearray:
        """Return exactly `size` bytes; raise TimeoutError at `deadline`, EOFError at the end."""
        data = bytearray(size)
        view = memoryview(data)
        while view:
            # Time that is left over all: bytes that trickle in do not extend it.
            self._connection.settimeout(_until(deadline))
            received = self._connection.recv_into(view)
            if not received:
                raise EOFError
            view = view[received:]
        return data

    def exit_code(self, patience: float = 0.0) -> int | None:
        """Return the exit code, 128 more than the signal if one ended it, or None while it runs.

        Raises
        ------
        SandboxUnavailableError
            If somebody outside ended the sandbox: what the student's code would have done, nobody
            can know.
        """
        if self._exit_code is None and not self._closed:
            self._exit_code = self._report(patience)
        return self._exit_code

    def close(self) -> None:
        """End every process in the sandbox: the kernel ends them with the first one there."""
        if self._closed:
            return
        self._closed = True
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._first, signal.SIGKILL)
        self._connection.close()
        # The keeper goes last, after all of them.
        select.select([self._reports], [], [], END_SECONDS)
        self._reports.close()
        os.close(self._first)

    def _report(self, patience: float) -> int | None:
        if not select.select([self._reports], [], [], patience)[0]:
            return None
        said = self._reports.recv(MAX_REPORT)
        if not said.isdigit():
            raise SandboxUnavailableError(
                "Somebody ended the student's sandbox from outside (the machine, for lack of "
                "memory?): grade it again."
            )
        return int(said)


def check_sandbox(limits: Limits | None = None) -> None:
    """Make a sandbox, and end it.

    Raises
    ------
    SandboxUnavailableError
        If that fails; the message says in one sentence what to type.
    """
    Sandbox(limits or Limits()).close()


def _until(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
