"""The script that runs everything on a GPU, in slices, with a program in the place of Python."""

import re
import shutil
import subprocess

import pytest

from autograder.course.repository import REPOSITORY
from cnnlib.experiments.__main__ import TRY_AGAIN
from cnnlib.experiments.catalogue import EXPERIMENTS

LARGEST = 16_000_000
LARGE, SMALL = 40_000_001, 5_000_000
SCRIPT = REPOSITORY.root / "scripts" / "gpu-experiments"


@pytest.fixture
def slice_of(tmp_path):
    """Run the script once where Python is replaced by `commands` of the shell."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)

    def run(commands: str) -> subprocess.CompletedProcess:
        python.write_text(f'#!/bin/sh\necho "$@" >>said\n{commands}\n')
        python.chmod(0o755)
        return subprocess.run(
            ["scripts/gpu-experiments"], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )

    return run


def test_the_queue_has_every_experiment_of_the_sources_in_order_of_worth(slice_of, tmp_path):
    done = slice_of("exit 0")
    assert (done.returncode, done.stdout) == (0, "All is done.\n")
    ordered = []
    for line in (tmp_path / "said").read_text().splitlines():
        order = r"-m cnnlib.experiments run (\w+) --dataset (\S+) --device cuda --minutes (\S+)"
        name, dataset, minutes = re.fullmatch(order, line).groups()
        assert dataset == list(EXPERIMENTS[name].sizes)[-1]
        assert 8.5 < float(minutes) <= 9
        ordered.append(name)
    assert ordered[:4] == ["speedrun", "practical", "depth", "regularisation"]
    # One needs no data set, and the networks in NumPy no GPU.
    assert set(ordered) == EXPERIMENTS.keys() - {"algorithms", "lenet"}


def test_a_slice_leaves_small_files_from_which_the_next_goes_on(slice_of, tmp_path):
    folder = tmp_path / "build" / "experiments" / "efficiency on cifar10"
    make = f"""
        mkdir -p '{folder}' && cd '{folder}'
        head -c {LARGE} /dev/urandom >a.pt && head -c {SMALL} /dev/urandom >b.pt
        cat a.pt b.pt | sha256sum >sum
        exit {TRY_AGAIN}"""
    assert slice_of(make).returncode == TRY_AGAIN
    assert len((tmp_path / "said").read_text().splitlines()) == 1  # nothing else was begun
    sizes = {path.name: path.stat().st_size for path in folder.glob("*.pt*")}
    assert sum(sizes.values()) == LARGE + SMALL
    assert max(sizes.values()) < LARGEST
    assert sizes["b.pt"] == SMALL
    go_on = f"cd '{folder}' && cat a.pt b.pt | sha256sum -c --quiet sum && rm *.pt && ls >left"
    assert slice_of(go_on + f"; exit {TRY_AGAIN}").returncode == TRY_AGAIN
    assert (folder / "left").read_text().split() == ["left", "sum"]


def test_a_split_that_was_interrupted_does_no_harm(slice_of, tmp_path):
    folder = tmp_path / "build" / "experiments"
    folder.mkdir(parents=True)
    (folder / "a.pt").write_text("whole")
    (folder / "a.pt.aa").write_text("wh")
    assert slice_of("exit 75").returncode == TRY_AGAIN
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"a.pt": "whole"}
