"""The same call, made twice: does it give the same?"""

from collections.abc import Iterator
from itertools import combinations

from autograder.checks.tries import Try, are_same, is_comparable, is_same

__all__ = ["calls_that_differ"]


def calls_that_differ(tried: list[Try]) -> Iterator[str]:
    """Say whether the same call, made twice, gives two results."""
    comparable = [each for each in tried if is_comparable(each.trial.outcome.value)]
    for one, other in combinations(comparable, 2):
        if _are_one_call(one, other) and not one.trial.agrees_with(other.trial.outcome):
            yield (
                "The same call gives another result the second time: does it draw random numbers, "
                "or keep something between calls?"
            )
            return


def _are_one_call(one: Try, other: Try) -> bool:
    if one.case.use is None and other.case.use is None:
        return bool(one.bound) and all(are_same(name, one, other) for name in one.bound)
    given, second = (
        {**dict(enumerate(each.case.args)), **each.case.kwargs} for each in (one, other)
    )
    return (
        one.case.use is other.case.use
        and one.trial.only == other.trial.only
        and given.keys() == second.keys()
        and all(is_same(given[name], second[name]) for name in given)
    )
