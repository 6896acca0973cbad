"""Options that raise, have no effect or are wrong, and pairs of which one number is used."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from autograder.checks.generic_mistakes import PAIRS
from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.tries import (
    Try,
    are_same,
    compared_names,
    is_comparable,
    options_of,
    signature,
    without_options,
)

__all__ = [
    "missing_ones_that_raise",
    "options_gone_wrong",
    "options_that_raise",
    "options_without_effect",
    "pairs_of_which_one_is_used",
    "pairs_that_raise",
]

ENOUGH_NUMBERS = 3  # pairs of single numbers that are equal: fewer may be so by chance


def options_gone_wrong(trials: list[Trial], right: Callable[..., Any]) -> list[str]:
    """Return a sentence on the options that an answer gets wrong, if it is right without any."""
    tried = [each for each in map(partial(Try.of, right, right), trials) if each.counts]
    plain = without_options(tried)
    if len(plain) < 2 or not all(each.as_known for each in plain):
        return []
    usual, compared = set(plain[0].given), compared_names(plain)
    alone = {name for each in tried if len(each.given) == 1 for name in each.given} - usual
    wrong = [
        name
        for name in sorted(alone)
        if all(
            not each.raised and each.is_wrong_in(compared)
            for each in tried
            if each.given.keys() == {name}
        )
    ]
    listed = " or ".join(f"`{name}`" for name in wrong)
    return [f"It is right without options, and wrong in every call with {listed}."] if wrong else []


def options_that_raise(tried: list[Try]) -> Iterator[str]:
    names = {name for each in tried for name in each.given}
    raising = {
        name
        for name in names
        if all(each.raised for each in tried if name in each.given)
        and not all(each.raised for each in tried if name not in each.given)
    }
    alone = {
        name for name in raising if any(raising & each.given.keys() == {name} for each in tried)
    }
    if raising:
        listed = " or ".join(f"`{name}`" for name in sorted(alone or raising))
        yield f"Every call with {listed} raises an exception."


def pairs_that_raise(tried: list[Try]) -> Iterator[str]:
    for name in sorted({name for each in tried for name in each.given}):
        with_it = [each for each in tried if each.given.keys() == {name}]
        pairs = [each for each in with_it if isinstance(each.given[name], tuple)]
        numbers = [each for each in with_it if isinstance(each.given[name], int)]
        if not pairs or not numbers or any(each.raised for each in numbers):
            continue
        if all(each.raised for each in pairs):
            yield (
                f"`{name}={pairs[0].given[name]}` raises an exception, where a single number does "
                "not: a pair is (vertical, horizontal)."
            )


def pairs_of_which_one_is_used(
    tried: list[Try], known: Callable[..., Any], right: Callable[..., Any]
) -> Iterator[str]:
    for name in (name for name in options_of(right) if name in PAIRS):
        alone = [each for each in tried if each.given.keys() == {name} and _is_oblong(each, name)]
        if not alone or any(each.as_known or each.raised for each in alone):
            continue
        for index, words in enumerate(("first", "second")):
            halved = _with_one_of(name, index, known, right)
            if all(each.trial.agrees_with(each.trial.outcome_of(halved)) for each in alone):
                yield f"Of a pair `{name}` only the {words} number is used, for both directions."


def missing_ones_that_raise(tried: list[Try]) -> Iterator[str]:
    """Say which arguments may be None, and raise if they are."""
    raising = []
    for name in dict.fromkeys(name for each in tried for name in each.bound):
        none = [each.raised for each in tried if each.bound.get(name, 0) is None]
        others = [each.raised for each in tried if each.bound.get(name) is not None]
        if none and all(none) and others and not all(others):
            raising.append(name)
    if raising:
        listed = " or ".join(f"`{name}`" for name in raising)
        yield f"Every call in which {listed} is None raises an exception."


def options_without_effect(tried: list[Try]) -> Iterator[str]:
    """Compare calls that differ in one number alone, and should not give the same."""
    same_for: dict[str, list[tuple[Any, Any]]] = {}
    effective = set()
    comparable = [each for each in tried if is_comparable(each.trial.outcome.value)]
    for one, other in combinations(comparable, 2):
        apart = [name for name in one.bound if not are_same(name, one, other)]
        if len(apart) != 1:
            continue
        values = one.bound[apart[0]], other.bound[apart[0]]
        if not all(type(value) in (int, float) for value in values):
            continue
        if not one.trial.agrees_with(other.trial.outcome):
            effective.add(apart[0])
        elif (
            one.trial.part == other.trial.part
            and (one.trial.failed or other.trial.failed)
            and not one.trial.agrees_with(Outcome(other.trial.expected))
        ):
            same_for.setdefault(apart[0], []).append(values)
    enough = ENOUGH_NUMBERS if all(_is_number(each.trial.expected) for each in tried) else 1
    for name, pairs in same_for.items():
        if name not in effective and len(pairs) >= enough:
            value, second = pairs[0]
            yield f"`{name}` makes no difference: {value} and {second} give the same."


def _is_oblong(each: Try, name: str) -> bool:
    return isinstance(each.given[name], tuple) and len(set(each.given[name])) > 1


def _with_one_of(
    name: str, index: int, known: Callable[..., Any], right: Callable[..., Any]
) -> Callable[..., Any]:
    """Return a function that uses one number of a pair for both directions."""

    def halved(*args: Any, **kwargs: Any) -> Any:
        given = dict(signature(right).bind(*args, **kwargs).arguments)
        return known(**given | {name: (given[name][index],) * 2})

    return halved


def _is_number(value: Any) -> bool:
    return isinstance(value, np.number | int | float)
