"""A plain process without a sandbox, for code as trusted as this program.

It is for the course's own reference, on a machine without bubblewrap. The code can read, write
and send whatever its user can.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.sandbox.bubblewrap import ENVIRONMENT
from autograder.sandbox.connection import Connection
from autograder.sandbox.limits import Limits
from autograder.sandbox.mounts import INSIDE, PYTHON
from autograder.sandbox.packages import importable_paths

__all__ = ["Unconfined"]

WARNING = """\
************************************************************************************
WITHOUT A SANDBOX: the code that runs now can do whatever you can, with all your files.
Never grade students' submissions like this.
************************************************************************************"""
BOOT = (
    "import sys; sys.path[:0] = [sys.argv[1]]; from autograder_inside.worker import main; "
    "sys.path[0:1] = ['', sys.path[0]]; main(int(sys.argv[2]))"
)


class Unconfined(Connection):
    """A worker like that of a `Sandbox`, with limits on time and on the memory of one process."""

    def __init__(self, limits: Limits) -> None:
        _warn()
        # This limit would count all processes of this user.
        resources = {k: v for k, v in limits.resources().items() if k != "RLIMIT_NPROC"}
        self._folder = TemporaryDirectory(prefix="without-sandbox-", ignore_cleanup_errors=True)
        home, packages = _furnish(Path(self._folder.name), limits)
        connection, theirs = socket.socketpair()
        super().__init__(connection, resources)
        with theirs:
            self._process = subprocess.Popen(
                [
                    PYTHON,
                    "-I",
                    "-S",
                    "-B",
                    "-X",
                    "utf8",
                    "-c",
                    BOOT,
                    packages,
                    str(theirs.fileno()),
                ],
                stdin=subprocess.DEVNULL,
                cwd=home,
                env={**ENVIRONMENT, "HOME": str(home)},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def exit_code(self, patience: float = 0.0) -> int | None:
        """Return the exit code, 128 plus the signal if one ended it, or None while it runs."""
        try:
            code = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return None
        return code if code >= 0 else 128 - code

    def close(self) -> None:
        """End the worker and the processes of its group."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._connection.close()
        self._folder.cleanup()


@cache
def _warn() -> None:
    print(WARNING, file=sys.stderr, flush=True)


def _furnish(folder: Path, limits: Limits) -> tuple[Path, Path]:
    """Create a working folder, and a folder of links to the packages that can be imported."""
    home, packages = folder / "home", folder / "packages"
    home.mkdir()
    for name, path in {**importable_paths(limits.packages), "autograder_inside": INSIDE}.items():
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).symlink_to(path)
    return home, packages
