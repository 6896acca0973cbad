"""A sandbox as the grader holds it: what goes in, what comes out, and how it ended."""

import os
import select
import signal
from contextlib import suppress

from autograder.sandbox.connection import Connection
from autograder.sandbox.forking import fork_sandbox
from autograder.sandbox.limits import Limits
from autograder.sandbox.unavailable import SandboxUnavailableError

__all__ = ["Sandbox"]

MAX_REPORT = 4096
END_SECONDS = 10.0


class Sandbox(Connection):
    """A worker in a fresh sandbox, used once.

    Raises
    ------
    SandboxUnavailableError
        If it cannot be made on this machine; the message says in one sentence what to type.
    """

    def __init__(self, limits: Limits) -> None:
        connection, self._reports, self._first = fork_sandbox(limits)
        super().__init__(connection, limits.resources())
        self._exit_code: int | None = None
        self._closed = False

    def exit_code(self, patience: float = 0.0) -> int | None:
        """Return the exit code, 128 more than the signal if one ended it, or None while it runs.

        Raises
        ------
        SandboxUnavailableError
            If the sandbox was ended from outside: then the result of the student's code is
            unknown.
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
