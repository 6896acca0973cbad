"""Detect features that an answer lacks, such as options without effect, in any exercise."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from itertools import combinations
from typing import Any

import numpy as np

from autograder.checks.answers import FunctionAnswer, FunctionMisconception
from autograder.checks.cases import Case
from autograder.checks.outcomes import Outcome, Trial

__all__ = [
    "gaps",
    "ignored_options",
    "is_square",
    "options_gone_wrong",
    "options_of",
    "swapped_pairs",
]

SIZES = ("input_size", "kernel_size", "output_size")
ENOUGH_NUMBERS = 3  # pairs of single numbers that are equal: fewer may be so by chance
PAIRS = ("kernel_size", "stride", "padding", "dilation", "output_padding", "patch_size", "size")
SQUARE = (
    "It is right only for squares: somewhere the height of the images or of the kernels is also "
    "used as the width."
)
SINGLE = (
    "It was right only for one image with one channel. Does it process every image, and all "
    "channels of each?"
)


signature = cache(inspect.signature)  # asked of the course's functions, for every case


@cache  # a mistake is the same object whenever it is looked for, and so are its outcomes
def ignored_options(function: Callable[..., Any]) -> tuple[FunctionMisconception, ...]:
    """Return, for each option of a function, the mistake of ignoring it."""
    return tuple(
        FunctionMisconception(
            f"ignores_{name}",
            _without(name),
            f"`{name}` makes no difference: the results are those for {name}={default!r}.",
            (),
            FunctionAnswer("right", function),
        )
        for name, default in options_of(function).items()
    )


def gaps(trials: list[Trial], known: Callable[..., Any], right: Callable[..., Any]) -> list[str]:
    """Return a sentence on each feature that is missing according to the trials.

    Parameters
    ----------
    known : callable
        The right function with the mistakes that have been recognised.
    right : callable
        The right function.
    """
    tried = [each for each in map(partial(_Try.of, known, right), trials) if each.counts]
    found = [
        *_options_that_raise(tried),
        *_layers_that_raise(tried),
        *_pairs_that_raise(tried),
        *_pairs_of_which_one_is_used(tried, known, right),
        *_calls_that_differ(tried),
        *_missing_ones_that_raise(tried),
    ]
    if known is right:
        found += _options_without_effect(tried)
    plain = _plain(tried)
    for sentence, has in ((SQUARE, is_square), (SINGLE, _is_single)):
        inside = [each for each in plain if has(each.case)]
        compared = _compared(inside)
        outside = [each for each in plain if not has(each.case)]
        only_inside = all(each.as_known for each in inside) and all(
            each.raised or each.is_wrong_in(compared) for each in outside
        )
        if inside and len(outside) > 1 and only_inside:
            return [*found, sentence]  # one gap hides the other
    return found


def options_gone_wrong(trials: list[Trial], right: Callable[..., Any]) -> list[str]:
    """Return a sentence on the options that an answer gets wrong, if it is right without any."""
    tried = [each for each in map(partial(_Try.of, right, right), trials) if each.counts]
    plain = _plain(tried)
    if len(plain) < 2 or not all(each.as_known for each in plain):
        return []
    usual, compared = set(plain[0].given), _compared(plain)
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


def _compared(tried: list["_Try"]) -> set[str]:
    """Return the names of the values that these trials compare; the empty name for all."""
    return {name for each in tried for name in each.trial.only or [""]}


def _plain(tried: list["_Try"]) -> list["_Try"]:
    """Return the calls without options; if there are none, those with arrays only, as a bias."""
    return [each for each in tried if not each.given] or [
        each for each in tried if all(isinstance(v, np.ndarray) for v in each.given.values())
    ]


class _Try:
    """A trial, the options that it passes, and whether known mistakes explain its result."""

    def __init__(self, trial: Trial, case: Case, given: dict[str, Any], known: Outcome) -> None:
        self.case, self.given, self.trial, self.known = case, given, trial, known
        self.raised = bool(trial.outcome.error)
        told = trial.outcome.stopped or not trial.outcome.about_case
        self.counts = not told and not known.error
        self.as_known = not self.raised and trial.agrees_with(known)
        self.bound: dict[str, Any] = {}

    @classmethod
    def of(cls, known: Callable[..., Any], right: Callable[..., Any], trial: Trial) -> "_Try":
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


@cache
def swapped_pairs(function: Callable[..., Any]) -> tuple[FunctionMisconception, ...]:
    """Return the mistakes of a function that takes pairs: all, or one, are the wrong way round."""
    names = tuple(name for name in signature(function).parameters if name in PAIRS)
    all_of_them = "Pairs are the wrong way round: each is (vertical, horizontal)."
    mistakes = [("swaps_the_pairs", names, all_of_them)] if names else []
    if len(names) > 1:
        mistakes += [
            (
                f"swaps_the_pair_{name}",
                (name,),
                f"The pair `{name}` is the wrong way round: it is (vertical, horizontal).",
            )
            for name in names
        ]
    reference = FunctionAnswer("right", function)
    return tuple(
        FunctionMisconception(name, _swapping(pairs), sentence, (), reference)
        for name, pairs, sentence in mistakes
    )


def _swapping(names: tuple[str, ...]) -> Callable[..., Any]:
    def spoil(right: Callable[..., Any], **given: Any) -> Any:
        pairs = {name: v for name, v in given.items() if name in names and isinstance(v, tuple)}
        return right(**{**given, **{name: pair[::-1] for name, pair in pairs.items()}})

    return spoil


def _without(name: str) -> Callable[..., Any]:
    def spoil(right: Callable[..., Any], **given: Any) -> Any:
        return right(**{other: value for other, value in given.items() if other != name})

    return spoil


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


def _missing_ones_that_raise(tried: list[_Try]) -> Iterator[str]:
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


def _calls_that_differ(tried: list[_Try]) -> Iterator[str]:
    """Say whether the same call, made twice, gives two results."""
    comparable = [each for each in tried if _is_comparable(each.trial.outcome.value)]
    for one, other in combinations(comparable, 2):
        if _are_one_call(one, other) and not one.trial.agrees_with(other.trial.outcome):
            yield (
                "The same call gives another result the second time: does it draw random numbers, "
                "or keep something between calls?"
            )
            return


def _options_without_effect(tried: list[_Try]) -> Iterator[str]:
    """Compare calls that differ in one number alone, and should not give the same."""
    same_for: dict[str, list[tuple[Any, Any]]] = {}
    effective = set()
    comparable = [each for each in tried if _is_comparable(each.trial.outcome.value)]
    for one, other in combinations(comparable, 2):
        apart = [name for name in one.bound if not _are_same(name, one, other)]
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


def _is_number(value: Any) -> bool:
    return isinstance(value, np.number | int | float)


def _is_comparable(value: Any) -> bool:
    """Return whether a value is made of arrays and numbers, without lists."""
    if isinstance(value, tuple | dict):
        items = value.values() if isinstance(value, dict) else value
        return bool(items) and all(map(_is_comparable, items))
    return isinstance(value, np.ndarray | np.number | int | float)


def _are_one_call(one: _Try, other: _Try) -> bool:
    if one.case.use is None and other.case.use is None:
        return bool(one.bound) and all(_are_same(name, one, other) for name in one.bound)
    given, second = (
        {**dict(enumerate(each.case.args)), **each.case.kwargs} for each in (one, other)
    )
    return (
        one.case.use is other.case.use
        and one.trial.only == other.trial.only
        and given.keys() == second.keys()
        and all(_is_same(given[name], second[name]) for name in given)
    )


def _are_same(name: str, one: _Try, other: _Try) -> bool:
    return _is_same(one.bound[name], other.bound.get(name))


def _is_same(value: Any, second: Any) -> bool:
    """Tell whether an argument is the same, which an array is if it is the same object."""
    plain = isinstance(value, bool | int | float | str) and type(value) is type(second)
    return value is second or (plain and value == second)


def _options_that_raise(tried: list[_Try]) -> Iterator[str]:
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


def _layers_that_raise(tried: list[_Try]) -> Iterator[str]:
    """Say with which layers, or options of a layer, every network that is passed as data raises."""
    having = [(each, _layer_features(each.case)) for each in tried]
    sound = {name for each, features in having if each.as_known for name in features}
    raised = [features for each, features in having if each.raised]
    returned = {name for each, features in having if not each.raised for name in features}
    # With something else that is not known to be right, the exception may come from there.
    blamed = {name for each in raised for name in each - returned if each - {name} <= sound}
    if blamed:
        listed = " or ".join(f"`{name}`" for name in sorted(blamed))
        yield f"Every network that has {listed} raises an exception."


def _layer_features(case: Case) -> frozenset[str]:
    """Return the layers of a network by name, alone and with each option that is no array."""
    layers = [
        layer
        for value in _values(case.args, case.kwargs)
        if isinstance(value, list) and all(_is_layer(each) for each in value)
        for layer in value
    ]
    options = {
        f"{name}({option}=...)"
        for name, given in layers
        for option, value in given.items()
        if not isinstance(value, np.ndarray)
    }
    return frozenset(name for name, _ in layers) | options


def _is_layer(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], dict)
    )


def _pairs_that_raise(tried: list[_Try]) -> Iterator[str]:
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


def _pairs_of_which_one_is_used(
    tried: list[_Try], known: Callable[..., Any], right: Callable[..., Any]
) -> Iterator[str]:
    for name in (name for name in options_of(right) if name in PAIRS):
        alone = [each for each in tried if each.given.keys() == {name} and _is_oblong(each, name)]
        if not alone or any(each.as_known or each.raised for each in alone):
            continue
        for index, words in enumerate(("first", "second")):
            halved = _with_one_of(name, index, known, right)
            if all(each.trial.agrees_with(each.trial.outcome_of(halved)) for each in alone):
                yield f"Of a pair `{name}` only the {words} number is used, for both directions."


def _is_oblong(each: _Try, name: str) -> bool:
    return isinstance(each.given[name], tuple) and len(set(each.given[name])) > 1


def _with_one_of(
    name: str, index: int, known: Callable[..., Any], right: Callable[..., Any]
) -> Callable[..., Any]:
    """Return a function that uses one number of a pair for both directions."""

    def halved(*args: Any, **kwargs: Any) -> Any:
        given = dict(signature(right).bind(*args, **kwargs).arguments)
        return known(**given | {name: (given[name][index],) * 2})

    return halved


def is_square(case: Case) -> bool:
    """Tell whether all images, kernels and sizes of a case are square."""
    given = (*case.args, *case.kwargs.values())
    sizes = [value for name, value in case.kwargs.items() if name in SIZES]
    images = [value for value in given if isinstance(value, np.ndarray) and value.ndim >= 4]
    if not images and not sizes:
        images = [value for value in given if isinstance(value, np.ndarray) and value.ndim == 2]
    alike = [array.shape[-1] == array.shape[-2] for array in images]
    alike += [len(set(value)) == 1 for value in sizes if isinstance(value, tuple)]
    return bool(alike) and all(alike)


def _is_single(case: Case) -> bool:
    images = [
        value
        for value in _values(case.args, case.kwargs)
        if isinstance(value, np.ndarray) and value.ndim == 4
    ]
    if _layer_features(case):  # networks differ in more than their images
        return False
    return bool(images) and images[0].shape[:2] == (1, 1)


def _values(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*args, *kwargs.values())
