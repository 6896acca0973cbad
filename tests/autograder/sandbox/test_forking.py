"""The template that sandboxes are forked from: each is fresh, none can reach it, it can be lost."""

import mmap
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import psutil
import pytest

from autograder.inside import kernel
from autograder.sandbox import SandboxUnavailableError, forking
from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.student import StudentProcess
from tests.helpers.inmates import SMALL, need_sandbox, processes_of, run, value

need_sandbox()

REPOSITORY = Path(__file__).resolve().parents[3]


def started():
    """Return the processes of this process's only template, the outermost first."""
    ((_, one),) = forking._templates.items()
    outermost = psutil.Process(one._process.pid)
    return [outermost, *outermost.children(recursive=True)]


def keeper_of(student):
    return psutil.Process(processes_of(student)[0]).ppid()


def can_collapse():
    """Whether the kernel moves memory to huge pages when asked, as Linux 6.1 and later do."""
    with mmap.mmap(-1, 4 << 20, flags=mmap.MAP_PRIVATE) as memory:
        memory.write(bytes(4 << 20))
        try:
            memory.madvise(kernel.MADV_COLLAPSE)
        except OSError:
            return False
    return True


@pytest.fixture
def fresh():
    """A process whose template was started for it alone."""
    forking.forget_templates()
    with StudentProcess({}, SMALL) as process:
        yield process


@pytest.mark.skipif(not can_collapse(), reason="this kernel does not collapse pages when asked")
@pytest.mark.usefixtures("fresh")
def test_what_is_forked_lies_in_huge_pages():
    """With torch in it, forking and ending a sandbox takes a third less time."""
    found = "".join(Path(f"/proc/{each.pid}/smaps_rollup").read_text() for each in started())
    assert any(map(int, re.findall("^AnonHugePages: *([0-9]+) kB", found, re.MULTILINE)))


# Fresh --------------------------------------------------------------------------------------------


def test_nothing_of_one_student_is_there_for_the_next():
    leave = """
        import builtins, numpy, os, sys
        for folder in ("/tmp", "/dev/shm", "."):
            open(os.path.join(folder, "left"), "w").close()
        os.environ["LEFT"] = sys.modules["left"] = builtins.left = numpy.left = "left"
        os.openpty()
        x = "left"
    """
    look = """
        import builtins, numpy, os, sys
        assert not any(os.listdir(folder) for folder in ("/dev/shm", "."))
        assert not os.path.exists("/tmp/left")
        assert "LEFT" not in os.environ and "left" not in sys.modules
        assert not hasattr(builtins, "left") and not hasattr(numpy, "left")
        assert os.listdir("/dev/pts") == ["ptmx"]
        assert "x" not in globals()
    """
    with StudentProcess({}, SMALL) as one:
        run(one, leave)
        with StudentProcess({}, SMALL) as beside:
            run(beside, look)
    with StudentProcess({}, SMALL) as after:
        run(after, look)


def test_every_namespace_is_a_new_one():
    kinds = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
    look = f"[__import__('os').readlink('/proc/self/ns/' + kind) for kind in {kinds}]"
    with StudentProcess({}, SMALL) as one, StudentProcess({}, SMALL) as other:
        seen = [value(one, look), value(other, look)]
        origin = psutil.Process(keeper_of(one)).ppid()
    for pid in ("self", origin):
        seen.append([os.readlink(f"/proc/{pid}/ns/{kind}") for kind in kinds])
    for kind, (first, second, grader, forked_from) in zip(
        kinds, zip(*seen, strict=True), strict=True
    ):
        assert first != second, kind
        assert not {first, second} & {grader, forked_from}, kind


def test_random_numbers_differ():
    draw = "[__import__('numpy').random.rand(), __import__('random').random()]"
    with StudentProcess({}, SMALL) as one, StudentProcess({}, SMALL) as other:
        assert not set(value(one, draw)) & set(value(other, draw))


def test_no_file_is_inherited_but_the_connection():
    look = """
        import os
        fds = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
               if os.path.lexists(f"/proc/self/fd/{fd}")]
    """
    with StudentProcess({}, SMALL) as student:
        run(student, look)
        fds = student.lookup("fds")
    assert [fd.split(":")[0] for fd in sorted(fds)] == ["/dev/null"] * 3 + ["socket"]


# Out of reach -------------------------------------------------------------------------------------


def test_students_see_no_process_but_their_own_two(fresh):
    assert value(fresh, "[n for n in __import__('os').listdir('/proc') if n.isdigit()]") == (
        ["1", "2"]
    )


@pytest.mark.parametrize("target", [0, 1, -1], ids=["their group", "process 1", "everyone"])
def test_signals_reach_no_other_sandbox_and_not_the_template(fresh, target):
    before = {process.pid for process in started()} - {keeper_of(fresh), *processes_of(fresh)}
    with StudentProcess({}, SMALL) as other:
        with suppress(StudentStoppedError):
            fresh.run_cell(
                f"""
import os, signal
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    os.kill({target}, number)
"""
            )
        assert run(other, "1 + 1") == "2\n"
        assert before <= {process.pid for process in started()}


