"""Recognise a known mistake by its results."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from autograder.checks.answers import Misconception
from autograder.checks.outcomes import Outcome, Trial

__all__ = ["recognise"]

M = TypeVar("M", bound=Misconception)


def recognise(
    misconceptions: Iterable[M],
    trials: list[Trial],
    outcome_of: Callable[[M, Trial], Outcome],
) -> str | None:
    """Return the sentences of the known mistakes that explain what failed, or None.

    A mistake explains an answer when the two agree in every case of the parts that the mistake
    loses, and one of these cases came back with a wrong value (an exception alone says too
    little). Other parts may fail for other reasons: a student can make two mistakes at once.

    Parameters
    ----------
    outcome_of : callable
        The outcome of a misconception in the case of a trial.
    """
    found = [
        mistake
        for mistake in misconceptions
        if _explains(mistake, trials, partial(outcome_of, mistake))
    ]
    # A mistake that explains more makes one that explains only some of it superfluous.
    widest = [
        mistake
        for mistake in found
        if not any(set(mistake.loses) < set(other.loses) for other in found)
    ]
    return " ".join(mistake.sentence for mistake in widest) or None


def _explains(
    mistake: Misconception, trials: list[Trial], outcome_of: Callable[[Trial], Outcome]
) -> bool:
    lost = [trial for trial in trials if trial.part in mistake.loses]
    if not any(trial.failed and not trial.outcome.error for trial in lost):
        return False
    return all(trial.agrees_with(outcome_of(trial)) for trial in lost)
