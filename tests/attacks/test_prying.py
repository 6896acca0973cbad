"""Attacks that try to read secrets: canaries are hidden everywhere, and none may get out."""

import json
import os
import secrets
import socket
import sys
from pathlib import Path

import pytest

from autograder.chapters import CHECKS
from autograder.sandbox.forking import forget_templates
from tests.attacks.attacking import HONEST, earned, everything_said, grade_directory

CANARY = f"canary-{secrets.token_hex(16)}"
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def canary_in_memory():
    """Put canaries into the environment and into the memory of the checks."""
    with pytest.MonkeyPatch.context() as patch:
        forget_templates()  # a template would be older than the canaries
        patch.setenv("CANARY", CANARY)
        patch.setattr("autograder.grading.checking.CANARY", CANARY, raising=False)
        yield
        forget_templates()


@pytest.fixture(autouse=True)
def canary_on_disk(attacker):
    """Put canaries beside the class and into another student's work."""
    other = attacker.class_folder.submitted / "ada" / attacker.assignment.name
    for path in (attacker.class_folder.directory.parent / "canary", other / "03-im2col.ipynb"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CANARY)


def pry(attacker, source, **names):
    """Run `source` as a student's cell, check that no canary got out, and return the output.

    `names` are defined in the cell. `leak` prints its argument if that contains a canary or a word
    that students must not see; `hidden` holds these words reversed, or they would be found in the
    cell itself.
    """
    head = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    head += "words = [b'canary'[::1] + b'-', *(word[::-1].encode() for word in hidden)]\n"
    head += "def leak(what, where):\n"
    head += "    data = what if isinstance(what, bytes) else str(what).encode()\n"
    head += "    for word in words:\n        at = data.find(word)\n"
    head += "        if at >= 0: print('LEAK', where, data[at:at + 60])\n"
    head += "leak(words[-1], 'control')\n"
    hidden = "hidden = " + repr([word[::-1] for word in forbidden(attacker)]) + "\n"
    result = attacker.grade(first=f"{hidden}{head}{source}\nprint('to the end')")
    assert earned(result) == HONEST
    said = everything_said(attacker, result)
    assert CANARY not in said
    first = result.notebook["cells"][0]
    printed = "".join(output.get("text", str(output)) for output in first["outputs"])
    control, _, rest = printed.partition("\n")
    assert control.startswith("LEAK control")
    assert "to the end" in rest
    return rest


def forbidden(attacker):
    """Return words of the hidden tests and the checks."""
    sentences = [m.sentence for m in CHECKS["03-im2col.col2im"].misconceptions]
    return ["earned = check(", "BEGIN HIDDEN", sentences[0], attacker.parts.answers["adjoint"][:40]]


def test_a_canary_that_can_be_seen_is_found(attacker):
    """Otherwise the other tests would prove nothing."""
    result = attacker.grade(first=f"print({CANARY[:6]!r} + {CANARY[6:]!r})")
    assert CANARY in everything_said(attacker, result)


