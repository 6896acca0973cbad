"""What the result of one trial says about a known mistake: for it, against it, or nothing."""

from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.structure import (
    Found,
    arrays_in,
    compare_all,
    named_values,
    split_finite,
)
from cnnlib.checking import tolerance, wrong_values

__all__ = ["Evidence", "Sign", "evidence"]

STRONG = 4  # numbers changed by a mistake; fewer may agree by chance,
LARGE = 1_000  # except numbers as large as this


class Sign(Enum):
    """How a value relates to a mistake that would change it."""

    AGREES = "as the mistake would make it"
    DIFFERS = "wrong in another way"
    CONTRADICTS = "as it would be without the mistake"
    UNSEEN = "nothing to compare: an exception, or a different shape"


@dataclass(frozen=True)
class Evidence:
    """What one value of a trial says about a mistake.

    Attributes
    ----------
    trial : int
        The number of the trial.
    part : str
    strong : bool
        Whether agreement is unlikely by chance.
    dtype : bool
        Whether it is only about the dtype.
    """

    trial: int
    part: str
    sign: Sign
    strong: bool = True
    dtype: bool = False


def evidence(number: int, trial: Trial, without: Any, mistaken: Outcome) -> list[Evidence]:
    """Return the evidence of a trial for each of its values that the mistake changes.

    Parameters
    ----------
    number : int
        The number of the trial.
    without : object
        The right answer, or the result of the mistakes already recognised.
    mistaken : Outcome
        The outcome with this mistake as well.
    """
    if mistaken.error:
        return []
    got = trial.outcome

    say = partial(Evidence, number, trial.part)
    kind, other = _structure(mistaken.value), _structure(without)
    own_kind = ("none", None) if got.error else _structure(got.value)
    if kind != other:
        structures = {kind: Sign.AGREES, other: Sign.CONTRADICTS}
        return [say(structures.get(own_kind, Sign.UNSEEN))]
    seen = own_kind == kind
    wrong, right = named_values(mistaken.value, trial.names), named_values(without, trial.names)
    own_values = named_values(got.value, trial.names) if seen else {}
    rtol = trial.rtol or tolerance(*arrays_in(trial.expected), *arrays_in(own_values))
    found = []
    for name in right:
        if trial.only and name not in trial.only and name:
            continue
        own, m, r = own_values.get(name), wrong.get(name), right[name]
        if not _same(m, r, rtol):
            comparable = seen and not (own is m is None and _differ_in_why(got, mistaken))
            sign = _sign_of_values(own, m, r, rtol) if comparable else Sign.UNSEEN
            found.append(say(sign, _changed(m, r, rtol) >= STRONG))
        elif (dtypes := (_dtype(m), _dtype(r)))[0] != dtypes[1]:
            signs = {dtypes[0]: Sign.AGREES, dtypes[1]: Sign.CONTRADICTS}
            found.append(
                say(signs.get(_dtype(own), Sign.UNSEEN) if seen else Sign.UNSEEN, dtype=True)
            )
    return found


def _differ_in_why(one: Outcome, other: Outcome) -> bool:
    """Tell whether values are missing for different reasons, such as a shape or no gradient."""
    reasons = (each.value.missing if isinstance(each.value, Found) else "" for each in (one, other))
    return len(set(reasons)) > 1


def _sign_of_values(own: Any, mistaken: Any, without: Any, rtol: float) -> Sign:
    if _same(own, without, rtol):
        return Sign.CONTRADICTS
    if _same(own, mistaken, rtol):
        return Sign.AGREES
    shapes = np.shape(mistaken), np.shape(without)
    return Sign.DIFFERS if _shape(own) in shapes else Sign.UNSEEN


def _structure(value: Any) -> tuple[str, Any]:
    if isinstance(value, tuple | list):
        return "several", len(value)
    if isinstance(value, dict):
        return "named", frozenset(value)
    return "one", None


def _same(one: Any, other: Any, rtol: float) -> bool:
    """Return whether values, shapes and non-finite positions are equal, ignoring dtypes."""
    if one is None or other is None:
        return one is other
    if _are_finite_floats(one, other):  # most values by far; the rest takes several times as long
        return one.shape == other.shape and not wrong_values(one, other, rtol).any()
    (one, one_where), (other, other_where) = split_finite(one), split_finite(other)
    values = compare_all(one, other, rtol=rtol, check_dtype=False)
    return values is None and compare_all(one_where, other_where, rtol=rtol) is None


def _are_finite_floats(*values: Any) -> bool:
    return all(
        isinstance(each, np.ndarray) and each.dtype.kind == "f" and bool(np.isfinite(each).all())
        for each in values
    )


def _changed(mistaken: Any, without: Any, rtol: float) -> int:
    """Return how many numbers the mistake changes; all of them if the shape differs."""
    if isinstance(mistaken, dict | list | tuple) or isinstance(without, dict | list | tuple):
        return STRONG
    a, b = np.asarray(mistaken), np.asarray(without)
    if a.shape != b.shape or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        return max(a.size, b.size)
    wrong = wrong_values(a, b, rtol)
    return STRONG if not a.ndim and abs(a) >= LARGE else int(wrong.sum())


def _dtype(value: Any) -> str:
    return str(value.dtype) if isinstance(value, np.ndarray | np.generic) else type(value).__name__


def _shape(value: Any) -> tuple[int, ...] | None:
    return value.shape if isinstance(value, np.ndarray | np.generic) else ()
