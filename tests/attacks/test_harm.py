"""Attacks from a function: they end in time, cost its points, and leave nothing behind."""

import pytest

from tests.attacks.attacking import BRIEF, HONEST, earned, item

pytestmark = pytest.mark.usefixtures("nothing_is_left", "right_work_after_all_attacks")

LOST = HONEST | {"col2im": 0.0}

CONNECTION = """
import os, socket, stat, struct, time
fds = [int(n) for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")]
fd = max(fd for fd in fds if stat.S_ISSOCK(os.fstat(fd).st_mode))
"""


# The body of col2im, and the message to the student.
TIME, MEMORY, GONE = "did not finish", "memory", "process"
BODIES = {
    "a loop": ("while True: pass", TIME),
    "a sleep": ("import time\ntime.sleep(10**6)", TIME),
    "a loop that catches everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        TIME,
    ),
    "a regular expression": ("import re\nre.match('(a+)+$', 'a' * 99 + 'b')", TIME),
    "C code that never looks up": ("return sum(range(10**15))", TIME),
    "a deadlock": (
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
        TIME,
    ),
    "a child that is waited for": ("import os\nos.system('sleep 1000000')", TIME),
    "a pipe without a writer": ("import os\nos.mkfifo('p')\nopen('p')", TIME),
    "a stop": ("import os\nos.kill(os.getpid(), 19)", TIME),
    "a stop signal to all": ("import os\nos.kill(0, 19)", TIME),
    "signals that are ignored": (
        """
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass""",
        TIME,
    ),
    "a repr without end": (
        "class R(ValueError):\n    def __str__(self):\n        while True: pass\nraise R",
        TIME,
    ),
    "threads without end": (
        """
import threading
def spin():
    while True: pass
for _ in range(8):
    threading.Thread(target=spin).start()
threading.Thread(target=spin).run()""",
        "",
    ),
    "an exit that says nothing is wrong": ("import os\nos._exit(0)", "exit code 0"),
    "a crash": ("import ctypes\nctypes.string_at(0)", "crashed"),
    "an abort": ("import os\nos.abort()", "signal 6"),
    "a kill": ("import os\nos.kill(os.getpid(), 9)", "signal 9"),
    "a kill of process 1": ("import os\nos.kill(1, 9)\nreturn 0", "expected a NumPy array"),
    "a kill signal to all": ("import os\nos.kill(0, 9)", "signal 9"),
    "a stack without end": (
        "import sys\nsys.setrecursionlimit(10**9)\nf = lambda g: repr(g(g))\nf(f)",
        "",
    ),
    "another program in its place": ("import os\nos.execv('/usr/bin/true', ['true'])", "exit"),
    "another program that stays": ("import os\nos.execv('/usr/bin/sleep', ['sleep', '99'])", ""),
    "a list without end": ("x = []\nwhile True: x.append(bytes(10**6))", "MemoryError"),
    "an array of 8 PB": ("import numpy as np\nreturn np.ones(10**15)", "MemoryError"),
    "an array that is nowhere": (
        "import numpy as np\nreturn np.broadcast_to(0.0, (10**6, 10**6))",
        "at most",
    ),
    "memory beyond the end": (
        """
import numpy as np
return np.lib.stride_tricks.as_strided(np.zeros(1), (10**6,), (2**40,))""",
        GONE,
    ),
    "a string of a gigabyte": ("return 'x' * 10**9", "MemoryError"),
    "memory of many processes": (
        """
import os, time
for _ in range(9):
    if os.fork() == 0:
        kept = bytearray(os.urandom(1 << 20)) * 90
        time.sleep(99)
time.sleep(99)""",
        MEMORY,
    ),
    "a fork bomb": (
        """
import os
while True:
    try: os.fork()
    except OSError: pass""",
        "",
    ),
    "a bomb of a shell": ("import os\nos.system(':(){ :|:& };:; sleep 99')", ""),
    "daemons": (
        """
import os, signal, time
for _ in range(2):  # more of them reach the limit of memory on a busy machine
    if os.fork() == 0:
        os.setsid()
        for number in (1, 2, 15):
            signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0:
            open("/tmp/left-behind", "w")
            time.sleep(10**6)
        os._exit(0)
return None""",
        "expected a NumPy array",
    ),
    "a full disk": (
        """
import os
for place in ("/tmp", "/dev/shm", "."):
    try:
        with open(f"{place}/left-behind", "wb") as file:
            while True: file.write(bytes(10**6))
    except OSError: pass
raise OSError("full")""",
        "full",
    ),
    "files without number": (
        """
import os
for place in ("/tmp", "/dev/shm", "."):
    try:
        for n in range(10**6): open(f"{place}/left-behind-{n}", "w").close()
    except OSError: pass
raise OSError("full")""",
        "full",
    ),
    "a file with a hole": ("open('left-behind', 'wb').truncate(2**50)", "File too large"),
    "open files": ("x = [open('/dev/null') for _ in range(10**6)]", "Too many open files"),
    "sockets with names": (
        """
import os, socket
kept = col2im.__dict__.setdefault("kept", [])
for name in ("/tmp/left-behind", "\\0left-behind"):
    kept.append(socket.socket(socket.AF_UNIX))
    kept[-1].bind(name + str(len(kept)))
return None""",
        "expected a NumPy array",
    ),
    "limits taken back": (
        """
import resource as r
for name in dir(r):
    if name.startswith("RLIMIT_"):
        try: r.setrlimit(getattr(r, name), (r.RLIM_INFINITY, r.RLIM_INFINITY))
        except (ValueError, OSError): pass
return bytearray(10**9)""",
        "MemoryError",
    ),
    "a limit for process 1": (
        """
import os, resource
resource.prlimit(1, resource.RLIMIT_CPU, (0, 0))""",
        "PermissionError",
    ),
    "output without end": ("while True: print('x' * 10**6)", TIME),
    "500 MB of output": (
        "import os\nfor _ in range(5): print('x' * 10**8)\nos.abort()",
        "",
    ),
    "garbage for an answer": (f"{CONNECTION}\nos.write(fd, b'x' * 99)\ntime.sleep(99)", "cannot"),
    "half an answer": (
        f"{CONNECTION}\nos.write(fd, struct.pack('<IQ', 99, 0))\ntime.sleep(99)",
        TIME,
    ),
    "an answer of 2**63 bytes": (
        f"{CONNECTION}\nos.write(fd, struct.pack('<IQ', 99, 2**63))\ntime.sleep(99)",
        "cannot be used",
    ),
    "an answer of brackets": (
        f"{CONNECTION}\nos.write(fd, struct.pack('<IQ', 10**5, 0) + b'[' * 10**5)\ntime.sleep(99)",
        "cannot be used",
    ),
    "an answer that is pickled": (
        f"{CONNECTION}\nimport pickle\nos.write(fd, pickle.dumps(print) * 9)\ntime.sleep(99)",
        "cannot be used",
    ),
    "a billion handles": (
        f'{CONNECTION}\nhandle = b\',["remote",9007199254740991,""]\'\n'
        "text = b'[[\"list\"' + handle * 9 + b'],[]]'\n"
        "os.write(fd, struct.pack('<IQ', len(text), 0) + text)\ntime.sleep(99)",
        "",
    ),
    "a connection that is closed": (f"{CONNECTION}\nos.close(fd)\ntime.sleep(0.1)", ""),
    "a connection that is shut down": (
        f"{CONNECTION}\nsocket.socket(fileno=fd).shutdown(2)\ntime.sleep(99)",
        "",
    ),
    "a daemon that answers in its parent's name": (
        f"{CONNECTION}\nif os.fork() == 0:\n    while True: os.write(fd, bytes(12))\nreturn 0",
        "",
    ),
    "daemons that read the requests": (
        f"{CONNECTION}\nif os.fork() == 0:\n    while True: os.read(fd, 10**6)\nreturn 0",
        "",
    ),
    "programs that spin, each in a new session": (
        """
import subprocess
for _ in range(9):
    script = "trap '' TERM INT HUP XCPU; while :; do :; done"
    subprocess.Popen(["/bin/sh", "-c", script], start_new_session=True)
while True: pass""",
        TIME,
    ),
    "stops without end": ("import os\nos.fork()\nwhile True: os.kill(-1, 19)", TIME),
    "a trace of every line": (
        "import sys\ndef spin(*_):\n    while True: pass\nsys.settrace(spin)\nreturn 0",
        TIME,
    ),
    "a collector that never ends": (
        "import gc\ngc.callbacks.append(lambda *_: [0 for _ in iter(int, 1)])\ngc.collect()",
        TIME,
    ),
    "a file that is shorter than its map": (
        """
import os
import numpy as np
answer = np.memmap("m", "float64", "w+", shape=(10**6,))
os.truncate("m", 0)
return answer""",
        "signal 7",
    ),
    "descriptors that travel in circles": (
        """
import socket
a, b = socket.socketpair()
while True: socket.send_fds(a, [b"x"], [a.fileno(), b.fileno()])""",
        "Too many references",
    ),
    "an empty table of names": (
        "import builtins\nfor name in [*vars(builtins)]: delattr(builtins, name)",
        "",
    ),
    "all files closed": ("import os\nos.closerange(0, 65536)\nreturn 0", ""),
}


