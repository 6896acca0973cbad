"""Compare the ways to convolve, in time and in memory (chapter 3)."""

import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from statistics import median
from time import perf_counter

import numpy as np

from cnnlib import conv, im2col, three_loops
from cnnlib.fast import conv as fast_conv
from cnnlib.fast import fft

__all__ = ["ALGORITHMS", "compare_convolutions"]

Convolution = Callable[..., np.ndarray]

ALGORITHMS: dict[str, Convolution] = {
    "loops": conv.conv2d,
    "correlate": three_loops.conv2d_correlate,
    "im2col": im2col.conv2d_im2col,
    "fft": fft.conv2d_fft,
    "fast": fast_conv.conv2d,
}


def compare_convolutions(
    image_sizes: Sequence[int],
    kernel_sizes: Sequence[int],
    batch: int = 4,
    channels: int = 8,
    filters: int = 8,
    repeats: int = 5,
    dtype: str = "float32",
    algorithms: Mapping[str, Convolution] | None = None,
) -> list[dict[str, str | int | float | None]]:
    """Measure each algorithm on square images and kernels of all the given sizes.

    The input is padded by half a kernel, so that an odd kernel keeps its size. The algorithms take
    turns, so that other load on the machine affects all of them, and each is called once before it
    is measured. The caller sets how many threads they use.

    Parameters
    ----------
    image_sizes, kernel_sizes : sequence of int
        In pixels; every image is tried with every kernel.
    batch, channels, filters : int
    repeats : int
        Of each measurement of time; its median counts.
    dtype : str
    algorithms : mapping of str to function, optional
        Called as ``conv2d(x, weight, padding=...)``. By default `ALGORITHMS`, and PyTorch's as
        ``"torch"`` where PyTorch is installed.

    Returns
    -------
    list of dict
        One row per algorithm, image size and kernel size: ``"algorithm"``, ``"image_size"``,
        ``"kernel_size"``, ``"seconds"``, and ``"peak_bytes"``, the most memory that a call held,
        its result included; None for ``"torch"``, whose memory Python cannot trace.

    Raises
    ------
    ValueError
        If a number is not a whole number of at least 1.

    References
    ----------
    *MLP Coursework 2: Exploring Convolutional Networks*, section 2.4.
    """
    numbers = (*image_sizes, *kernel_sizes, batch, channels, filters, repeats)
    if not all(isinstance(number, int | np.integer) and number >= 1 for number in numbers):
        raise ValueError(
            f"Sizes, batch, channels, filters and repeats must be whole numbers of at least 1, not "
            f"{list(image_sizes)}, {list(kernel_sizes)}, {batch}, {channels}, {filters}, {repeats}."
        )
    if algorithms is None:
        algorithms = ALGORITHMS | ({"torch": _torch_conv2d} if find_spec("torch") else {})
    rng = np.random.default_rng(0)
    table: list[dict[str, str | int | float | None]] = []
    for image_size in image_sizes:
        x = rng.normal(size=(batch, channels, image_size, image_size)).astype(dtype)
        for kernel_size in kernel_sizes:
            shape = (filters, channels, kernel_size, kernel_size)
            weight = rng.normal(size=shape).astype(dtype)
            arguments = x, weight, kernel_size // 2
            peaks = {name: _peak_bytes(f, *arguments) for name, f in algorithms.items()}
            seconds = _seconds(algorithms, *arguments, repeats)
            for name, function in algorithms.items():
                table.append(
                    {
                        "algorithm": name,
                        "image_size": image_size,
                        "kernel_size": kernel_size,
                        "seconds": seconds[name],
                        "peak_bytes": None if function is _torch_conv2d else peaks[name],
                    }
                )
    return table


def _seconds(
    algorithms: Mapping[str, Convolution],
    x: np.ndarray,
    weight: np.ndarray,
    padding: int,
    repeats: int,
) -> dict[str, float]:
    seconds: dict[str, list[float]] = {name: [] for name in algorithms}
    for _ in range(repeats):
        for name, convolve in algorithms.items():
            start = perf_counter()
            convolve(x, weight, padding=padding)
            seconds[name].append(perf_counter() - start)
    return {name: median(measured) for name, measured in seconds.items()}


def _peak_bytes(convolve: Convolution, x: np.ndarray, weight: np.ndarray, padding: int) -> int:
    # Tracing slows Python down, so time is measured without it.
    tracemalloc.start()
    try:
        convolve(x, weight, padding=padding)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _torch_conv2d(x: np.ndarray, weight: np.ndarray, padding: int) -> np.ndarray:
    # Imported here: without PyTorch the other algorithms can still be compared.
    import torch

    with torch.no_grad():
        out = torch.nn.functional.conv2d(
            torch.from_numpy(x), torch.from_numpy(weight), padding=padding
        )
    return out.numpy()
