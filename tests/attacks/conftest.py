"""Fixtures for all attacks."""

import os
import time
from pathlib import Path

import psutil
import pytest

from autograder.course.class_folder import ClassFolder
from autograder.sandbox import check_sandbox
from tests.attacks.attacking import PATIENCE, Attacker
from tests.helpers.inmates import need_sandbox

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
    time.sleep(0.1)
    before, started = _traces(), time.monotonic()
    yield
    assert time.monotonic() - started < PATIENCE
    while _traces() != before and time.monotonic() - started < PATIENCE:
        time.sleep(0.05)  # the keeper of the last sandbox may still be ending
    assert _traces() == before


def _traces():
    processes = {child.pid for child in psutil.Process().children(recursive=True)}
    places = ("/tmp", "/dev/shm", str(Path.home()), ".")
    files = {path for place in places for path in Path(place).glob("left-behind*")}
    names = [line for line in Path("/proc/net/unix").read_text().splitlines() if "left-" in line]
    mounts = Path("/proc/self/mounts").read_text()
    return processes, files, names, mounts, len(os.listdir("/proc/self/fd"))
