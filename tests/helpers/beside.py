"""The worker of a sandbox in a process beside this one, shut in by nothing: coverage sees it."""

import os
import signal
import socket
import sys
from contextlib import suppress

from autograder.inside.shell import make_shell
from autograder.inside.worker import serve
from autograder.sandbox.connection import Connection
from autograder.sandbox.limits import Limits

__all__ = ["Beside"]


class Beside(Connection):
    """A worker that is forked from the tests, in a working folder of its own."""

    def __init__(self, limits: Limits, folder: os.PathLike) -> None:
        connection, theirs = socket.socketpair()
        # What bounds the processes of a sandbox's user would count all of this user's here.
        resources = {k: v for k, v in limits.resources().items() if k != "RLIMIT_NPROC"}
        super().__init__(connection, resources)
        with theirs:
            self._pid = os.fork()
            if self._pid == 0:
                os.chdir(folder)
                sys.path.insert(0, "")  # the working folder first, as in a notebook
                connection.close()
                serve(theirs.detach(), make_shell())
        self._code: int | None = None

    def exit_code(self, patience: float = 0.0) -> int | None:
        """Return the exit code, 128 more than the signal if one ended it, or None while it runs."""
        if self._code is None:
            pid, status = os.waitpid(self._pid, 0 if patience else os.WNOHANG)
            code = os.waitstatus_to_exitcode(status) if pid else None
            self._code = 128 - code if code is not None and code < 0 else code
        return self._code

    def close(self) -> None:
        """Let it end by itself, as coverage needs it to; one that computes on is killed."""
        self._connection.close()
        if self._code is None:
            signal.signal(signal.SIGALRM, lambda *_: os.kill(self._pid, signal.SIGKILL))
            signal.alarm(10)
            with suppress(ChildProcessError):
                self.exit_code(patience=1)
            signal.alarm(0)
