"""Values that are right, but for those that are NaN or infinite."""

from collections.abc import Iterator

import numpy as np

from autograder.checks.outcomes import Trial
from autograder.checks.structure import arrays_in, base_name, named_values
from cnnlib.checking import tolerance, wrong_values

__all__ = ["not_finite"]

ENOUGH = 2  # trials in which only such values are wrong


def not_finite(trials: list[Trial]) -> list[str]:
    """Return a sentence on each value whose only wrong numbers are NaN or infinite."""
    wrong = [pair for trial in trials if not trial.outcome.error for pair in _wrong(trial)]
    said = []
    for name in dict.fromkeys(name for name, _ in wrong):
        found = [right_elsewhere for each, right_elsewhere in wrong if each == name]
        if len(found) >= ENOUGH and all(found):
            subject = f"`{name}`" if name else "The result"
            said.append(
                f"{subject} is right wherever it is finite, and NaN or infinite elsewhere: look "
                "for an exponential that overflows, a division by 0, or a logarithm of 0."
            )
    return said


def _wrong(trial: Trial) -> Iterator[tuple[str, bool]]:
    """Yield the name of each wrong value, and whether it is right wherever it is finite."""
    got, want = (
        named_values(value, trial.names) for value in (trial.outcome.value, trial.expected)
    )
    for name, right in want.items():
        own = got.get(name)
        if trial.only and name and base_name(name) not in trial.only:
            continue
        if not isinstance(own, np.ndarray) or not isinstance(right, np.ndarray):
            continue
        if own.dtype.kind != "f" or own.shape != right.shape:
            yield name, False
            continue
        there = np.isfinite(own)
        rtol = trial.rtol or tolerance(*arrays_in(own), *arrays_in(right))
        wrong = wrong_values(np.where(there, own, right), right, rtol).any()
        if wrong or not there.all():
            yield name, not wrong
