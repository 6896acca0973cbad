"""Answers with several gaps: each misconception with a missing feature, or with another one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from autograder.checks.answers import FunctionMisconception
from autograder.checks.cases import Case
from autograder.checks.evidence import evidence
from autograder.checks.function_check import FunctionCheck
from autograder.checks.gaps import is_square
from autograder.checks.outcomes import Trial
from autograder.checks.recognition import Recognised
from autograder.checks.tries import options_of

__all__ = ["Composition", "compositions", "wrongly_named"]

Function = Callable[..., Any]

UNWRITTEN = ("groups", "dilation", "padding", "ceil_mode", "strides", "dilations")


@dataclass(frozen=True)
class Composition:
    """An answer with several gaps.

    Attributes
    ----------
    name : str
        For messages.
    mistakes : tuple of FunctionMisconception
        The known mistakes in it.
    function : callable
    in_float64 : bool
        Whether one of the gaps is that it returns float64 whatever it is given.
    """

    name: str
    mistakes: tuple[FunctionMisconception, ...]
    function: Function
    in_float64: bool = False


def compositions(check: FunctionCheck) -> Iterator[Composition]:
    """Yield each misconception with each gap, and with each other misconception."""
    right = check.reference.function
    missing = [name for name in options_of(right) if name in UNWRITTEN]
    unwritten: dict[str, Callable[[Function], Function]] = {
        f"no {name}": partial(_without, name) for name in missing
    }
    unwritten["square only"] = _square_only
    in_float64 = "float64 always"
    unwritten[in_float64] = partial(_always, "float64")
    for mistake in check.misconceptions:
        for name, gap in unwritten.items():
            spoilt = gap(mistake.around(right))
            yield Composition(f"{mistake.name}, {name}", (mistake,), spoilt, name == in_float64)
    for one, other in combinations(check.misconceptions, 2):
        function = one.around(other.around(right))
        yield Composition(f"{one.name}, {other.name}", (one, other), function)


def wrongly_named(
    check: FunctionCheck, composed: Sequence[Composition], seed: int
) -> Iterator[str]:
    """Yield a sentence for each composition about which nothing true or something false is said.

    A named mistake is true if it is in the answer; or if all named mistakes together return the
    same as the answer wherever this mistake makes a difference; or if it equals a mistake of the
    answer in the simplest part that it changes.
    """
    for each in composed:
        trials = check.trials(each.function, seed)
        if not any(trial.failed for trial in trials):
            continue  # one undoes the other
        found = check.recognise(trials)
        others = [m for m in found.mistakes if m not in each.mistakes and m.loses]
        false = [
            m
            for m in others
            if not _is_dtype(m, each) and not _true(m, each.mistakes, found, check, trials)
        ]
        if false:
            yield f"{each.name}: {', '.join(m.name for m in false)} is named, but is not in it."
        said = found.mistakes or check.facts(trials, found)
        if not said and _can_be_seen(trials):
            yield f"{each.name}: nothing is named."


def _is_dtype(mistake: FunctionMisconception, composed: Composition) -> bool:
    return composed.in_float64 and mistake.name.startswith("loses_the_dtype")


def _true(
    mistake: FunctionMisconception,
    owns: tuple[FunctionMisconception, ...],
    found: Recognised,
    check: FunctionCheck,
    trials: list[Trial],
) -> bool:
    """Return whether a named mistake is, under another name, one of the answer's mistakes."""
    alone = mistake.around(check.reference.function)
    shown = []
    for trial in trials:
        if not trial.outcome.error:
            changes = evidence(0, trial, trial.expected, trial.outcome_of(alone))
            shown += [trial] if changes else []
    if all(trial.agrees_with(trial.outcome_of(found.function)) for trial in shown):
        return True
    simplest = [trial for trial in shown if trial.part == shown[0].part]
    return any(
        all(
            replace(trial, outcome=trial.outcome_of(alone)).agrees_with(
                trial.outcome_of(own.around(check.reference.function))
            )
            for trial in simplest
        )
        for own in owns
    )


def _can_be_seen(trials: list[Trial]) -> bool:
    return any(trial.failed and not trial.outcome.error for trial in trials)


def _without(name: str, function: Function) -> Function:
    def answer(*args: Any, **given: Any) -> Any:
        if name in given:
            raise TypeError(f"{function.__name__}() got an unexpected keyword argument {name!r}")
        return function(*args, **given)

    return answer


def _square_only(function: Function) -> Function:
    def answer(*args: Any, **given: Any) -> Any:
        if not is_square(Case("", args, given)):
            raise ValueError("could not broadcast input array from shape (2,3) into shape (3,3)")
        return function(*args, **given)

    return answer


def _always(dtype: str, function: Function) -> Function:
    def answer(*args: Any, **given: Any) -> Any:
        return _retyped(function(*args, **given), dtype)

    return answer


def _retyped(value: Any, dtype: str) -> Any:
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(_retyped(item, dtype) for item in value)
    floats = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(dtype) if floats else value
