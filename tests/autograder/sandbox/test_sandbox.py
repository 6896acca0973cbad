"""The sandbox: what a student's code can see, import, reach and write, tried from inside."""

import os
import socket
import sys
from pathlib import Path

import pytest

from autograder.sandbox import Limits, SandboxUnavailableError
from autograder.sandbox.forking import forget_templates
from autograder.sandbox.packages import importable_paths
from autograder.sandbox.student import StudentProcess
from tests.helpers.inmates import SMALL, need_sandbox, processes_of, run, value

need_sandbox()

AS_ROOT = os.geteuid() == 0
SECRET = "a-secret-of-the-grader"


@pytest.fixture(scope="module")
def student():
    """A process that no test of this module ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET", SECRET)
        forget_templates()
        with StudentProcess({}, SMALL) as process:
            yield process


@pytest.fixture
def own():
    """A process of the test's own, that it may use up."""
    with StudentProcess({}, SMALL) as process:
        yield process


# What it sees -------------------------------------------------------------------------------------


def test_the_environment_is_a_short_list(student):
    names = value(student, "sorted(__import__('os').environ)")
    assert set(names) <= {
        *("HOME", "IPYTHONDIR", "LANG", "MPLBACKEND", "MPLCONFIGDIR", "OMP_NUM_THREADS"),
        *("OPENBLAS_NUM_THREADS", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE"),
        *("COLUMNS", "LINES", "PAGER", "GIT_PAGER", "CLICOLOR", "FORCE_COLOR"),  # IPython's own
    }


def test_the_grader_cannot_be_seen(student):
    repository = Path(__file__).resolve().parents[3]
    # Only folders on the way to Python may have the name of a folder of the grader's.
    root = set(value(student, "__import__('os').listdir('/')"))
    known = {"bin", "dev", "etc", "grader", "home", "lib", "lib32", "lib64", "libx32"}
    known |= {"proc", "site-packages", "tmp", "usr"}
    assert root <= known | {Path(os.path.realpath(sys.base_prefix)).parts[1]}
    assert set(value(student, "__import__('os').listdir('/etc')")) <= {"ld.so.cache"}
    for path in (repository / "solutions", repository / "tests", "/etc/shadow", "/etc/passwd"):
        assert not value(student, f"__import__('os').path.exists({str(path)!r})")
    assert value(student, "sorted(__import__('os').listdir('/grader/autograder_inside'))") == (
        sorted(os.listdir(repository / "autograder/inside"))
    )


def test_other_processes_cannot_be_seen(student):
    mine = [int(n) for n in value(student, "__import__('os').listdir('/proc')") if n.isdigit()]
    assert 1 <= len(mine) <= 4
    assert max(mine) < 1000


def test_the_graders_secrets_are_in_no_process(student):
    found = run(
        student,
        f"""
        import glob
        for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as file:
                    if {SECRET!r}[2:].encode() in file.read():
                        print(path)
            except PermissionError:
                pass
        """,
    )
    assert found == ""


def test_memory_and_files_of_bubblewrap_cannot_be_reached(student):
    reached = run(
        student,
        """
        import os
        for pid in filter(str.isdigit, os.listdir("/proc")):
            if int(pid) != os.getpid():
                for way in ("mem", "root/etc/passwd", "cwd/etc/passwd", "root/oldroot"):
                    try:
                        with open(f"/proc/{pid}/{way}", "rb") as file:
                            file.read(1)
                    except (OSError, ValueError):
                        continue
                    print(pid, way)
        """,
    )
    assert reached == ""


def test_no_privileges_are_left(student):
    status = dict(
        line.split(":\t", 1)
        for line in run(student, "print(open('/proc/self/status').read())").splitlines()
        if ":\t" in line
    )
    assert status["Uid"].split() == ["65534"] * 4
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0
    assert status["NoNewPrivs"] == "1"
    assert value(student, "open('/proc/sys/user/max_user_namespaces').read()") == "0\n"
    assert "Permission" in run(student, "!/usr/bin/unshare --user true 2>&1 || echo Permission")


def test_its_user_outside_is_not_root(own):
    """`id` inside says nobody, whatever the user: the trusted side looks from outside."""
    for pid in processes_of(own):
        status = Path(f"/proc/{pid}/status").read_text()
        for line in status.splitlines():
            if line.startswith(("Uid:", "Gid:")):
                assert "0" not in line.split()[1:]
                assert (str(os.getuid()) in line.split()[1:]) != AS_ROOT
            if line.startswith("Groups:"):
                assert "0" not in line.split()[1:]


# What it can import -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["numpy", "matplotlib.pyplot", "IPython", "mpl_toolkits.mplot3d"])
def test_what_the_course_uses_can_be_imported(student, name):
    run(student, f"import {name}")


@pytest.mark.parametrize(
    "name",
    ["torch", "scipy", "nbgrader", "autograder", "cnnlib", "pytest", "nbformat", "pip", "yaml"],
)
def test_what_is_not_listed_cannot_be_imported(student, name):
    assert student.run_cell(f"import {name}").error.ename == "ModuleNotFoundError"


def test_no_other_packages_are_in_the_sandbox(student):
    found = run(
        student,
        """
        import glob, sys
        for place in (sys.base_prefix + "/lib*", "/usr/lib*", "/usr/local/lib*"):
            for path in glob.glob(place + "/python3*/*-packages/*"):
                print(path)
        """,
    )
    assert found == ""


def test_an_allow_list_brings_what_it_requires_and_nothing_else():
    assert {name.partition("-")[0] for name in importable_paths(("numpy",))} == {
        *("numpy", "numpy.libs")
    }
    assert "pyparsing" in importable_paths(("matplotlib",))
    assert all(path.exists() for path in importable_paths(("ipython",)).values())
    with pytest.raises(SandboxUnavailableError, match="no-such-package"):
        importable_paths(("no-such-package",))


def test_the_allow_list_is_kept():
    with StudentProcess({}, Limits(packages=("numpy", "ipython"))) as student:
        assert student.run_cell("import numpy").error is None
        assert student.run_cell("import matplotlib").error.ename == "ModuleNotFoundError"


# What it can reach --------------------------------------------------------------------------------


def test_no_network(student):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        source = f"__import__('socket').create_connection(('127.0.0.1', {port}), timeout=2)"
        assert student.run_cell(source).error.ename in {"ConnectionRefusedError", "OSError"}
    source = "__import__('socket').create_connection(('192.0.2.1', 80), timeout=2)"
    assert student.run_cell(source).error.ename == "OSError"
    assert value(student, "open('/proc/net/dev').read().count(':')") == 1


def test_no_abstract_sockets_of_the_machine(student):
    name = f"\0grading-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        source = f"import socket; socket.socket(socket.AF_UNIX).connect({name!r})"
        assert student.run_cell(source).error.ename == "ConnectionRefusedError"


def test_only_three_folders_can_be_written(student):
    written = run(
        student,
        """
        import os
        places = {line.split()[4] for line in open("/proc/self/mountinfo")}
        places |= {os.path.dirname(place) for place in places}
        for place in sorted(filter(os.path.isdir, places)):
            path = os.path.join(place, "written-by-a-student")
            try:
                open(path, "w").close()
            except OSError:
                continue
            os.remove(path)
            print(place)
        """,
    )
    assert written.split() == ["/dev/shm", "/home/student", "/tmp"]
