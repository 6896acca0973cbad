"""Mistakes of any exercise: options without effect or the wrong way round, and swapped pairs."""

from collections.abc import Callable
from functools import cache
from typing import Any

from autograder.checks.answers import FunctionAnswer, FunctionMisconception
from autograder.checks.tries import options_of, signature

__all__ = ["PAIRS", "ignored_options", "swapped_pairs", "turned_flags"]

PAIRS = ("kernel_size", "stride", "padding", "dilation", "output_padding", "patch_size", "size")


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


@cache
def turned_flags(function: Callable[..., Any]) -> tuple[FunctionMisconception, ...]:
    """Return, for each option that is True or False, the mistake of taking it for its opposite."""
    return tuple(
        FunctionMisconception(
            f"turns_{name}_round",
            _turning(name, default),
            f"`{name}` works the wrong way round: the results for True are those for False.",
            (),
            FunctionAnswer("right", function),
        )
        for name, default in options_of(function).items()
        if isinstance(default, bool)
    )


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


def _without(name: str) -> Callable[..., Any]:
    def spoil(right: Callable[..., Any], **given: Any) -> Any:
        return right(**{other: value for other, value in given.items() if other != name})

    return spoil


def _turning(name: str, default: bool) -> Callable[..., Any]:
    def spoil(right: Callable[..., Any], **given: Any) -> Any:
        return right(**{**given, name: not given.get(name, default)})

    return spoil


def _swapping(names: tuple[str, ...]) -> Callable[..., Any]:
    def spoil(right: Callable[..., Any], **given: Any) -> Any:
        pairs = {name: v for name, v in given.items() if name in names and isinstance(v, tuple)}
        return right(**{**given, **{name: pair[::-1] for name, pair in pairs.items()}})

    return spoil
