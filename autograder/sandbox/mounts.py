"""The files that a student's process can see: system libraries, Python, packages, own folders."""

import os
import sys
from collections.abc import Iterable
from glob import glob
from pathlib import Path

from autograder.sandbox.limits import Limits
from autograder.sandbox.packages import importable_paths

__all__ = ["HOME", "INSIDE", "PYTHON", "SITE_PACKAGES", "TOOLS", "mounts"]

HOME = "/home/student"
SITE_PACKAGES = "/site-packages"
TOOLS = "/grader"
INSIDE = Path(__file__).resolve().parent.parent / "inside"
GPU_DEVICES = "/dev/nvidia*"
# The base interpreter, as that of a virtual environment would find the environment's packages.
PYTHON = os.path.realpath(vars(sys)["_base_executable"])


def mounts(limits: Limits, tools: Iterable[str] = (), proc: str = "--proc") -> list[str]:
    """Return bubblewrap's arguments for the sandbox's files; three folders are writable.

    Parameters
    ----------
    limits : Limits
        The packages to include, and the space in each of the three folders.
    tools : iterable of str
        Paths of programs to mount in `TOOLS`.
    proc : str
        The argument that mounts something at ``/proc``.
    """
    system = _system_folders()
    binds = {folder: folder for folder in system} | {PYTHON: PYTHON}
    for name, path in importable_paths(limits.packages).items():
        binds[f"{SITE_PACKAGES}/{name}"] = str(path)
    for tool in tools:
        binds[f"{TOOLS}/{Path(tool).name}"] = tool
    binds[f"{TOOLS}/autograder_inside"] = str(INSIDE)

    arguments: list[str] = []
    # The user that root becomes could not enter parent folders that bubblewrap creates by itself.
    for folder in _parents([*binds, HOME, "/etc/ld.so.cache"]):
        arguments += ["--perms", "0755", "--dir", folder]
    for inside, outside in binds.items():
        arguments += ["--ro-bind", outside, inside]
    # The loader's index, as libpython may be in a folder that is not searched by default.
    arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    for link in _system_links():
        arguments += ["--symlink", os.readlink(link), link]
    for folder in _other_packages(system):
        arguments += ["--tmpfs", folder, "--remount-ro", folder]
    arguments += [*proc.split(), "/proc", "--dev", "/dev"]
    for device in glob(GPU_DEVICES) if limits.gpu else ():
        arguments += ["--dev-bind", device, device]
    for folder in ("/dev/shm", "/tmp", HOME):
        arguments += ["--perms", "1777", "--size", str(limits.disk), "--tmpfs", folder]
    return [*arguments, "--remount-ro", "/dev", "--remount-ro", "/"]


def _system_folders() -> list[str]:
    """Return the folders of the C library, of commands such as ``!ls``, and of Python."""
    python = os.path.realpath(sys.base_prefix)
    candidates = ["/usr/bin", *glob("/usr/lib*"), "/bin", *glob("/lib*"), *glob(f"{python}/lib*")]
    return sorted({path for path in candidates if os.path.isdir(path) and not os.path.islink(path)})


def _system_links() -> list[str]:
    return [path for path in ("/bin", *glob("/lib*")) if os.path.islink(path)]


def _other_packages(system: list[str]) -> list[str]:
    """Return the folders of other packages in Python's folders, which are hidden from students."""
    return [path for folder in system for path in glob(f"{folder}/python3*/*-packages")]


def _parents(paths: Iterable[str]) -> list[str]:
    parents = {str(parent) for path in paths for parent in Path(path).parents}
    return sorted(parents - {"/"})
