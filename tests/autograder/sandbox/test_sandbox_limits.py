"""What a student's code can use up: disk, files, processes; and that nothing outlives it."""

import os
import time
from dataclasses import replace

import pytest

from autograder.sandbox import Limits
from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.student import StudentProcess
from tests.helpers.inmates import SMALL, need_sandbox, processes_of, run, value

need_sandbox()


@pytest.fixture(scope="module")
def student():
    """A process that no test of this module ends."""
    with StudentProcess({}, SMALL) as process:
        yield process


@pytest.fixture
def own():
    """A process of the test's own, that it may use up."""
    with StudentProcess({}, SMALL) as process:
        yield process


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "."])
def test_disk_is_bounded(student, folder):
    written = run(
        student,
        f"""
        import os
        written, names = 0, []
        try:
            for number in range(100):
                names.append(os.path.join({folder!r}, f"part{{number}}"))
                with open(names[-1], "wb", buffering=0) as file:
                    written += file.write(bytes(1 << 20))
        except OSError as error:
            print(error.strerror, written)
        for name in names:
            os.remove(name)
        """,
    )
    assert written.startswith("No space left on device")
    assert int(written.split()[-1]) <= SMALL.disk


def test_a_file_is_bounded(student):
    source = "with open('large', 'wb') as file: file.write(bytes(3 * 2**20 + 1))"
    assert "File too large" in student.run_cell(source).error.evalue


def test_open_files_are_bounded(student):
    error = student.run_cell("files = [open('/dev/null') for _ in range(1000)]").error
    assert "Too many open files" in error.evalue


def test_limits_cannot_be_raised(student):
    source = "import resource as r; r.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY, r.RLIM_INFINITY))"
    assert student.run_cell(source).error is not None


def test_a_fork_bomb_is_bounded(own):
    """Every child forks on; when all processes are in use, everyone is refused."""
    run(
        own,
        """
        import os, time
        parent = os.getpid()
        for _ in range(1000):
            try:
                os.fork()
            except BlockingIOError:
                print("refused")
                break
        if os.getpid() != parent:
            time.sleep(60)
        """,
    )
    assert len(processes_of(own)) <= SMALL.processes
    assert value(own, "1 + 1") == 2


def test_closing_ends_daemons_too():
    with StudentProcess({}, SMALL) as student:
        run(
            student,
            """
            import os, signal, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                        signal.signal(number, signal.SIG_IGN)
                    time.sleep(600)
                os._exit(0)
            """,
        )
        before = processes_of(student)
    assert len(before) >= 3
    assert not any(os.path.exists(f"/proc/{pid}") for pid in before)


# All processes together ---------------------------------------------------------------------------

# What they share with their parent counts for each of them: some 50 MB, before they fill any.
FORK_AND_FILL = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        time.sleep(0.5)
        kept = [bytearray(os.urandom(1 << 20)) * 100]
        time.sleep(60)
"""
TOGETHER = Limits(seconds=20.0, memory=300 << 20)


def test_memory_of_all_processes_together_is_bounded():
    """Each of them stays within what a process may take."""
    with StudentProcess({}, TOGETHER) as student:
        processes = processes_of(student)
        with pytest.raises(StudentStoppedError) as caught:
            student.run_cell(FORK_AND_FILL + "time.sleep(60)")
    assert caught.value.reason == "memory"
    assert not any(os.path.exists(f"/proc/{pid}") for pid in processes)


# Names that are no UTF-8, and some that would be lines of their own where more than \n ends a line.
NAMES = [b"\xff\xfe", b"\x1cRssAnon:", b"\x1cVmSwap: -99999", b"\x0bVmSwap: -99999"]


@pytest.mark.parametrize("name", NAMES)
def test_memory_counts_whatever_the_process_is_called(name):
    with StudentProcess({}, TOGETHER) as student:
        run(student, f"import ctypes; assert ctypes.CDLL(None).prctl(15, {name!r}, 0, 0, 0) == 0")
        with pytest.raises(StudentStoppedError) as caught:
            student.run_cell(FORK_AND_FILL + "time.sleep(60)")
    assert caught.value.reason == "memory"


FILL_SOCKETS = """
import os, socket, time
kept, letters = [], socket.socketpair()
for one in letters: one.setblocking(False)
try:
    while True:
        pair = socket.socketpair()
        for one in pair:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
            one.setblocking(False)
            try:
                while True: one.send(bytes(1 << 16))
            except BlockingIOError: pass
        if KEPT: kept.append(pair)
        else: socket.send_fds(letters[0], [b"x"], [one.fileno() for one in pair])
finally:
    time.sleep(60)
"""


@pytest.mark.parametrize("how", ["kept", "never read"])
def test_what_waits_in_sockets_counts(how):
    """It is memory that no process shows."""
    limits = replace(TOGETHER, memory=40 << 20)
    with StudentProcess({}, limits) as student, pytest.raises(StudentStoppedError) as caught:
        student.run_cell(FILL_SOCKETS.replace("KEPT", str(how == "kept")))
    assert caught.value.reason == "memory"


def test_the_number_of_terminals_is_bounded(own):
    opened = run(
        own,
        """
        import os
        kept = []
        try:
            while True: kept.append(os.openpty())
        except OSError as error:
            print(len(kept), error.strerror)
        """,
    )
    assert opened == "16 No space left on device\n"


def test_memory_is_bounded_between_calls():
    with StudentProcess({}, TOGETHER) as student:
        processes = processes_of(student)
        run(student, FORK_AND_FILL.replace("sleep(0.5)", "sleep(3)"))  # after the reply
        deadline = time.monotonic() + 10
        while os.path.exists(f"/proc/{processes[0]}") and time.monotonic() < deadline:
            time.sleep(0.05)
        with pytest.raises(StudentStoppedError) as caught:
            student.run_cell("1")
    assert caught.value.reason == "memory"


def test_a_process_that_fills_its_memory_alone_goes_on():
    with StudentProcess({}, TOGETHER) as student:
        error = student.run_cell("kept = []\nwhile True: kept.append(bytearray(1 << 20))").error
        assert error.ename == "MemoryError"
        assert run(student, "1 + 1") == "2\n"


def test_room_does_not_count_what_python_takes():
    """Torch takes more address space than many a student's limit."""
    with StudentProcess({}, Limits(memory=64 << 20)) as student:
        run(student, "kept = bytearray(50 << 20)")
        assert student.run_cell("more = bytearray(200 << 20)").error.ename == "MemoryError"


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "."])
def test_the_number_of_files_is_bounded(student, folder):
    made = run(
        student,
        f"""
        import os
        try:
            for number in range(1000):
                os.mkdir(os.path.join({folder!r}, f"folder{{number}}"))
        except OSError as error:
            print(error.strerror, number)
        for number in range(number):
            os.rmdir(os.path.join({folder!r}, f"folder{{number}}"))
        """,
    )
    assert made.startswith("No space left on device")
    assert int(made.split()[-1]) < SMALL.files
