"""How a student's process ends, and that only the process itself can use its connection."""

import re
import textwrap
import time
from contextlib import suppress

import numpy as np
import pytest

from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.student import Limits, StudentProcess
from tests.helpers.inmates import need_sandbox, run

need_sandbox()

QUICK = Limits(seconds=1.0, memory=1 << 30)

# The worker's own connection, found as hostile code would find it.
FIND_CONNECTION = """
import os, socket, stat, struct, time
fds = [int(n) for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")]
fd = max(fd for fd in fds if stat.S_ISSOCK(os.fstat(fd).st_mode))
"""


@pytest.fixture(scope="module")
def student():
    """A process that no test ends."""
    with StudentProcess({}) as process:
        yield process


@pytest.fixture
def own():
    """A process of the test's own, with little time."""
    with StudentProcess({}, QUICK) as process:
        yield process


def stopped(student, source):
    """Run a cell that has to end the process, and return the exception."""
    with pytest.raises(StudentStoppedError) as caught:
        student.run_cell(textwrap.dedent(source))
    assert not student.alive
    return caught.value


# Ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
        "class R:\n    def __repr__(self):\n        while True: pass\nR()",
        "while True: print('x' * 1000)",
    ],
    ids=["cell", "sleep", "__str__", "__repr__", "printing"],
)
def test_a_cell_without_end_is_stopped(own, loop):
    start = time.monotonic()
    error = stopped(own, loop)
    assert 1 <= time.monotonic() - start < 8
    assert error.reason == "time"
    # Real time on a machine so busy that it has not given one second of a processor.
    assert re.search(r"within (1 s of processor time|3 s):", str(error))


def test_a_call_without_end_is_stopped_and_stays_so(own):
    run(own, "def f():\n    while True: pass")
    function = own.lookup("f")
    with pytest.raises(StudentStoppedError) as caught:
        function()
    assert caught.value.reason == "time"
    for attempt in (function, lambda: own.lookup("f"), lambda: own.run_cell("1")):
        start = time.monotonic()
        with pytest.raises(StudentStoppedError) as again:
            attempt()
        assert (again.value.reason, str(again.value)) == ("time", str(caught.value))
        assert time.monotonic() - start < 0.1


def test_processor_time_is_bounded_over_all_calls():
    with StudentProcess({}, Limits(cpu_seconds=1)) as student:
        error = stopped(student, "while True: pass")
    assert error.reason == "time"
    assert "processor" in str(error)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("import os; os._exit(0)", "exit code 0"),
        ("import os; os._exit(7)", "exit code 7"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
        ("import os; os.abort()", "signal 6"),
        ("import ctypes; ctypes.string_at(0)", "crashed"),
        ("import builtins; builtins.float = lambda _: True", "replaced functions of Python's own"),
    ],
)
def test_a_process_that_ends_itself_is_reported(own, statement, sentence):
    error = stopped(own, statement)
    assert error.reason == "exit"
    assert sentence in str(error)


@pytest.mark.parametrize("target", [0, -1], ids=["its group", "everything"])
def test_signals_stay_inside(own, student, target):
    with suppress(StudentStoppedError):
        own.run_cell(f"import os, time; os.kill({target}, 9); time.sleep(0.2)")
    assert run(student, "1 + 1") == "2\n"


def test_an_argument_larger_than_the_memory_ends_it():
    with StudentProcess({}, Limits(memory=200 << 20)) as student:
        run(student, "def f(x): return 1")
        with pytest.raises(StudentStoppedError) as caught:
            student.lookup("f")(np.zeros(250 << 20, np.uint8))
    assert caught.value.reason == "memory"


def test_after_closing_nothing_runs(own):
    own.close()
    own.close()
    assert not own.alive
    with pytest.raises(StudentStoppedError, match="closed"):
        own.run_cell("1")


# The connection -----------------------------------------------------------------------------------


def test_file_descriptors_of_a_usual_number_do_not_reach_the_grader(own):
    run(
        own,
        """
        import os
        for fd in range(1024):
            try:
                os.write(fd, b"x" * 200_000)
            except OSError:
                pass
        os.closerange(0, 1024)
        """,
    )
    run(own, "def f(x): return x")
    assert own.lookup("f")(3) == 3


def test_children_do_not_hold_the_connection(own):
    out = run(
        own,
        """
        import subprocess
        command = ["ls", "-l", "/proc/self/fd"]
        print(subprocess.run(command, close_fds=False, capture_output=True, text=True).stdout)
        """,
    )
    assert "pipe:" in out
    assert "socket:" not in out


def test_a_forked_child_does_not_answer(own):
    for _ in range(3):
        run(own, "import os\nchild = os.fork()")
    assert run(own, "print('parent')") == "parent\n"


def test_closing_the_connection_ends_it(own):
    assert stopped(own, "import os; os.closerange(0, 65536)").reason in {"exit", "protocol"}


@pytest.mark.parametrize(
    "message",
    [
        "b'x' * 100",
        "struct.pack('<IQ', 2**32 - 1, 2**64 - 1)",
        "struct.pack('<IQ', 9, 0) + b'[NaN, []]'",
        "struct.pack('<IQ', 4, 0) + b'null'",
        "struct.pack('<IQ', 23, 0) + b'[[\"remote\",NaN,\"\"],[]]'.ljust(23)",
        "struct.pack('<IQ', 29, 0) + b'[[\"tuple\",\"cell\",1,null],[]]'.ljust(29)",
        "struct.pack('<IQ', 300_000, 0) + b'[' * 300_000",
    ],
)
def test_a_forged_answer_ends_it(own, message):
    error = stopped(own, f"{FIND_CONNECTION}\nos.write(fd, {message})\ntime.sleep(60)")
    assert error.reason == "protocol"


def test_bytes_that_trickle_in_do_not_buy_time(own):
    start = time.monotonic()
    error = stopped(
        own,
        f"""{FIND_CONNECTION}
os.write(fd, struct.pack("<IQ", 10_000, 0))
while True:
    os.write(fd, b" ")
    time.sleep(0.05)
""",
    )
    assert error.reason == "time"
    assert time.monotonic() - start < 8


def test_a_process_that_does_not_read_is_stopped(own):
    run(own, "def f(x): return 1")
    function = own.lookup("f")
    run(own, "import os, threading\nthreading.Timer(0.2, os.kill, (os.getpid(), 19)).start()")
    time.sleep(0.4)
    start = time.monotonic()
    with pytest.raises(StudentStoppedError) as caught:
        function(np.zeros(1 << 24))
    assert caught.value.reason == "time"
    assert time.monotonic() - start < 8
