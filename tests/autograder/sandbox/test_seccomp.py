"""The filter of system calls, tried from inside with the numbers that libseccomp gives them."""

import errno
import platform

import pytest

from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.seccomp import ALLOWED, GPU, call_name, system_call_filters
from autograder.sandbox.student import StudentProcess
from tests.helpers.inmates import SMALL, need_sandbox, run

seccomp = pytest.importorskip("pyseccomp", exc_type=RuntimeError)
need_sandbox()

CALL = """
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    if libc.syscall(ctypes.c_long(number), *map(ctypes.c_ulong, arguments)) >= 0:
        return 0
    return ctypes.get_errno()
"""


@pytest.fixture(scope="module")
def student():
    with StudentProcess({}, SMALL) as process:
        run(process, CALL)
        yield process


@pytest.fixture(scope="module")
def call(student):
    """Return what makes a call in the sandbox and gives its errno, 0 for none."""
    there = student.lookup("call")
    return lambda name, *arguments: there(number_of(name), *arguments)


# Those that a libseccomp of 2022 has no name for; newer calls have one number everywhere.
NEW = {"statmount": 457, "listmount": 458, "setxattrat": 463, "open_tree_attr": 467}
UNLISTED = (
    *("mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen", "fsconfig"),
    *("fsmount", "fspick", "mount_setattr", "unshare", "setns", "open_by_handle_at"),
    *("name_to_handle_at", "ptrace", "process_vm_readv", "process_vm_writev", "kcmp"),
    *("pidfd_getfd", "process_madvise", "process_mrelease", "add_key", "request_key", "keyctl"),
    *("bpf", "perf_event_open", "userfaultfd", "fanotify_init", "lookup_dcookie", "kexec_load"),
    *("init_module", "delete_module", "reboot", "swapon", "acct", "quotactl", "syslog"),
    *("settimeofday", "clock_settime", "adjtimex", "sethostname", "iopl", "ioperm"),
    *("modify_ldt", "personality", "mbind", "set_mempolicy", "migrate_pages", "move_pages"),
    *("inotify_init", "inotify_init1", "shmget", "shmat", "msgget", "semget", "mq_open"),
    *("vmsplice", "setxattr", "fsetxattr", "clone3", "memfd_create", "memfd_secret"),
    *("io_uring_setup", "io_setup", "io_submit", "sched_setaffinity", "sched_setscheduler"),
    *("seccomp", "landlock_create_ruleset", "remap_file_pages", *NEW),
)


def number_of(name):
    return NEW.get(name) or seccomp.resolve_syscall(seccomp.system_arch(), name)


def is_known(name):
    try:
        return number_of(name) >= 0  # a negative number is a call of another kind of machine
    except ValueError:
        return False


def test_the_kernel_filters(student):
    status = run(student, "print(open('/proc/self/status').read())")
    assert "Seccomp:\t2\n" in status
    assert all(system_call_filters(gpu=False))


def test_every_name_on_the_list_is_a_call_and_stands_there_once():
    assert len(set(ALLOWED)) == len(ALLOWED)
    unknown = {name for name in (*ALLOWED, *GPU) if not is_known(name)}
    if platform.machine() == "x86_64":
        assert unknown <= {"fstatat64"}


@pytest.mark.parametrize("name", [*filter(is_known, UNLISTED)])
def test_a_call_that_is_not_listed_is_unknown(call, name):
    assert name not in ALLOWED
    assert call(name, 0, 0, 0, 0, 0, 0) == errno.ENOSYS


def test_a_call_of_the_future_is_unknown(student):
    assert student.lookup("call")(1_999, 0) == errno.ENOSYS


def test_calls_that_are_not_listed_are_counted():
    with StudentProcess({}, SMALL) as student:
        run(student, CALL)
        there = student.lookup("call")
        for name in ("io_setup", "io_setup", "keyctl"):
            there(number_of(name), 0)
        run(student, "import subprocess; subprocess.run(['true'])")
    assert student.refused_calls == {"io_setup": 2, "keyctl": 1}


def test_the_count_of_refused_calls_is_bounded():
    with StudentProcess({}, SMALL) as student:
        run(student, CALL + "for number in range(1000, 2000): call(number)")
    assert len(student.refused_calls) < 40
    assert sum(student.refused_calls.values()) == 1000
    assert student.refused_calls["other calls"] > 900


def test_a_call_without_a_name_has_a_number():
    assert call_name(number_of("keyctl")) == "keyctl"
    assert call_name(1_999) == "call 1999"


def test_a_machine_with_a_gpu_has_some_more():
    assert len(system_call_filters(gpu=True)[1]) > len(system_call_filters(gpu=False)[1])


@pytest.mark.parametrize("flag", [0x10000000, 0x20000, 0x40000000, 0x80])
def test_no_child_gets_a_namespace_of_its_own(call, flag):
    assert call("clone", flag | 17, 0, 0, 0, 0) == errno.EPERM


@pytest.mark.parametrize("request_", [0x5412, 0x541C, 0x5412 | 1 << 32])
def test_typing_into_a_terminal_is_refused(call, request_):
    """On /dev/null, which is no terminal and would say ENOTTY."""
    assert call("ioctl", 0, request_, 0) == errno.EPERM


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_ALG"])
def test_sockets_are_for_processes_of_the_same_sandbox(student, family):
    error = student.run_cell(
        f"import socket; socket.socket(socket.{family}, socket.SOCK_RAW)"
    ).error
    assert "Address family not supported" in error.evalue
    run(student, "a, b = socket.socketpair(); a.send(b'x'); assert b.recv(1) == b'x'")


