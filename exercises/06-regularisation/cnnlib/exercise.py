"""Mark the functions and classes that students write themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

__all__ = ["EXERCISES", "Exercise", "exercise"]

Target = TypeVar("Target", bound=Callable[..., Any])


@dataclass(frozen=True)
class Exercise:
    """One exercise: its key ``"<chapter>.<name>"``, its points, and the object itself."""

    key: str
    points: float
    target: Callable[..., Any]


EXERCISES: dict[str, Exercise] = {}


def exercise(key: str, *, points: float) -> Callable[[Target], Target]:
    """Register a function or class as the exercise `key`, without changing it.

    Parameters
    ----------
    key : str
        ``"<chapter>.<name>"``, for example ``"03-im2col.col2im"``.
    points : float
        The points of the exercise in the assignment of its chapter.
    """

    def register(target: Target) -> Target:
        EXERCISES[key] = Exercise(key, points, target)
        return target

    return register
