"""Compare answers of several values: tuples of gradients, dicts of arrays, with or without None."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from cnnlib.checking import Mismatch, compare, kind

__all__ = [
    "UNCHANGED",
    "Found",
    "arrays_in",
    "compare_all",
    "named_values",
    "size_of",
    "split_finite",
]

LONGEST_KEY, MOST_KEYS = 50, 20  # of a dict that a student made
UNCHANGED = " (when it evaluates)"  # marks values that must not change
SIZE_OF_OBJECT = 64  # bytes: a number, a short text, an empty list


class Found(dict[str, Any]):
    """Values by name, with explanations for the feedback.

    Attributes
    ----------
    note : str
        An additional explanation of a wrong value.
    missing : str
        Why a value is None.
    """

    def __init__(self, values: dict[str, Any], note: str, missing: str) -> None:
        super().__init__(values)
        self.note, self.missing = note, missing


def compare_all(
    actual: Any,
    expected: Any,
    names: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
    rtol: float | None = None,
    check_dtype: bool = True,
) -> Mismatch | None:
    """Return how an answer differs from the expected one, value by value, or None.

    Parameters
    ----------
    actual : object
        Anything that a student's function may return.
    expected : ndarray, number, None, or tuple or dict of such values
    names : tuple of str
        What the values of a tuple are called, as ``("grad_x", "grad_weight", "grad_bias")``.
    only : tuple of str
        The values to compare; all of them if empty. A name includes those that add a few words in
        brackets: ``output`` includes ``output (a second call)``. Values that must not change are
        always compared.
    rtol
        As for `cnnlib.checking.compare`.
    check_dtype : bool
        Whether dtypes must be equal, and float64 values right to more than float32's precision.
    """
    if expected is None:
        return None if actual is None else Mismatch("type", "expected None.")
    if not isinstance(expected, tuple | dict):
        mismatch = compare(actual, expected, rtol, check_dtype)
        forgiven = mismatch is not None and mismatch.stage == "precision" and not check_dtype
        return None if forgiven else mismatch
    wrong_kind = _compare_kind(actual, expected, names)
    if wrong_kind:
        return Mismatch("type", wrong_kind)
    # A list of the right length is accepted instead of a tuple.
    values = tuple(actual) if isinstance(actual, list) else actual
    got, want = named_values(values, names), named_values(expected, names)
    compared = [
        (
            name,
            _missing(actual, got[name], want[name])
            or compare_all(got[name], want[name], rtol=rtol, check_dtype=check_dtype),
        )
        for name in want
        if not only or base_name(name) in only or UNCHANGED in name
    ]
    found = _first_of_each([(name, found) for name, found in compared if found is not None])
    if not found:
        return None
    (name, first), *more = found
    if not more:  # the sentence before it has named the value
        return Mismatch(first.stage, f"`{name}`: {first.sentence}", first.detail)
    return Mismatch(
        first.stage,
        " ".join(f"`{name}`: {mismatch.sentence}" for name, mismatch in found),
        " ".join(f"`{name}`: {mismatch.detail}" for name, mismatch in found if mismatch.detail),
    )


def base_name(name: str) -> str:
    """Return a name without what it adds in brackets."""
    return name.partition(" (")[0]


def _missing(actual: Any, got: Any, want: Any) -> Mismatch | None:
    said = actual.missing if isinstance(actual, Found) else ""
    return Mismatch("type", said) if said and got is None and want is not None else None


def _first_of_each(found: list[tuple[str, Mismatch]]) -> list[tuple[str, Mismatch]]:
    """Keep only the first of several mismatches under one name."""
    first: dict[str, tuple[str, Mismatch]] = {}
    for name, mismatch in found:
        first.setdefault(base_name(name), (name, mismatch))
    return list(first.values())


def named_values(values: Any, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the values of a tuple or dict by name; a single value has the name ""."""
    if isinstance(values, dict):
        return values
    if isinstance(values, tuple | list) and names:
        return dict(zip(names, values, strict=False))
    if isinstance(values, tuple):
        return {f"value {number}": value for number, value in enumerate(values, start=1)}
    return {"": values}


def arrays_in(value: Any) -> Iterator[np.ndarray]:
    """Yield every array in an answer, however deeply nested."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from arrays_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from arrays_in(item)


def size_of(value: Any) -> int:
    """Return approximately how many bytes an answer takes, nested values included."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    items = value.values() if isinstance(value, dict) else value
    if isinstance(value, list | tuple | dict):
        return SIZE_OF_OBJECT + sum(map(size_of, items))
    return SIZE_OF_OBJECT


def split_finite(value: Any) -> tuple[Any, Any]:
    """Return an answer with 0 instead of NaN and infinity, and a mask of where it is finite."""
    if isinstance(value, tuple | list):
        pairs, of_kind = (
            [split_finite(item) for item in value],
            list if isinstance(value, list) else tuple,
        )
        return of_kind(pair[0] for pair in pairs), of_kind(pair[1] for pair in pairs)
    if isinstance(value, dict):
        named = {name: split_finite(item) for name, item in value.items()}
        values = {name: pair[0] for name, pair in named.items()}
        return values, {name: pair[1] for name, pair in named.items()}
    if not isinstance(value, np.ndarray | np.number | float):
        # Its attributes are not read: a student's object may claim any shape.
        return value, np.ones((), bool)
    if np.asarray(value).dtype.kind != "f":
        return value, np.ones(np.shape(value), bool)
    where = np.isfinite(value)
    return (value if np.all(where) else np.where(where, value, np.zeros_like(value))), where


def _compare_kind(
    actual: Any, expected: tuple[Any, ...] | dict[Any, Any], names: tuple[str, ...]
) -> str:
    """Return how the structure of an answer differs from the expected one; empty if it does not."""
    got = _pieces(actual)
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return f"expected a dict with the keys {_listed(expected)}, got {got}."
        if set(actual) != set(expected):
            return f"expected the keys {_listed(expected)}, got {_listed(actual)}."
    elif not isinstance(actual, tuple | list) or len(actual) != len(expected):
        called = f" ({', '.join(names[: len(expected)])})" if names else ""
        return f"expected a tuple of {len(expected)} values{called}, got {got}."
    return ""


def _pieces(value: Any) -> str:
    if isinstance(value, tuple | list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, np.ndarray):
        return "one array"
    return kind(value)


def _listed(keys: dict[Any, Any]) -> str:
    shown = [repr(key)[:LONGEST_KEY] for key in sorted(keys)[:MOST_KEYS]]
    return ", ".join(shown + ["…"] * (len(keys) > MOST_KEYS)) or "none"
