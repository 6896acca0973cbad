"""The system calls that a student's code may make, as two filters for the kernel.

One lists the allowed calls. It contains the calls that the tests, the chapters and torch make,
and families of harmless calls, because C libraries, kernels and processors differ. Any other call
gets ENOSYS, as from a kernel that lacks it, and is counted. The other filter checks the arguments
of some of the allowed calls.
"""

import errno
import sys
import tempfile
from contextlib import suppress
from functools import cache
from types import ModuleType
from typing import Any

from autograder.inside.calls import OTHERS

__all__ = ["HAVE_FALLBACK", "Filters", "call_name", "system_call_filters"]

FILES = (
    *("open", "openat", "openat2", "creat", "close", "close_range", "dup", "dup2", "dup3"),
    *("read", "pread64", "readv", "preadv", "preadv2", "write", "pwrite64", "writev", "pwritev"),
    *("pwritev2", "lseek", "sendfile", "copy_file_range", "splice", "tee", "pipe", "pipe2"),
    *("stat", "fstat", "lstat", "newfstatat", "fstatat64", "statx", "statfs", "fstatfs"),
    *("access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", "chdir", "fchdir"),
    *("getdents", "getdents64", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat", "umask"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"),
    *("unlink", "unlinkat", "truncate", "ftruncate", "fallocate", "chmod", "fchmod", "fchmodat"),
    *("fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes", "futimesat"),
    *("utimensat", "fsync", "fdatasync", "fadvise64", "readahead", "ioctl"),
    *("getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr"),
)
MEMORY = (
    *("mmap", "munmap", "mprotect", "mremap", "brk", "madvise", "msync", "mincore", "membarrier"),
    *("mlock", "mlock2", "mlockall", "munlock", "munlockall"),
    *("pkey_alloc", "pkey_free", "pkey_mprotect", "map_shadow_stack"),
)
PROCESSES = (
    *("clone", "fork", "vfork", "execve", "execveat", "exit", "exit_group", "wait4", "waitid"),
    *("getpid", "getppid", "gettid", "getpgid", "getpgrp", "setpgid", "getsid", "setsid"),
    *("getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "capget"),
    *("prctl", "arch_prctl", "set_tid_address", "set_robust_list", "get_robust_list", "rseq"),
    *("futex", "futex_waitv", "futex_wake", "futex_wait", "futex_requeue", "restart_syscall"),
    *("sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "sched_getattr"),
    *("sched_get_priority_max", "sched_get_priority_min", "sched_rr_get_interval", "getcpu"),
    *("getpriority", "setpriority", "ioprio_get", "getrlimit", "setrlimit", "prlimit64"),
    *("getrusage", "times", "uname", "sysinfo", "getrandom", "pidfd_open", "pidfd_send_signal"),
)
SIGNALS = (
    *("kill", "tkill", "tgkill", "pause", "sigaltstack", "rt_sigaction", "rt_sigprocmask"),
    *("rt_sigreturn", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait", "rt_sigqueueinfo"),
    *("rt_tgsigqueueinfo", "signalfd", "signalfd4"),
)
TIME_AND_WAITING = (
    *("time", "gettimeofday", "clock_gettime", "clock_getres", "nanosleep", "clock_nanosleep"),
    *("alarm", "getitimer", "setitimer", "timer_create", "timer_settime", "timer_gettime"),
    *("timer_getoverrun", "timer_delete", "timerfd_create", "timerfd_settime", "timerfd_gettime"),
    *("poll", "ppoll", "select", "pselect6", "eventfd", "eventfd2", "epoll_create"),
    *("epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2"),
)
SOCKETS = (
    *("socket", "socketpair", "bind", "listen", "accept", "accept4", "connect", "shutdown"),
    *("getsockname", "getpeername", "getsockopt", "setsockopt", "sendto", "sendmsg", "sendmmsg"),
    *("recvfrom", "recvmsg", "recvmmsg"),
)
ALLOWED = (*FILES, *MEMORY, *PROCESSES, *SIGNALS, *TIME_AND_WAITING, *SOCKETS)
# What CUDA's libraries call in addition; never tried on a machine with a GPU.
GPU = ("get_mempolicy", "mbind", "memfd_create")
# Not listed, because a filter cannot read its flags; the C library then uses clone.
HAVE_FALLBACK = ("clone3",)
# fcntl's commands, <linux/fcntl.h>: copies, flags, queries of locks, owners, pipes, seals.
# The keeper sets locks. Leases and notices would reveal when others use a file.
FCNTL = (*range(6), *range(8, 12), *range(15, 18), 36, 1030, 1031, 1032, 1033, 1034)

# <linux/sched.h>: namespaces: time, mounts, control groups, UTS, IPC, users, PIDs, network
NAMESPACES = (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
TIOCSTI, TIOCLINUX = 0x5412, 0x541C  # type into a terminal
# Programs of up to 128 kB on each socket: SO_ATTACH_FILTER, _BPF, _REUSEPORT_CBPF, _REUSEPORT_EBPF
SOCKET_PROGRAMS = (26, 50, 51, 52)
PR_SET_SECCOMP = 22
AF_UNIX = 1
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20
INT = 0xFFFFFFFF  # the kernel ignores the other bits of an int argument

Filters = tuple[bytes, bytes]  # of arguments, of calls


@cache
def system_call_filters(gpu: bool) -> Filters:
    """Return the two filters as BPF programs; empty, with one warning, without libseccomp."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        print(
            f"The sandbox runs without its filter of system calls, because {error}: "
            "type `apt-get install libseccomp2` and `pip install -r requirements.txt`.",
            file=sys.stderr,
        )
        return b"", b""
    return _arguments(pyseccomp), _calls(pyseccomp, gpu)


def call_name(number: int) -> str:
    """Return the name of a system call, or its number if the name is unknown."""
    import pyseccomp

    if number == OTHERS:
        return "other calls"
    try:
        name = pyseccomp.resolve_syscall(pyseccomp.system_arch(), number)
    except ValueError:
        return f"call {number}"
    return name.decode() if isinstance(name, bytes) else str(name)


def _calls(seccomp: ModuleType, gpu: bool) -> bytes:
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.ENOSYS))
    rules.set_attr(
        seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS
    )  # 32-bit calls, which could bypass the filter
    for name in (*ALLOWED, *(GPU if gpu else ())):
        with suppress(OSError):  # this processor does not have the call
            rules.add_rule(seccomp.ALLOW, name)
    for command in FCNTL:
        chosen = seccomp.Arg(1, seccomp.MASKED_EQ, INT, command)
        rules.add_rule(seccomp.ALLOW, "fcntl", chosen)
    return _program(rules)


def _arguments(seccomp: ModuleType) -> bytes:
    refused = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(seccomp.ALLOW)

    def refuse(name: str, position: int, *values: int) -> None:
        for value in values:
            rules.add_rule(refused, name, seccomp.Arg(position, seccomp.MASKED_EQ, INT, value))

    refuse("ioctl", 1, TIOCSTI, TIOCLINUX)
    refuse("setsockopt", 2, *SOCKET_PROGRAMS)
    refuse("prctl", 0, PR_SET_SECCOMP)
    for flag in NAMESPACES:
        rules.add_rule(refused, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    both = MAP_SHARED | MAP_ANONYMOUS
    rules.add_rule(refused, "mmap", seccomp.Arg(3, seccomp.MASKED_EQ, both, both))
    # Out of processor time, process 1 would seem to be ended from outside.
    rules.add_rule(refused, "prlimit64", seccomp.Arg(0, seccomp.NE, 0))
    for name in ("socket", "socketpair"):
        other_family = seccomp.Arg(0, seccomp.NE, AF_UNIX)
        rules.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), name, other_family)
    return _program(rules)


def _program(rules: Any) -> bytes:
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
