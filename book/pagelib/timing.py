"""Measure how long functions take, and say on what machine."""

import platform
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

__all__ = ["machine", "median_seconds"]


def median_seconds(
    functions: Mapping[str, Callable[[], object]], repeats: int = 7
) -> dict[str, float]:
    """Return the median wall-clock seconds of one call of each function.

    The functions take turns, so that a busy moment of the machine falls on all of them, and each
    is called once beforehand, unmeasured.
    """
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        function()
    for _ in range(repeats):
        for name, function in functions.items():
            start = perf_counter()
            function()
            seconds[name].append(perf_counter() - start)
    return {name: median(measured) for name, measured in seconds.items()}


def machine() -> str:
    """Name the processor and the software that NumPy multiplies matrices with."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return (
        f"{_processor()}, {platform.system()}, Python {platform.python_version()}, "
        f"NumPy {np.__version__} with {blas['name']} {blas['version']}"
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
