"""The calls to the kernel that no student's code needs, as a filter that the kernel applies.

What they do is forbidden, or harmless, by other means; but each of them has been the way into some
kernel, or holds memory that counts as no process's. New calls of new kernels are let through:
libraries that students use would fail with a list of allowed calls.
"""

import errno
import sys
import tempfile
from contextlib import suppress
from functools import cache

__all__ = ["system_call_filter"]

# Answered with EPERM, as by a kernel that refuses them.
FORBIDDEN = (
    # mounts
    *("mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree"),
    *("open_tree_attr", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"),
    *("statmount", "listmount"),
    # namespaces, and files by number
    *("unshare", "setns", "open_by_handle_at", "name_to_handle_at"),
    # other processes
    *("ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd"),
    *("process_madvise", "process_mrelease"),
    # keys of the machine's user
    *("add_key", "request_key", "keyctl"),
    # large ways into the kernel
    *("bpf", "perf_event_open", "userfaultfd", "fanotify_init", "lookup_dcookie"),
    # the machine
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module"),
    *("reboot", "swapon", "swapoff", "acct", "quotactl", "quotactl_fd", "syslog", "nfsservctl"),
    *("settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "stime", "vhangup"),
    *("sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt", "personality"),
    # where memory lies
    *("mbind", "set_mempolicy", "migrate_pages", "move_pages", "set_mempolicy_home_node"),
    # who opens the files that all sandboxes and the machine share
    *("inotify_init", "inotify_init1"),
    # memory that counts as no process's: System V's, pages that a pipe keeps, what hangs on files
    *("shmget", "shmat", "shmctl", "msgget", "msgsnd", "semget", "mq_open", "vmsplice"),
    *("setxattr", "lsetxattr", "fsetxattr", "setxattrat"),
)
# Those that a libseccomp of 2022 has no name for; newer calls have one number everywhere.
NUMBERS = {"statmount": 457, "listmount": 458, "setxattrat": 463, "open_tree_attr": 467}
# Answered with ENOSYS, as by a kernel that lacks them: callers have a fallback.
UNKNOWN = (
    *("clone3", "memfd_create", "memfd_secret"),  # clone3's flags cannot be looked at from here
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
)
# <linux/sched.h>: namespaces of time, mounts, control groups, names, IPC, users, processes, network
NAMESPACES = (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
TIOCSTI, TIOCLINUX = 0x5412, 0x541C  # type into a terminal
# Locks on parts of a file: the kernel keeps as many as are asked for. <linux/fcntl.h>
SETLK, SETLKW, OFD_SETLK, OFD_SETLKW = 6, 7, 37, 38
SO_ATTACH_FILTER = 26  # a program of up to 128 kB on each socket
AF_UNIX = 1
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20
INT = 0xFFFFFFFF  # the kernel looks at no more of an int than this


@cache
def system_call_filter() -> bytes:
    """Return the filter as a BPF program; empty, and said so once, where libseccomp is missing."""
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        print(
            f"The sandbox does without its filter of system calls, because {error}: "
            "type `apt-get install libseccomp2` and `pip install -r requirements.txt`.",
            file=sys.stderr,
        )
        return b""

    def bits(position: int, *wanted: int) -> list[seccomp.Arg]:
        return [seccomp.Arg(position, seccomp.MASKED_EQ, mask, mask) for mask in wanted]

    refused, unknown = seccomp.ERRNO(errno.EPERM), seccomp.ERRNO(errno.ENOSYS)
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    rules.set_attr(
        seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS
    )  # 32-bit calls, which could bypass the filter
    for names, action in ((FORBIDDEN, refused), (UNKNOWN, unknown)):
        for name in names:
            with suppress(OSError):  # of another kind of machine
                rules.add_rule(action, NUMBERS.get(name, name))
    for condition in bits(0, *NAMESPACES):
        rules.add_rule(refused, "clone", condition)
    for request in (TIOCSTI, TIOCLINUX):
        rules.add_rule(refused, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, INT, request))
    for command in (SETLK, SETLKW, OFD_SETLK, OFD_SETLKW):
        lock = seccomp.Arg(1, seccomp.MASKED_EQ, INT, command)
        rules.add_rule(seccomp.ERRNO(errno.ENOLCK), "fcntl", lock)
    option = seccomp.Arg(2, seccomp.MASKED_EQ, INT, SO_ATTACH_FILTER)
    rules.add_rule(refused, "setsockopt", option)
    for name in ("socket", "socketpair"):
        other_family = seccomp.Arg(0, seccomp.NE, AF_UNIX)
        rules.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), name, other_family)
    rules.add_rule(refused, "mmap", *bits(3, MAP_SHARED | MAP_ANONYMOUS))
    # Without processor time process 1 would end as if ended from outside.
    rules.add_rule(refused, "prlimit64", seccomp.Arg(0, seccomp.NE, 0))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
