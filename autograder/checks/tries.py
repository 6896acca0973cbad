"""What an answer did in each call, and with which options, to see which features it lacks."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from autograder.checks.cases import Case
from autograder.checks.outcomes import Outcome, Trial

__all__ = [
    "Try",
    "are_same",
    "compared_names",
    "is_comparable",
    "is_same",
    "options_of",
    "signature",
    "values_of",
    "without_options",
]

signature = cache(inspect.signature)  # asked of the course's functions, for every case


class Try:
    """A trial, the options that it passes, and whether known mistakes explain its result."""

    def __init__(self, trial: Trial, case: Case, given: dict[str, Any], known: Outcome) -> None:
        self.case, self.given, self.trial, self.known = case, given, trial, known
        self.raised = bool(trial.outcome.error)
        told = trial.outcome.stopped or not trial.outcome.about_case
        self.counts = not told and not known.error
        self.as_known = not self.raised and trial.agrees_with(known)
        self.bound: dict[str, Any] = {}

    @classmethod
    def of(cls, known: Callable[..., Any], right: Callable[..., Any], trial: Trial) -> "Try":
        assert trial.case is not None
        outcome = Outcome(trial.expected) if known is right else trial.outcome_of(known)
        one = cls(trial, trial.case, _given(trial.case, right), outcome)
        one.bound = _bound(trial.case, right)
        return one

    def is_wrong_in(self, names: set[str]) -> bool:
        """Tell whether a value is wrong that other trials, which compare `names`, look at too."""
        if "" in names:
            return not self.as_known
        only = tuple(sorted(names & set(self.trial.only)) if self.trial.only else sorted(names))
        return bool(only) and not replace(self.trial, only=only).agrees_with(self.known)


def options_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the options of a function and their defaults."""
    parameters = signature(function).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not each.empty}


def _given(case: Case, right: Callable[..., Any]) -> dict[str, Any]:
    """Return the options that a case passes, by name."""
    try:
        bound = signature(right).bind(*case.args, **case.kwargs).arguments
    except TypeError:  # a case with its own `use`
        return dict(case.kwargs)
    options = options_of(right)
    return {name: value for name, value in bound.items() if name in options}


def _bound(case: Case, right: Callable[..., Any]) -> dict[str, Any]:
    """Return all arguments of a case, by name, or none where it has a use of its own."""
    try:
        bound = signature(right).bind(*case.args, **case.kwargs)
    except TypeError:
        return {}
    bound.apply_defaults()
    return dict(bound.arguments)


def compared_names(tried: list["Try"]) -> set[str]:
    """Return the names of the values that these trials compare; the empty name for all."""
    return {name for each in tried for name in each.trial.only or [""]}


def without_options(tried: list["Try"]) -> list["Try"]:
    """Return the calls without options; if there are none, those with arrays only, as a bias."""
    return [each for each in tried if not each.given] or [
        each for each in tried if all(isinstance(v, np.ndarray) for v in each.given.values())
    ]


def is_comparable(value: Any) -> bool:
    """Return whether a value is made of arrays and numbers, without lists."""
    if isinstance(value, tuple | dict):
        items = value.values() if isinstance(value, dict) else value
        return bool(items) and all(map(is_comparable, items))
    return isinstance(value, np.ndarray | np.number | int | float)


def are_same(name: str, one: Try, other: Try) -> bool:
    return is_same(one.bound[name], other.bound.get(name))


def is_same(value: Any, second: Any) -> bool:
    """Tell whether an argument is the same, which an array is if it is the same object."""
    plain = isinstance(value, bool | int | float | str) and type(value) is type(second)
    return value is second or (plain and value == second)


def values_of(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*args, *kwargs.values())
