"""The example for Slurm, as far as it can be tried without a cluster."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from autograder.course.repository import REPOSITORY

GUIDE = REPOSITORY.root / "docs" / "instructor-guide.md"
SCRIPT = REPOSITORY.root / "scripts" / "grade-on-slurm"


def run(path: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        env=os.environ | {"PATH": str(path)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("arguments", [(), ("4",), ("03-im2col",), ("03-im2col", "4")])
def test_a_mistyped_command_gets_the_usage(tmp_path, arguments):
    done = run(tmp_path, *arguments)
    assert done.returncode == 1
    assert "scripts/grade-on-slurm JOBS ASSIGNMENT" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_missing_is_named(tmp_path):
    done = run(tmp_path, "4", "03-im2col")
    assert done.stderr.startswith("There is no sbatch here")
    (tmp_path / "sbatch").touch(0o755)
    done = run(tmp_path, "4", "03-im2col")
    assert done.stderr.startswith("dask-jobqueue is not in this environment")
    assert "dask-jobqueue==" in GUIDE.read_text(encoding="utf-8")


def test_the_examples_of_jobs_can_be_read():
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    whole, more = (yaml.safe_load(block) for block in blocks)
    job = whole["jobqueue"]["slurm"]
    assert job["cores"] == job["processes"]  # one thread for each
    assert more["worker-extra-args"] == ["--resources", "GPU=1"]
