"""The comparison of algorithms: its table, and where the FFT overtakes."""

import pytest
import torch

from cnnlib.experiments.algorithms import EXPERIMENT, NAMES, crossover, rows
from cnnlib.experiments.experiment import Job


def result_of(fft: list[float], im2col: list[float], rounds: int = 1) -> dict:
    """Return a result for 16x16 images, kernels 1, 3, 5, with these seconds."""
    runs = []
    for kernel, ours, theirs in zip((1, 3, 5), fft, im2col, strict=True):
        for extra in range(rounds):
            seconds = dict.fromkeys(NAMES, 1.0) | {"fft": ours + extra, "im2col": theirs + extra}
            run = {"configuration": f"image 16, kernel {kernel}"}
            run |= {f"{name}_seconds": value for name, value in seconds.items()}
            run |= {f"{name}_peak_bytes": 8 * kernel for name in NAMES}
            runs.append(run)
    return {"runs": runs, "title": ""}


@pytest.mark.parametrize(
    ("fft", "im2col", "kernel"),
    [
        ([3, 3, 3], [1, 2, 4], 5),
        ([3, 3, 3], [1, 4, 5], 3),
        ([3, 3, 3], [4, 4, 4], 1),
        ([3, 3, 3], [4, 2, 4], 5),  # faster, slower, faster: from the last change on
        ([3, 3, 3], [4, 4, 2], None),
        ([3, 3, 3], [1, 2, 3], None),  # as fast is not faster
    ],
)
def test_the_crossover_is_the_kernel_from_which_the_fft_stays_faster(fft, im2col, kernel):
    assert crossover(result_of(fft, im2col)) == {16: kernel}


def test_the_shortest_time_of_the_rounds_counts():
    table = rows(result_of([3, 3, 3], [1, 2, 4], rounds=3))
    assert len(table) == 3 * len(NAMES)
    assert {
        (row["kernel_size"], row["seconds"]) for row in table if row["algorithm"] == "im2col"
    } == {(1, 1), (3, 2), (5, 4)}
    assert {row["peak_bytes"] for row in table} == {8, 24, 40}


def test_sizes_are_measured_as_declared(tmp_path):
    name = "image 16, kernel 3"
    job = Job(name, EXPERIMENT.configurations[name], 0, 1, torch.device("cpu"), None, tmp_path)
    measured = EXPERIMENT.train(job)
    assert set(measured) == {f"{n}_{what}" for n in NAMES for what in ("seconds", "peak_bytes")}
    assert all(measured[f"{name}_seconds"] > 0 for name in NAMES)
    # The matrix of im2col holds 9 float32 numbers for each of 4 images x 8 channels x 16 x 16.
    assert measured["im2col_peak_bytes"] > 4 * 9 * 4 * 8 * 16 * 16 > measured["loops_peak_bytes"]
    assert measured["torch_peak_bytes"] is None