PRYING = {
    "every file": """
import os
for place, folders, files in os.walk("/"):
    if place.startswith(("/proc", "/usr", "/lib", "/site-packages", "/bin", "/dev", python)):
        folders.clear()
        if place != "/dev/shm": continue
    for name in files:
        leak(os.path.join(place, name), "name")
        try:
            with open(os.path.join(place, name), "rb") as file:
                leak(file.read(10**6), os.path.join(place, name))
        except OSError: pass
""",
    "paths by name": """
import os
for path in paths:
    for way in ("", "/proc/1/root", "/proc/1/cwd", "/proc/self/root", "/oldroot", "/.."):
        try: leak(open(way + path, "rb").read(), way + path)
        except OSError: pass
        try: leak(os.listdir(way + os.path.dirname(path)), way)
        except OSError: pass
""",
    "links out": """
import os
for number, path in enumerate(paths):
    for make in (os.symlink, os.link):
        try:
            make(path, f"link{number}")
            leak(open(f"link{number}", "rb").read(), path)
        except OSError: pass
""",
    "the environment": """
import ctypes, glob, os
leak(os.environ, "environ")
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
for n in range(50):
    if not environ[n]: break
    leak(environ[n], "C")
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
    try: leak(open(path, "rb").read(), path)
    except OSError: pass
""",
    "all of its own memory": """
leaks = 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps.read().splitlines():
        area, rights, *rest = line.split()
        if "r" not in rights or "w" not in rights: continue
        start, end = (int(n, 16) for n in area.split("-"))
        try:
            memory.seek(start)
            data = memory.read(end - start)
        except (OSError, ValueError, OverflowError): continue
        at = data.find(b"-".join([b"canary", digits[::-1].encode()]))
        if at >= 0: print("LEAK", line)
""",
    "memory of others": """
import os
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(pid) == os.getpid(): continue
    for way in ("mem", "maps", "environ", "auxv", "stack", "fd", "root", "cwd", "map_files"):
        path = f"/proc/{pid}/{way}"
        try: print("LEAK", path, os.listdir(path) if os.path.isdir(path) else open(path).read(9))
        except (OSError, UnicodeDecodeError): pass
""",
    "tracing": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for pid in (1, os.getppid(), 2):
    if libc.ptrace(16, pid, 0, 0) == 0: print("LEAK", pid)
    if libc.process_vm_readv(pid, 0, 0, 0, 0, 0) >= 0: print("LEAK vm", pid)
    try:
        fd = os.pidfd_open(pid)
    except OSError: continue
    if libc.syscall(438, fd, 0, 0) >= 0: print("LEAK fd", pid)
""",
    "open files": """
import os, stat
for fd in os.listdir("/proc/self/fd"):
    try: target, kind = os.readlink(f"/proc/self/fd/{fd}"), os.fstat(int(fd)).st_mode
    except OSError: continue
    leak(target, fd)
    if stat.S_ISDIR(kind): print("LEAK", fd, target)
    if stat.S_ISREG(kind) and not target.startswith("/home/student"): print("LEAK", target)
    if stat.S_ISFIFO(kind): print("LEAK pipe", fd)
""",
    "the network": """
import socket
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    for address in (("127.0.0.1", port), ("localhost", port), name, ("192.0.2.1", 80)):
        try:
            with socket.socket(family) as s:
                s.settimeout(0.5)
                s.connect(address)
                print("LEAK", address)
        except (OSError, TypeError): pass
try: print("LEAK", socket.getaddrinfo("example.org", 443))
except OSError: pass
for family in (16, 17, 38, 40, 29):
    try: print("LEAK", socket.socket(family, socket.SOCK_RAW))
    except OSError: pass
""",
    "keys, shared memory, the kernel": """
import ctypes
libc = ctypes.CDLL(None)
for number, arguments in ((250, (0, -3, 1)), (29, (0, 9, 512)), (68, (0, 512)), (64, (0, 1, 512))):
    if libc.syscall(number, *arguments) >= 0: print("LEAK", number)
for path in ("/proc/kcore", "/proc/kmsg", "/dev/mem", "/dev/kmsg", "/proc/keys", "/proc/key-users"):
    try: print("LEAK", path) if open(path, "rb").read(9) else None
    except OSError: pass
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/self/oom_score_adj"):
    try: open(path, "w").write("0"); print("LEAK", path)
    except OSError: pass
""",
    "files that neighbours read, too": """
import ctypes
libc = ctypes.CDLL(None)
if libc.inotify_init() >= 0 or libc.inotify_init1(0) >= 0: print("LEAK watched")
""",
    "hidden tests in Python": """
import gc, linecache, sys
shell = get_ipython()
for name in ("In", "Out", "_ih", "_oh", "_i"): leak(shell.user_ns.get(name), name)
leak(linecache.cache, "linecache")
for thing in gc.get_objects():
    if type(thing) in (dict, list, tuple, set):
        try: text = repr(thing) if len(thing) < 50 else ""
        except Exception: continue
        if ".".join(["autograder", "checks"]) in text: print("LEAK", text[:60])
frame = sys._getframe()
while frame:
    for key, value in list(frame.f_locals.items()) + list(frame.f_globals.items()):
        if key not in ("words", "hidden", "In", "_ih", "raw_cell", "source", "cell"):
            if isinstance(value, (str, bytes)) and "words = [" not in str(value): leak(value, key)
    frame = frame.f_back
""",
    "tracebacks": """
import traceback
try: get_ipython().run_line_magic("nothing", 1 / 0)
except Exception: text = traceback.format_exc()
leak(text, "traceback")
for part in repository.split("/")[2:]:
    if f"/{part}/" in text: print("LEAK", part)
""",
    "modules that are the grader's": """
import importlib, sys
for name in ("autograder", "nbgrader", "nbformat", "torch", "scipy", "dask", "pytest"):
    try: print("LEAK", importlib.import_module(name))
    except ImportError: pass
""",
}


@pytest.mark.parametrize("attack", PRYING)
def test_no_secret_gets_out(attacker, attack):
    class_folder = attacker.class_folder
    paths = [
        *(class_folder.directory.parent / "canary", class_folder.directory / "gradebook.db"),
        class_folder.submitted / "ada" / "03-im2col" / "03-im2col.ipynb",
        *(REPOSITORY / "solutions" / "03-im2col.md", REPOSITORY / "cnnlib" / "im2col.py"),
        *(Path("/etc/passwd"), Path("/etc/shadow"), Path.home() / ".bash_history"),
    ]
    name = f"\0attack-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(name)
        local.listen()
        printed = pry(
            attacker,
            PRYING[attack],
            paths=list(map(str, paths)),
            python=os.path.realpath(sys.base_prefix),
            repository=str(REPOSITORY),
            port=server.getsockname()[1],
            name=name,
            digits=CANARY.partition("-")[2][::-1],
        )
    assert "LEAK" not in printed


@pytest.mark.parametrize("name", ["03-im2col.ipynb", "cnnlib/im2col.py", "cnnlib"])
@pytest.mark.parametrize("relative", [True, False])
def test_a_link_to_another_students_work_is_not_read(attacker, handed_in, name, relative):
    other = attacker.class_folder.submitted / "ada" / attacker.assignment.name
    (other / "cnnlib").mkdir()
    (other / "cnnlib" / "im2col.py").write_text(f"print({CANARY!r})\n")
    path = handed_in / name
    path.rename(handed_in / "moved")
    target = other / name
    path.symlink_to(os.path.relpath(target, path.parent) if relative else target)
    result = grade_directory(attacker, handed_in)
    assert CANARY not in everything_said(attacker, result)
    assert CANARY not in json.dumps(result.to_json())
    assert any("is a link, and was not followed." in one for one in result.findings)
