"""What holds for a sandbox that root starts holds for one that an ordinary user starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.inmates import need_sandbox

need_sandbox()

TESTS = Path(__file__).resolve().parent
REPOSITORY = TESTS.parents[2]
NOBODY_IN_PARTICULAR = 61_100


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
@pytest.mark.parametrize(
    "module",
    [
        "test_sandbox",
        "test_sandbox_limits",
        pytest.param("test_forking", marks=pytest.mark.long),
    ],
)
def test_an_ordinary_user_gets_the_same(module, tmp_path):
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]
    tmp_path.chmod(0o777)
    result = subprocess.run(
        [
            *("bwrap", "--dev-bind", "/", "/", *entered_by_all(), "--bind", tmp_path, tmp_path),
            *("--setenv", "TMPDIR", tmp_path, "--chdir", REPOSITORY, "--"),
            *("setpriv", f"--reuid={NOBODY_IN_PARTICULAR}", f"--regid={NOBODY_IN_PARTICULAR}"),
            *("--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--"),
            *(*pytest_here, TESTS / f"{module}.py"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if "skipped" in result.stdout and "passed" not in result.stdout:
        pytest.skip(result.stdout)  # a container may let root start one and not a user
    assert result.returncode == 0, result.stdout + result.stderr


def entered_by_all():
    """Return what makes Python and this repository readable where they lie in root's home."""
    needed = {Path(sys.base_prefix), Path(sys.prefix), REPOSITORY}
    closed = {
        parent
        for path in needed
        for parent in path.resolve().parents
        if not parent.stat().st_mode & 0o001
    }
    arguments = []
    for path in sorted(closed):
        if not closed & set(path.parents):
            arguments += ["--perms", "0755", "--tmpfs", str(path)]
    below = {path.resolve() for path in needed if closed & set(path.resolve().parents)}
    for path in sorted(below):
        for parent in reversed(path.parents):  # or bubblewrap makes them, closed
            arguments += ["--perms", "0755", "--dir", str(parent)]
        arguments += ["--ro-bind", str(path), str(path)]
    return arguments
