"""The grader's side of a sandbox: input, output, and how it ended."""

import json
import os
import select
import signal
from contextlib import suppress

from autograder.inside.wire import ALLOWANCE
from autograder.sandbox.connection import Connection
from autograder.sandbox.forking import fork_sandbox
from autograder.sandbox.limits import Limits
from autograder.sandbox.seccomp import HAVE_FALLBACK, call_name
from autograder.sandbox.unavailable import SandboxUnavailableError

__all__ = ["Sandbox"]

MAX_REPORT = 4096
END_SECONDS = 10.0


class Sandbox(Connection):
    """A worker in a new sandbox, used once.

    Raises
    ------
    SandboxUnavailableError
        If it cannot be created on this machine; the message says in one sentence what to type.
    """

    def __init__(self, limits: Limits) -> None:
        self._forked = fork_sandbox(limits)
        super().__init__(self._forked.connection, limits.resources())
        self._exit_code: int | None = None
        self._closed = False

    def allow(self, seconds: float) -> None:
        """End the sandbox once its processes use more processor time than this from now on."""
        with suppress(OSError):  # it has ended
            os.write(self._forked.allowances, ALLOWANCE.pack(seconds))

    def exit_code(self, patience: float = 0.0) -> int | None:
        """Return the exit code, 128 plus the signal if one ended it, or None while it runs.

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
        """End every process in the sandbox; the kernel ends them all with process 1."""
        if self._closed:
            return
        self._closed = True
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._forked.first, signal.SIGKILL)
        # The keeper goes last, after all of them.
        with suppress(SandboxUnavailableError):  # that is how it ended
            self._report(END_SECONDS)
        self._forked.close()

    def _report(self, patience: float) -> int | None:
        if not select.select([self._forked.reports], [], [], patience)[0]:
            return None
        try:
            said = self._forked.reports.recv(MAX_REPORT)
        except ConnectionResetError:  # the keeper ended with unread input; its report has arrived
            said = self._forked.reports.recv(MAX_REPORT)
        report = json.loads(said) if said.startswith(b"{") else {"exit": None, "refused": {}}
        refused = {call_name(int(call)): n for call, n in report["refused"].items()}
        self.refused_calls = {k: v for k, v in refused.items() if k not in HAVE_FALLBACK}
        if report["exit"] is None:
            raise SandboxUnavailableError(
                "The student's sandbox was ended from outside, perhaps because the machine ran out "
                "of memory: grade it again."
            )
        return int(report["exit"])
