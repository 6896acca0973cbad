"""The sandbox: what a student's code can see, reach, write and use up, tried from inside."""

import os
import socket
import sys
import textwrap
from pathlib import Path

import pytest

from autograder.sandbox import Limits, SandboxUnavailableError, check_sandbox, unavailable
from autograder.sandbox.packages import importable_paths
from autograder.student import StudentProcess

try:
    check_sandbox()
except SandboxUnavailableError as error:
    pytest.skip(str(error), allow_module_level=True)

AS_ROOT = os.geteuid() == 0
SMALL = Limits(seconds=5.0, disk=4 << 20, file_size=3 << 20, processes=12)
SECRET = "a-secret-of-the-grader"


@pytest.fixture(
    scope="module", params=["root", "user"] if AS_ROOT else ["user"], ids="started by a {}".format
)
def student(request):
    """A process that no test of this module ends, built the way that root or a user builds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET", SECRET)
        if request.param == "user" and AS_ROOT:
            patch.setattr(os, "geteuid", lambda: 1000)
        try:
            process = StudentProcess({}, SMALL)
        except SandboxUnavailableError as error:
            # A container may let root start one and not a user. `make` stops before the tests
            # where its own user cannot.
            pytest.skip(str(error))
    with process:
        yield process


@pytest.fixture
def own():
    """A process of the test's own, that it may use up."""
    with StudentProcess({}, SMALL) as process:
        yield process


def run(student, source):
    """Run a cell that has to succeed."""
    result = student.run_cell(textwrap.dedent(source))
    assert result.error is None, (result.error, result.error.where, result.stdout)
    return result.stdout


def value(student, expression):
    run(student, f"answer = {expression}")
    return student.lookup("answer")


def processes_of(student):
    """Return the ids, as this machine numbers them, of all processes in the sandbox."""
    namespace = {os.readlink(f"/proc/{pid}/ns/pid") for pid in tree(student._sandbox.pid)}
    namespace -= {os.readlink("/proc/self/ns/pid")}
    assert len(namespace) == 1
    return in_namespace(namespace.pop())


def in_namespace(namespace):
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "ns/pid") == namespace:
                found.append(int(entry.name))
        except OSError:  # it ended, or it is another user's
            continue
    return found


def tree(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in tree(int(child)))]


# What it sees -------------------------------------------------------------------------------------


def test_the_environment_is_a_short_list(student):
    names = value(student, "sorted(__import__('os').environ)")
    assert set(names) <= {
        *("HOME", "IPYTHONDIR", "LANG", "MPLBACKEND", "MPLCONFIGDIR", "OMP_NUM_THREADS"),
        *("OPENBLAS_NUM_THREADS", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE"),
        *("COLUMNS", "LINES", "PAGER", "GIT_PAGER", "CLICOLOR", "FORCE_COLOR"),  # IPython's own
    }


def test_the_grader_cannot_be_seen(student):
    repository = Path(__file__).resolve().parent.parent
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
    assert "Permission" in run(student, "!/usr/bin/unshare --user true 2>&1 || echo Permission")


def test_its_user_outside_is_not_root(own):
    """`id` inside says nobody, whoever it is: the trusted side looks from outside."""
    (worker,) = [
        pid
        for pid in processes_of(own)
        if b"autograder_inside" in Path(f"/proc/{pid}/cmdline").read_bytes()
        and b"--unshare" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    status = Path(f"/proc/{worker}/status").read_text()
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
    assert value(student, "[n for _, n in __import__('socket').if_nameindex()]") == ["lo"]


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


# What it can use up -------------------------------------------------------------------------------


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
    assert len(processes_of(own)) <= SMALL.processes + 3
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
        namespace = os.readlink(f"/proc/{processes_of(student)[0]}/ns/pid")
        before = len(in_namespace(namespace))
    assert before >= 3
    assert in_namespace(namespace) == []


# When it cannot run -------------------------------------------------------------------------------


def test_without_bubblewrap_the_sentence_says_what_to_type(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailableError, match=r"apt-get install bubblewrap`"):
        check_sandbox()
    with pytest.raises(SandboxUnavailableError, match=r"apt-get install bubblewrap`"):
        StudentProcess({})


def test_where_namespaces_are_forbidden_the_sentence_says_so(monkeypatch, tmp_path):
    """A program named bwrap that fails as the real one does in a container."""
    program = tmp_path / "bwrap"
    program.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for attempt in (check_sandbox, lambda: StudentProcess({})):
        with pytest.raises(SandboxUnavailableError, match="No permissions to create new namespace"):
            attempt()


def test_a_setting_of_the_kernel_is_named(monkeypatch):
    # A setting that every kernel has, in place of one that this machine may not have.
    monkeypatch.setattr(unavailable, "FORBIDDING", (("kernel.ostype", "Linux", "Unix"),))
    assert "sysctl -w kernel.ostype=Unix`" in unavailable.explain(b"")
