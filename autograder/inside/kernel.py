"""The few calls of Linux that Python 3.11 has no name for."""

import ctypes
import os

__all__ = [
    "alone",
    "bind",
    "die_with_parent",
    "drop_capabilities",
    "filter_system_calls",
    "hide_from_debuggers",
    "mount",
]

# <linux/sched.h>, <linux/mount.h>, <linux/prctl.h>, <linux/capability.h>, <linux/seccomp.h>
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND = 1, 2, 4, 8, 4096
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 22, 24
CAPABILITY_VERSION_3 = 0x20080522
SECCOMP_MODE_FILTER = 2

SIGKILL = 9

_libc = ctypes.CDLL(None, use_errno=True)


def alone() -> None:
    """Enter fresh namespaces of every kind; the caller's next child is process 1 in its own."""
    _check(
        "unshare",
        CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS,
    )
    _libc.unshare(CLONE_NEWCGROUP)  # kernels without control groups have none


def mount(kind: str, target: str, options: str = "", read_only: bool = False) -> None:
    """Mount a fresh file system of one of the kernel's own kinds, without programs or devices."""
    flags = MS_NOSUID | (0 if kind == "devpts" else MS_NODEV) | (MS_RDONLY if read_only else 0)
    flags |= 0 if kind == "tmpfs" else MS_NOEXEC
    words = kind.encode(), target.encode(), kind.encode()
    _check("mount", *words, ctypes.c_ulong(flags), options.encode())


def bind(source: str, target: str) -> None:
    """Mount a file over another."""
    _check("mount", source.encode(), target.encode(), None, ctypes.c_ulong(MS_BIND), None)


def die_with_parent() -> None:
    """Be killed when the parent ends, whatever ends it."""
    _check("prctl", PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def hide_from_debuggers(hidden: bool = True) -> None:
    """Keep processes of the same user from this one's memory and files, or let them in again."""
    _check("prctl", PR_SET_DUMPABLE, int(not hidden), 0, 0, 0)


def drop_capabilities() -> None:
    """Drop for good all rights of root that a new user namespace begins with."""
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        _check("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _check("capset", header, (ctypes.c_uint32 * 6)())


def filter_system_calls(program: bytes) -> None:
    """Let the kernel ask `program`, a BPF filter as libseccomp exports it, about every call.

    The template has it that no program has more rights than the one that starts it.
    """

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    filters = Program(len(program) // 8, program)
    _check("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filters), 0, 0)


def _check(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}{arguments[:2]}: {os.strerror(number)}")
