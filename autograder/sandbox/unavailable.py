"""Explain what to type on a machine where the sandbox cannot run."""

import os
import shutil
from pathlib import Path

__all__ = ["SandboxUnavailableError", "explain", "find_tool"]

# Kernel settings that can forbid what bubblewrap needs: name, forbidding value, allowing value.
FORBIDDING = (
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),  # Ubuntu since 24.04
    ("kernel.unprivileged_userns_clone", "0", "1"),
    ("user.max_user_namespaces", "0", "10000"),
)
# Options with which a container allows a sandbox inside it, for an ordinary user.
CONTAINER = tuple(
    f"--security-opt {what}=unconfined" for what in ("seccomp", "apparmor", "systempaths")
)


class SandboxUnavailableError(Exception):
    """The sandbox cannot run on this machine; the message says what to type."""


def find_tool(tool: str, package: str) -> str:
    """Return the path of a program, or raise the error that says how to install it."""
    path = shutil.which(tool)
    if path is None:
        raise SandboxUnavailableError(
            f"Grading needs {package}, which isolates the students' code: "
            f"type `{_sudo()}apt-get install {package}` (Debian, Ubuntu)."
        )
    return path


def explain(printed: bytes) -> str:
    """Turn bubblewrap's error message into one sentence that says what to type."""
    for setting, forbidding, allowing in FORBIDDING:
        path = Path("/proc/sys", *setting.split("."))
        if path.exists() and path.read_text().strip() == forbidding:
            return (
                f"The sandbox for the students' code cannot run, because {setting} is "
                f"{forbidding}: type `{_sudo()}sysctl -w {setting}={allowing}`."
            )
    last = printed.decode("utf-8", "replace").strip().rpartition("\n")[2] or "nothing"
    return (
        "The sandbox for the students' code cannot run, because this machine (or container) "
        f"forbids namespaces (bubblewrap printed “{last}”): "
        f"in Docker, type `docker run {' '.join(CONTAINER)} …`. docs/instructor-guide.md says why."
    )


def _sudo() -> str:
    return "" if os.geteuid() == 0 else "sudo "
