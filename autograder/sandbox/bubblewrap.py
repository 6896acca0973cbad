"""Start the sandbox: a worker as nobody, alone in its namespaces.

An ordinary user gets one user namespace. Root takes two steps, because in a namespace of its own
it would still be the real root, who reads root's files and ignores limits: an outer bubblewrap
does the mounts (Python may lie in a home that only root can enter), the process becomes an unused
user, and an inner bubblewrap gives that user a namespace.
"""

import os
import pwd
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from autograder.sandbox.limits import Limits
from autograder.sandbox.mounts import HOME, PYTHON, SITE_PACKAGES, TOOLS, mounts
from autograder.sandbox.unavailable import SandboxUnavailableError, explain, find_tool

__all__ = ["Sandbox", "check_sandbox"]

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": HOME,
    "LANG": "C.UTF-8",
    "IPYTHONDIR": "/tmp/ipython",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
# The last step puts the working folder first, as in a notebook, and takes the grader's own away.
BOOT = (
    f"import sys; sys.path[:0] = [{TOOLS!r}, {SITE_PACKAGES!r}]; "
    f"from autograder_inside.worker import main; sys.path[0] = ''; main(int(sys.argv.pop()))"
)

ALONE = (
    *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--hostname", "sandbox", "--die-with-parent", "--new-session"),
)
NOBODY = (
    *("--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"),
    *("--cap-drop", "ALL"),
)
ABLE_TO_DROP_ROOT = (
    *("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"),
    *("--cap-add", "CAP_SETPCAP"),
)
# Numbers that neither Debian nor systemd hands out by itself.
UNUSED_USERS = range(60_578, 61_184)
REAP_SECONDS = 2.0


class Sandbox:
    """A worker in a fresh sandbox, and the bytes that go to it and come from it.

    It ends with the thread that started it.

    Attributes
    ----------
    said : bytes
        What bubblewrap printed while it started; known once the sandbox is closed.

    Raises
    ------
    SandboxUnavailableError
        If bubblewrap is not installed.
    """

    def __init__(self, limits: Limits) -> None:
        command = _command(limits, ["-c", BOOT])
        self.said = b""
        self._connection, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,  # the worker lets go of it before it runs any cell
                pass_fds=[theirs.fileno()],
                env={},  # bubblewrap itself is one of the processes that a student can see
            )

    @property
    def pid(self) -> int:
        """The outermost process, as this machine numbers it."""
        return self._process.pid

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
        """Return the exit code, 128 more than the signal if one ended it, or None while it runs."""
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """End every process in the sandbox: the kernel ends them with the first one there."""
        self._connection.close()
        if self._process.poll() is None:
            # Not bubblewrap's outermost process, which has to reap the first one inside.
            _kill_children(self._process.pid)
        if self.exit_code(REAP_SECONDS) is None:
            self._process.kill()
            self._process.wait()
        if not self._process.stderr.closed:
            self.said = _read_what_is_there(self._process.stderr.fileno())
            self._process.stderr.close()


def check_sandbox() -> None:
    """Start a sandbox, and end it.

    Raises
    ------
    SandboxUnavailableError
        If that fails; the message says in one sentence what to type.
    """
    command = _command(Limits(), ["-c", "pass"])
    result = subprocess.run(command, env={}, capture_output=True, check=False)
    if result.returncode:
        raise SandboxUnavailableError(explain(result.stderr))


def _kill_children(pid: int) -> None:
    with suppress(OSError):  # it is gone already
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)


def _read_what_is_there(pipe: int) -> bytes:
    os.set_blocking(pipe, False)
    try:
        return os.read(pipe, 4096)
    except BlockingIOError:
        return b""


def _until(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _command(limits: Limits, arguments: list[str]) -> list[str]:
    bwrap = find_tool("bwrap", "bubblewrap")
    python = [PYTHON, "-I", "-S", "-B", "-X", "utf8", *arguments]
    environment = [word for item in ENVIRONMENT.items() for word in ("--setenv", *item)]
    if os.geteuid() != 0:
        place = [*environment, *mounts(limits), "--chdir", HOME]
        return [bwrap, *ALONE, *NOBODY, "--clearenv", *place, "--", *python]

    setpriv, user = find_tool("setpriv", "util-linux"), _unused_user()
    drop_root = [
        *(f"{TOOLS}/{Path(setpriv).name}", f"--reuid={user}", f"--regid={user}", "--clear-groups"),
        *("--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"),
    ]
    inner = [f"{TOOLS}/{Path(bwrap).name}", *NOBODY, "--dev-bind", "/", "/", "--chdir", HOME]
    place = [*environment, *mounts(limits, tools=[bwrap, setpriv])]
    outer = [bwrap, *ALONE, *ABLE_TO_DROP_ROOT, "--clearenv", *place]
    return [*outer, "--", *drop_root, *inner, "--", *python]


def _unused_user() -> int:
    return next(uid for uid in UNUSED_USERS if not _is_user(uid))


def _is_user(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
