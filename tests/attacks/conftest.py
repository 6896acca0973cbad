"""Fixtures for all attacks."""

import os
import time
from pathlib import Path

import psutil
import pytest

from autograder.course.class_folder import ClassFolder
from autograder.sandbox import check_sandbox
from tests.attacks.attacking import HONEST, PATIENCE, Attacker, earned
from tests.helpers.inmates import end_prepared, need_sandbox

need_sandbox()


@pytest.fixture
def attacker(assignment, tmp_path):
    return Attacker(assignment, ClassFolder(tmp_path / "class"))


@pytest.fixture
def handed_in(attacker):
    """The folder of a student whose work is right."""
    root = attacker.class_folder.submitted / "mallory" / attacker.assignment.name
    for name, content in attacker.parts.files(attacker.folder()).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


@pytest.fixture
def nothing_is_left(attacker):
    """Check that a test leaves no process, file, mount or descriptor behind, and ends in time."""
    check_sandbox(attacker.limits)  # the template is kept
    end_prepared()
    time.sleep(0.1)
    before, started = _traces(), time.monotonic()
    yield
    end_prepared()
    assert time.monotonic() - started < PATIENCE
    while _new(before) and time.monotonic() - started < PATIENCE:
        time.sleep(0.05)  # the keeper of the last sandbox may still be ending
    assert not _new(before)


@pytest.fixture(scope="module")
def right_work_after_all_attacks(assignment, tmp_path_factory):
    """Check that right work still earns its points, once all attacks of a module are over.

    Between them, what an attack leaves to its author shows it: all other points.
    """
    yield
    folder = ClassFolder(tmp_path_factory.mktemp("after") / "class")
    assert earned(Attacker(assignment, folder).grade()) == HONEST


def _new(before):
    """Return what is there now and was not before; a sandbox of before may have ended since."""
    return [now - then for now, then in zip(_traces(), before, strict=True) if now - then]


def _traces():
    processes = {child.pid for child in psutil.Process().children(recursive=True)}
    places = ("/tmp", "/dev/shm", str(Path.home()), ".")
    files = {path for place in places for path in Path(place).glob("left-behind*")}
    sockets = Path("/proc/net/unix").read_text().splitlines()
    names = {line for line in sockets if "left-" in line}
    mounts = set(Path("/proc/self/mounts").read_text().splitlines())
    descriptors = set(range(len(os.listdir("/proc/self/fd"))))  # as many as are open
    return processes, files, names, mounts, descriptors
