"""Interrupted runs, and the lock that keeps two runs from grading one class."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import psutil
import pytest
from nbformat.v4 import new_code_cell
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.class_folder import ClassFolder
from autograder.course.lock import ClassInUseError, class_lock
from autograder.sample_class.parts import Folder, Parts
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in
from tests.helpers.command import family, kind_of, results, start, wait_for_result

QUICK = [f"--student={one.student}" for one in ROSTER if one.honest and one.total >= 70][:6]
REFERENCE = ROSTER[0]


def two_students(class_folder: ClassFolder, naps: int = 1) -> list[str]:
    """Hand in the work of two, of whom one takes ten seconds for each nap and the other few."""

    def make(parts: Parts) -> Folder:
        folder = parts.answered()
        nap = "import time\ntime.sleep(10)"  # which takes no processor time from other tests
        folder.notebook.cells[:0] = [new_code_cell(nap) for _ in range(naps)]
        return folder

    slow = replace(REFERENCE, student="slow", make=make)
    students = hand_in(class_folder, {one.student: one for one in (slow, REFERENCE)})
    return [f"--student={student}" for student in students]


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[tuple[ClassFolder, subprocess.Popen]]:
    """A class and the run that grades it: one student is graded, the other will not be soon."""
    class_folder = ClassFolder(tmp_path_factory.mktemp("running") / "class")
    students = two_students(class_folder, naps=9)
    run = start(class_folder, "--jobs", "2", *students, PGPASSWORD="rosebud")
    try:
        wait_for_result(class_folder, run)
        yield class_folder, run
        assert run.poll() is None
    finally:
        run.kill()
        run.communicate()
    with class_lock(class_folder):
        pass  # a killed process releases its lock


def test_ctrl_c_ends_the_run_at_once_and_the_next_one_continues(class_folder):
    students = two_students(class_folder)
    run = start(class_folder, "--jobs", "2", *students)
    wait_for_result(class_folder, run)
    relatives = family(run)
    assert any("bwrap" in process.name() for process in relatives)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does
    began = time.monotonic()
    output, _ = run.communicate(timeout=30)
    assert run.returncode == 130
    # A result may be on the disk before it is counted.
    assert re.search(r"Stopped\. [01] of 2 are graded\. Run it again to continue\.", output)
    assert "Traceback" not in output
    assert time.monotonic() - began < 8
    assert not psutil.wait_procs(relatives, timeout=5)[1]

    again = start(class_folder, "--jobs", "1", *students)
    output, _ = again.communicate(timeout=300)
    assert again.returncode == 0, output
    assert "1 graded, 1 unchanged." in output


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0])
def test_ctrl_c_while_it_starts_shows_no_traceback(class_folder, seconds):
    run = start(class_folder)
    time.sleep(seconds)
    os.killpg(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=60)
    if "<frozen site>" in output:
        pytest.skip("on this busy machine, Python had not yet started the command")
    assert "Traceback" not in output
    assert run.returncode


def has_worker(run: subprocess.Popen) -> bool:
    with suppress(psutil.Error):  # of a process that has just ended
        return any(kind_of(process) == "worker" for process in family(run))
    return False


def test_ctrl_c_while_the_workers_start_shows_no_traceback(class_folder):
    run = start(class_folder, *two_students(class_folder))
    while run.poll() is None and not has_worker(run):
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Stopped. 0 of 2 are graded. Run it again to continue." in output
    assert "Traceback" not in output


def test_one_run_at_a_time(running):
    class_folder, _ = running
    course = ["--course", str(class_folder.directory)]
    second = CliRunner().invoke(app, ["grade", CHAPTER, *course], env={"COLUMNS": "400"})
    assert second.exit_code == 1
    assert "Another autograder is grading the class in" in second.output


def test_each_class_has_its_own_lock(class_folder, tmp_path):
    another = class_lock(ClassFolder(tmp_path / "another"))
    with (
        class_lock(class_folder),
        another,
        pytest.raises(ClassInUseError),
        class_lock(class_folder),
    ):
        raise AssertionError
    with class_lock(class_folder):
        pass


def test_workers_inherit_no_secret_and_listen_only_on_this_machine(running):
    _, run = running
    relatives = [psutil.Process(run.pid), *family(run)]
    assert len(relatives) > 4
    listening, read = [], 0
    for process in relatives:
        with suppress(psutil.AccessDenied):  # a sandbox, which even its user cannot look into
            own = process.pid == run.pid
            assert own or "rosebud" not in process.environ().values(), process.cmdline()
            read += 1
            listening += [
                connection.laddr.ip
                for connection in process.net_connections()
                if connection.status == psutil.CONN_LISTEN
            ]
    assert read > 4
    assert len(listening) >= 3
    assert set(listening) == {"127.0.0.1"}


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount")
def test_a_read_only_class_folder_is_reported_in_a_sentence(class_folder):
    hand_in(class_folder, {REFERENCE.student: REFERENCE})
    mount = f"mount --bind -o ro {class_folder.directory} {class_folder.directory}"
    run = start(
        class_folder, prefix=["unshare", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh"]
    )
    output, _ = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "Traceback" not in output
    assert "Read-only file system" in output


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount")
def test_a_full_disk_loses_nothing(class_folder):
    """The class is on a disk of a few hundred kilobytes, until another file is removed."""
    class_folder.directory.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", class_folder.directory], check=True
    )
    try:
        hand_in(class_folder)
        free = 150_000
        stuffing = class_folder.directory / "stuffing"
        stuffing.write_bytes(bytes(shutil.disk_usage(class_folder.directory).free - free))
        run = start(class_folder, *QUICK)
        output, _ = run.communicate(timeout=300)
        assert run.returncode == 1
        assert "Traceback" not in output
        assert "full" in output or "No space left" in output
        stored = results(class_folder)
        assert len(stored) < len(QUICK)
        stuffing.unlink()
        again = start(class_folder, *QUICK)
        output, _ = again.communicate(timeout=300)
        assert again.returncode == 0, output
        assert results(class_folder).keys() == {one.removeprefix("--student=") for one in QUICK}
        assert {name: results(class_folder)[name]["seed"] for name in stored} == {
            name: one["seed"] for name, one in stored.items()
        }
        assert not list(class_folder.results.rglob("*.pending")) + list(
            class_folder.results.rglob(".*")
        )
    finally:
        subprocess.run(["umount", "--lazy", class_folder.directory], check=True)
