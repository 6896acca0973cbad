"""What a student's code can use up: disk, files, processes; and that nothing outlives it."""

import os

import pytest
from inmates import SMALL, need_sandbox, processes_of, run, value

from autograder.student import StudentProcess

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