@pytest.mark.parametrize("attack", BODIES)
def test_one_function_costs_only_its_own_points(attacker, attack):
    body, sentence = BODIES[attack]
    result = attacker.grade(body, limits=BRIEF)
    assert earned(result) == LOST
    assert item(result).look == ""
    assert sentence in item(result).message


@pytest.mark.parametrize("name", [b"\xff\xfe", b"\rRssAnon:x", b"\rVmSwap: -99999"])
def test_a_process_with_an_odd_name_is_limited_like_any_other(attacker, name):
    """Its name is in the same file as its memory use."""
    rename = f"import ctypes\nctypes.CDLL(None).prctl(15, {name!r})\n"
    memory, _ = BODIES["memory of many processes"]
    body = rename + memory.replace(
        "        kept", f"        {rename.splitlines()[1]}\n        kept"
    )
    result = attacker.grade(body, limits=BRIEF)
    assert earned(result) == LOST
    assert MEMORY in item(result).message


def test_a_repeating_alarm_costs_only_its_authors_points(attacker):
    """It rings in the author's other functions, too."""
    body = """
import signal
signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
signal.setitimer(signal.ITIMER_REAL, 1e-3, 1e-3)
return 0"""
    result = attacker.grade(body, limits=BRIEF)
    assert earned(result)["col2im"] == 0
    assert item(result).look == ""
