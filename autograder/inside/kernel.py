"""Linux system calls that Python 3.11 does not provide."""

import ctypes
import errno
import os
import struct

__all__ = [
    "alone",
    "bind",
    "collapse_to_huge_pages",
    "descriptor_of",
    "die_with_parent",
    "drop_capabilities",
    "filter_system_calls",
    "hide_from_debuggers",
    "listen_to_unlisted_calls",
    "mount",
]

# <linux/sched.h>, <linux/mount.h>, <linux/prctl.h>, <linux/capability.h>, <linux/seccomp.h>
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND = 1, 2, 4, 8, 4096
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 22, 24
CAPABILITY_VERSION_3 = 0x20080522
SECCOMP_MODE_FILTER, SECCOMP_SET_MODE_FILTER, NEW_LISTENER = 2, 1, 8
SECCOMP = {"x86_64": 317, "aarch64": 277}  # numbers of system calls, as in the next line
PIDFD_GETFD = 438
# Return values of a BPF filter: an errno for the caller; ask the listener.
UNLISTED = struct.pack("HBBI", 0x06, 0, 0, 0x50000 | errno.ENOSYS)
ASK_LISTENER = struct.pack("HBBI", 0x06, 0, 0, 0x7FC00000)

MADV_COLLAPSE = 25  # Linux 6.1
SIGKILL = 9

_libc = ctypes.CDLL(None, use_errno=True)


def alone() -> None:
    """Enter new namespaces of every kind; the caller's next child is process 1 of the new one."""
    _check(
        "unshare",
        CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS,
    )
    _libc.unshare(CLONE_NEWCGROUP)  # kernels without control groups have none


def mount(kind: str, target: str, options: str = "", read_only: bool = False) -> None:
    """Mount a new kernel file system, such as tmpfs, without programs or devices."""
    flags = MS_NOSUID | (0 if kind == "devpts" else MS_NODEV) | (MS_RDONLY if read_only else 0)
    flags |= 0 if kind == "tmpfs" else MS_NOEXEC
    words = kind.encode(), target.encode(), kind.encode()
    _check("mount", *words, ctypes.c_ulong(flags), options.encode())


def bind(source: str, target: str) -> None:
    """Mount a file over another."""
    _check("mount", source.encode(), target.encode(), None, ctypes.c_ulong(MS_BIND), None)


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent ends for any reason."""
    _check("prctl", PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def hide_from_debuggers(hidden: bool = True) -> None:
    """Hide this process's memory and files from others of the same user, or show them again."""
    _check("prctl", PR_SET_DUMPABLE, int(not hidden), 0, 0, 0)


def drop_capabilities() -> None:
    """Permanently drop all capabilities that a new user namespace starts with."""
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        _check("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _check("capset", header, (ctypes.c_uint32 * 6)())


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def filter_system_calls(program: bytes) -> None:
    """Apply `program`, a BPF filter exported by libseccomp, to every system call.

    The template has set that programs cannot gain privileges, which the kernel requires.
    """
    filters = _Program(len(program) // 8, program)
    _check("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filters), 0, 0)


def listen_to_unlisted_calls(program: bytes) -> int | None:
    """Apply a filter, and return a descriptor that receives the calls that it does not list.

    Returns
    -------
    int or None
        None if that is not possible, as when a container around this one already listens. Then
        calls that are not listed get ENOSYS.
    """
    pieces = [program[i : i + 8] for i in range(0, len(program), 8)]
    asking = b"".join(ASK_LISTENER if piece == UNLISTED else piece for piece in pieces)
    filters = _Program(len(pieces), asking)
    number = SECCOMP.get(os.uname().machine)
    if number is not None:
        listener = _libc.syscall(
            number, SECCOMP_SET_MODE_FILTER, NEW_LISTENER, ctypes.byref(filters)
        )
        if listener >= 0:
            return int(listener)
    filter_system_calls(program)
    return None


def collapse_to_huge_pages() -> None:
    """Move this process's own memory to huge pages where the kernel can.

    A fork copies an entry for each page, and the end of a process removes it again. Huge pages
    replace 512 entries by one until the child writes there.
    """
    with open("/proc/self/maps") as maps:
        writable = [line.split() for line in maps if " rw-p " in line]
    for place, _, _, _, inode, *_ in writable:
        if inode == "0":
            start, end = (int(address, 16) for address in place.split("-"))
            # It fails where there is no whole huge page, and in older kernels.
            _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)


def descriptor_of(pidfd: int, number: int) -> int:
    """Return a copy of a descriptor of another process.

    Raises
    ------
    OSError
        If there is no such descriptor, or the process is hidden from debuggers.
    """
    copy = _libc.syscall(PIDFD_GETFD, pidfd, number, 0)
    if copy < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(copy)


def _check(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}{arguments[:2]}: {os.strerror(number)}")
