"""The filter of system calls, tried from inside with the numbers that libseccomp gives them."""

import errno
import platform

import pytest

from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.seccomp import FORBIDDEN, NUMBERS, UNKNOWN, system_call_filter
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


def number_of(name):
    return NUMBERS.get(name) or seccomp.resolve_syscall(seccomp.system_arch(), name)


def is_known(name):
    try:
        return number_of(name) >= 0  # a negative number is a call of another kind of machine
    except ValueError:
        return False


def test_the_kernel_filters(student):
    status = run(student, "print(open('/proc/self/status').read())")
    assert "Seccomp:\t2\n" in status
    assert system_call_filter()


def test_every_name_on_the_lists_is_a_call():
    unknown = {name for name in (*FORBIDDEN, *UNKNOWN) if not is_known(name)}
    if platform.machine() == "x86_64":
        assert unknown <= {"nfsservctl", "stime", "umount"}


@pytest.mark.parametrize("name", [*filter(is_known, FORBIDDEN)])
def test_a_forbidden_call_is_refused(call, name):
    assert call(name, 0, 0, 0, 0, 0, 0) == errno.EPERM


@pytest.mark.parametrize("name", [*filter(is_known, UNKNOWN)])
def test_a_call_that_can_be_done_without_is_unknown(call, name):
    assert call(name, 0, 0, 0, 0, 0, 0) == errno.ENOSYS


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("unshare", (0,)),
        ("ptrace", (0,)),  # be traced by the parent
        ("keyctl", (0, -3 % 2**64, 1)),  # make a session's keyring
        ("process_vm_readv", (2, 0, 0, 0, 0, 0)),
        ("personality", (0xFFFFFFFF,)),
        ("shmget", (0, 4096, 0o1600)),
        ("msgget", (0, 0o1600)),
        ("vmsplice", (0, 0, 0, 0)),
    ],
)
def test_what_needs_no_right_is_refused_by_the_filter_alone(call, name, arguments):
    """Without the filter these would succeed, or fail in another way."""
    assert call(name, *arguments) == errno.EPERM


@pytest.mark.parametrize("flag", [0x10000000, 0x20000, 0x40000000, 0x80])
def test_no_child_gets_a_namespace_of_its_own(call, flag):
    assert call("clone", flag | 17, 0, 0, 0, 0) == errno.EPERM


@pytest.mark.parametrize("request_", [0x5412, 0x541C, 0x5412 | 1 << 32])
def test_nobody_types_into_a_terminal(call, request_):
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
    """Memory that is nobody's would not count."""
    assert student.run_cell(statement).error.ename in {"PermissionError", "OSError"}


LOCKS = ["fcntl.lockf(file, fcntl.LOCK_EX, 1, 9)", "fcntl.fcntl(file, 37, bytes(32))"]


@pytest.mark.parametrize("statement", LOCKS)
def test_no_locks_on_parts_of_a_file(student, statement):
    """A million of them would be memory of nobody's."""
    error = student.run_cell(f"import fcntl\nfile = open('l', 'w')\n{statement}").error
    assert "No locks available" in error.evalue
    run(student, "fcntl.flock(file, fcntl.LOCK_EX)")


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
    system_call_filter.cache_clear()
    try:
        assert system_call_filter() == system_call_filter() == b""
    finally:
        system_call_filter.cache_clear()
    assert capsys.readouterr().err.count("apt-get install libseccomp2") == 1