def test_process_1_cannot_be_looked_into(fresh):
    found = run(
        fresh,
        """
        for way in ("mem", "environ", "maps", "cwd/x", "root/etc", "fd/0", "ns/user"):
            try:
                open(f"/proc/1/{way}", "rb").read(1)
            except PermissionError:
                continue
            print(way)
        """,
    )
    assert found == ""


# Lost ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fresh")
def test_a_killed_template_is_replaced():
    before = started()
    kill(before)
    psutil.wait_procs(before, timeout=10)
    with StudentProcess({}, SMALL) as student:
        assert run(student, "1 + 1") == "2\n"
    assert not {process.pid for process in before} & {process.pid for process in started()}


def test_work_that_was_under_way_is_not_the_students_loss(fresh):
    run(fresh, "x = 1")
    before = started()
    kill(before)
    psutil.wait_procs(before, timeout=10)
    with pytest.raises(SandboxUnavailableError, match="from outside"):
        fresh.run_cell("x")


@pytest.mark.parametrize("victim", [0, -1], ids=["its first process", "its keeper"])
def test_work_in_a_killed_sandbox_is_not_the_students_loss(fresh, victim):
    first, *others = processes_of(fresh)
    keeper = keeper_of(fresh)
    os.kill([first, keeper][victim], signal.SIGKILL)
    assert gone([first, keeper, *others])
    with pytest.raises(SandboxUnavailableError, match="from outside"):
        fresh.run_cell("1")


def test_a_template_that_cannot_be_replaced_is_a_sentence(monkeypatch, tmp_path):
    forking.forget_templates()
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexit 1")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(SandboxUnavailableError, match="cannot run"):
        StudentProcess({}, SMALL)


@pytest.mark.parametrize("keep", ["", "if os.fork() == 0: time.sleep(60)"], ids=["", "child left"])
def test_everything_ends_with_the_grader(keep):
    """It is killed, so it cannot clean up, and in one case a child of it still runs."""
    source = f"""
        import os, sys, time
        import psutil
        from autograder.sandbox.student import StudentProcess
        student = StudentProcess({{}})
        student.run_cell("import os\\nos.fork()")
        print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
        {keep}
        student.run_cell("while True: pass")
    """
    command = [sys.executable, "-c", textwrap.dedent(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as grader:
        pids = [int(pid) for pid in grader.stdout.readline().split()]
        children = psutil.Process(grader.pid).children()
        assert len(pids) >= 5
        grader.kill()
        assert gone(pids)
        kill(children)


def test_threads_share_one_and_may_end_before_it():
    forking.forget_templates()
    students = []
    thread = Thread(target=lambda: students.append(StudentProcess({}, SMALL)))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert run(students[0], "1 + 1") == "2\n"
    students[0].close()

    def work(number):
        with StudentProcess({}, SMALL) as student:
            return run(student, f"import time; time.sleep(0.2)\n{number}")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(8))) == [f"{number}\n" for number in range(8)]
    assert len(forking._templates) == 1


# In advance ---------------------------------------------------------------------------------------


def prepared(student):
    """Return the first process and the keeper of the sandbox that waits while a student works."""
    own = psutil.Process(keeper_of(student))
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        keepers = [each for each in own.parent().children() if each != own]
        if len(keepers) == 1 and len(keepers[0].children(recursive=True)) == 2:
            return [*keepers[0].children(), *keepers]
        time.sleep(0.01)
    raise TimeoutError


def test_the_next_sandbox_is_there_before_it_is_needed(fresh):
    waiting = prepared(fresh)
    fresh.close()
    with StudentProcess({}, SMALL) as student:
        assert processes_of(student)[0] == waiting[0].pid
        assert run(student, "1 + 1") == "2\n"
        assert prepared(student)[0] != waiting[0]
    assert gone([process.pid for process in waiting])


@pytest.mark.parametrize("victim", [0, 1], ids=["its first process", "its keeper"])
def test_one_that_has_ended_meanwhile_is_not_used(fresh, victim):
    waiting = prepared(fresh)
    waiting[victim].kill()
    assert gone([process.pid for process in waiting])
    with StudentProcess({}, SMALL) as student:
        assert run(student, "1 + 1") == "2\n"


def test_one_with_other_limits_is_not_used(fresh):
    waiting = prepared(fresh)
    with StudentProcess({}, replace(SMALL, memory=SMALL.memory + 1)) as student:
        assert processes_of(student)[0] != waiting[0].pid
        assert gone([process.pid for process in waiting])


def kill(processes):
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # it went with another
            process.kill()


def gone(pids):
    """Wait until no process of these ids is left."""
    deadline = time.monotonic() + 5
    while any(os.path.exists(f"/proc/{pid}") for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(os.path.exists(f"/proc/{pid}") for pid in pids)
