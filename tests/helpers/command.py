"""The command `autograder` as a process of its own, in a process group of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence

import psutil

from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY

__all__ = ["family", "kind_of", "results", "run", "start", "wait_for_result"]

COMMAND = [sys.executable, "-m", "autograder"]


def start(
    class_folder: ClassFolder, *arguments: str, prefix: Sequence[str] = (), **environment: str
) -> subprocess.Popen:
    """Start ``autograder grade 03-im2col`` on a class, by the command `prefix` if there is one."""
    return subprocess.Popen(
        [
            *prefix,
            *COMMAND,
            "grade",
            "03-im2col",
            "--course",
            str(class_folder.directory),
            *arguments,
        ],
        cwd=REPOSITORY.root,
        env=os.environ | {"COLUMNS": "200"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run(*arguments: str, **environment: str) -> tuple[int, str]:
    """Run ``autograder`` with `arguments`; return its exit code, and what it printed."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=REPOSITORY.root,
        env=os.environ | {"COLUMNS": "400", "PYTHONWARNINGS": "ignore"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape")


def results(class_folder: ClassFolder) -> dict[str, dict]:
    """Return every stored result by student; each is whole, or this raises."""
    paths = class_folder.results.glob("*/*.json")
    return {path.stem: json.loads(path.read_text()) for path in paths}


def wait_for_result(class_folder: ClassFolder, process: subprocess.Popen, count: int = 1) -> None:
    """Return when so many results are stored."""
    deadline = time.monotonic() + 120
    while len(list(class_folder.results.glob("*/*.json"))) < count:
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def family(process: subprocess.Popen) -> list[psutil.Process]:
    """Return all processes that a process has started, and theirs."""
    return psutil.Process(process.pid).children(recursive=True)


def kind_of(process: psutil.Process) -> str:
    """Return what a process of a run is: a sandbox, a worker, the fork server…"""
    command = " ".join(process.cmdline())
    if "autograder_inside" in command or process.name() in ("bwrap", "unshare"):
        return "sandbox"
    if "forkserver" in command:  # which hands its command line to the workers that it forks
        parents = process.parents()[:1]
        from_it = any("forkserver" in " ".join(parent.cmdline()) for parent in parents)
        return "worker" if from_it else "forkserver"
    kinds = {"resource_tracker": "resource_tracker", "spawn_main": "worker"}
    kinds |= {"dask scheduler": "scheduler", "dask worker": "nanny"}
    return next((kind for part, kind in kinds.items() if part in command), "other")
