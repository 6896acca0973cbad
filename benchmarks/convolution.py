"""Time the library's fast convolution, forward and backward, beside PyTorch's on one thread."""

import os
import platform
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table

from cnnlib.fast.conv import conv2d
from cnnlib.fast.conv_backward import conv2d_backward

__all__ = ["main"]

ROUNDS = 15

# Input shape, filters, kernel size, padding; the largest ratio to PyTorch's time that will do.
LAYERS = [
    ((64, 32, 32, 32), 32, 3, 1, {"float32": 2.5, "float64": 1.0}),
    ((16, 64, 56, 56), 64, 3, 1, {"float32": 2.5, "float64": 1.0}),
    ((100, 1, 28, 28), 32, 5, 2, {"float32": 1.0, "float64": 1.0}),
]


def main() -> None:
    """Run this module in a Python whose matrix products use one thread."""
    # OpenBLAS and MKL read these once, when NumPy is first imported.
    one_thread = dict.fromkeys(["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"], "1")
    subprocess.run(
        [sys.executable, "-m", "benchmarks.convolution"], env=os.environ | one_thread, check=True
    )


def _compare_with_torch(console: Console) -> None:
    table = Table(
        title=f"Forward and backward, milliseconds, medians of {ROUNDS} rounds in turn, one thread",
        caption="memory: the most beyond the results, as a part of the whole im2col matrix",
    )
    columns = ("layer", "dtype", "PyTorch", "forward", "backward", "ratio", "at most", "memory")
    for column in columns:
        table.add_column(column, justify="left" if column in ("layer", "dtype") else "right")
    cases = [(layer, dtype) for layer in LAYERS for dtype in ("float32", "float64")]
    for layer, dtype in track(cases, "Convolving, in turn", console=console):
        shape, filters, size, padding, allowed = layer
        rounds, memory = _measure(shape, filters, size, padding, dtype)
        theirs, forward, backward = (f"{1e3 * median(t):.1f}" for t in zip(*rounds, strict=True))
        ratio = median((f + b) / t for t, f, b in rounds)
        name = f"{'×'.join(map(str, shape))} → {filters}, {size}×{size}"
        judged = f"{ratio:.2f}", f"{allowed[dtype]:.1f}", f"{memory:.3f}"
        table.add_row(name, dtype, theirs, forward, backward, *judged)
    console.print(table)
    console.print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}, PyTorch {torch.__version__}."
    )


def _measure(
    shape: tuple[int, ...], filters: int, size: int, padding: int, dtype: str
) -> tuple[list[tuple[float, float, float]], float]:
    """Return seconds of torch, forward and backward in each round, and our extra memory."""
    rng = np.random.default_rng(0)
    shapes = (shape, (filters, shape[1], size, size), (filters,))
    x, weight, bias = (rng.normal(size=shape).astype(dtype) for shape in shapes)
    tensors = [torch.from_numpy(array).requires_grad_() for array in (x, weight, bias)]
    grad_out = rng.normal(size=conv2d(x, weight, padding=padding).shape).astype(dtype)
    grad_tensor = torch.from_numpy(grad_out)

    def theirs() -> None:
        out = torch.nn.functional.conv2d(*tensors, padding=padding)
        torch.autograd.grad(out, tensors, grad_tensor)

    def forward() -> tuple[np.ndarray, ...]:
        return (conv2d(x, weight, bias, padding=padding),)

    def backward() -> tuple[np.ndarray, ...]:
        return conv2d_backward(grad_out, x, weight, bias, padding=padding)

    theirs()
    memory = max(_extra_bytes(forward), _extra_bytes(backward)) / (x.nbytes * size**2)
    rounds = [(_seconds(theirs), _seconds(forward), _seconds(backward)) for _ in range(ROUNDS)]
    return rounds, memory


def _seconds(function: Callable[[], object]) -> float:
    start = perf_counter()
    function()
    return perf_counter() - start


def _extra_bytes(function: Callable[[], tuple[np.ndarray, ...]]) -> int:
    """Return the most memory that a call held beyond its results."""
    tracemalloc.start()
    results = function()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - sum(array.nbytes for array in results)


if __name__ == "__main__":
    torch.set_num_threads(1)
    shown = Console(width=100)
    _compare_with_torch(shown)
