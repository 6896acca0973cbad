"""Measure single layers in processor time, which other work on the machine changes little."""

from collections.abc import Callable, Mapping
from time import process_time

__all__ = ["least_seconds"]

SHORTEST = 0.02  # seconds to measure at once: the clock is coarse


def least_seconds(
    functions: Mapping[str, Callable[[], object]], repeats: int = 5
) -> dict[str, float]:
    """Return the least processor seconds that one call of each function took.

    The functions take turns; a short one is called several times in a row. Computation must be on
    one thread.
    """
    times = {name: _times(function) for name, function in functions.items()}
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(repeats):
        for name, function in functions.items():
            best[name] = min(best[name], _seconds(function, times[name]))
    return best


def _times(function: Callable[[], object]) -> int:
    function()  # the first call prepares what later calls reuse
    return max(1, round(SHORTEST / max(_seconds(function, 1), 1e-6)))


def _seconds(function: Callable[[], object], times: int) -> float:
    start = process_time()
    for _ in range(times):
        function()
    return (process_time() - start) / times