@pytest.mark.parametrize(
    "statement",
    [
        "mmap.mmap(-1, 4096)",
        "mmap.mmap(-1, 4096, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)",
        "mmap.mmap(os.open('/dev/zero', os.O_RDWR), 4096, flags=mmap.MAP_SHARED)",
        "os.memfd_create('x')",
    ],
)
def test_memory_belongs_to_a_process(student, statement):
    """Memory that belongs to no process would not count."""
    assert student.run_cell(statement).error.ename in {"PermissionError", "OSError"}


LOCK = """
import fcntl
def lock(kind, file, flags):
    try:
        kind(file, flags)
    except OSError as error:
        return error.errno
    return 0
"""


@pytest.mark.parametrize("kind", ["fcntl.flock", "fcntl.lockf"])
def test_a_student_locks_files_of_their_own(student, kind):
    found = run(
        student,
        LOCK
        + f"""
a, b = open("l", "w"), open("l", "w")
print(lock({kind}, a, fcntl.LOCK_EX), lock({kind}, b, fcntl.LOCK_EX | fcntl.LOCK_NB))
print(lock({kind}, a, fcntl.LOCK_UN), lock({kind}, b, fcntl.LOCK_EX | fcntl.LOCK_NB))
""",
    )
    assert found.split() == ["0", str(errno.EAGAIN), "0", "0"]


@pytest.mark.parametrize("kind", ["fcntl.flock", "fcntl.lockf"])
def test_a_lock_is_waited_for(student, kind):
    run(
        student,
        f"""
import fcntl, threading
a, b, order = open("w", "w"), open("w", "w"), []
{kind}(a, fcntl.LOCK_EX)
def wait():
    {kind}(b, fcntl.LOCK_EX)
    order.append("set")
waiting = threading.Thread(target=wait)
waiting.start()
waiting.join(0.2)
order.append("free")
{kind}(a, fcntl.LOCK_UN)
waiting.join(5)
assert order == ["free", "set"], order
""",
    )


@pytest.mark.parametrize("path", ["os.__file__", "'/proc/self/exe'", "'/usr/bin'"])
def test_locks_on_shared_files_are_refused(student, path):
    opened = f"import os\nfile = os.open({path}, os.O_RDONLY)\n"
    found = run(student, LOCK + opened + "print(lock(fcntl.flock, file, fcntl.LOCK_SH))")
    assert found.split() == [str(errno.ENOLCK)]


@pytest.mark.parametrize(("command", "value"), [(1026, 1), (1024, 0)], ids=["notice", "lease"])
def test_a_watch_on_a_file_is_refused(call, student, command, value):
    run(student, "import os; file = os.open('/usr/bin', os.O_RDONLY)")
    assert call("fcntl", student.lookup("file"), command, value) == errno.ENOSYS


def test_locks_on_parts_end_before_they_are_memory():
    with StudentProcess({}, SMALL) as student:
        found = run(
            student,
            LOCK
            + """
file = open("many", "w")
flags = fcntl.LOCK_EX | fcntl.LOCK_NB
print({lock(lambda f, x: fcntl.lockf(f, x, 1, 2 * i), file, flags) for i in range(100)})
""",
        )
    assert found.strip() == str({0, errno.ENOLCK})


def test_a_database_of_the_student_works(student):
    run(
        student,
        """
import sqlite3
with sqlite3.connect("own.db") as database:
    database.execute("create table t(x)")
    database.execute("insert into t values (5)")
assert database.execute("select x from t").fetchall() == [(5,)]
""",
    )


def test_the_student_cannot_install_a_filter(call):
    assert call("prctl", 22, 2, 0, 0, 0) == errno.EPERM


def test_a_socket_runs_no_program(student):
    attach = "import socket; socket.socket(socket.AF_UNIX).setsockopt(1, 26, bytes(16))"
    assert student.run_cell(attach).error.ename == "PermissionError"


def test_what_students_need_works(student):
    run(
        student,
        """
        import mmap, multiprocessing, subprocess, tempfile, threading
        thread = threading.Thread(target=print); thread.start(); thread.join()
        assert subprocess.run(["true"]).returncode == 0
        with multiprocessing.get_context("fork").Pool(2) as pool:
            assert pool.map(abs, [-1, 2]) == [1, 2]
        with tempfile.TemporaryFile() as file:
            file.write(bytes(4096)); file.flush()
            mmap.mmap(file.fileno(), 4096)[0] = 1
        mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)[0] = 1
        assert open("/dev/zero", "rb").read(3) == bytes(3)
        import numpy as np
        np.memmap("m", mode="w+", shape=3)[:] = 1
        await __import__("asyncio").sleep(0)
        """,
    )


@pytest.mark.skipif(platform.machine() != "x86_64", reason="a kind of call that only x86 has")
def test_calls_of_32_bits_end_the_process():
    with StudentProcess({}, SMALL) as student, pytest.raises(StudentStoppedError) as caught:
        student.run_cell(
            CALL
            + """
code = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 7)
code.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, getpid; int 0x80; ret
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
"""
        )
    assert "signal 31" in str(caught.value)


def test_without_libseccomp_the_reason_is_said_once(monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "pyseccomp", None)
    system_call_filters.cache_clear()
    try:
        assert system_call_filters(False) == system_call_filters(False) == (b"", b"")
    finally:
        system_call_filters.cache_clear()
    assert capsys.readouterr().err.count("apt-get install libseccomp2") == 1
