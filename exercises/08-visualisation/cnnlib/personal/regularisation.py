"""The personal numbers of chapter 6."""

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["WEIGHTS"]


def _tells_mistakes_apart(filters: tuple[int, int, int], kernel: int, **others: int) -> bool:
    first, second, third = filters
    return len({3, first, second, third}) >= 3 and kernel != others["classes"]


WEIGHTS = PersonalNumbers(
    "06-regularisation.weights",
    {
        "filters": ((16, 32, 32), (32, 48, 64), (24, 48, 96), (48, 64, 64), (16, 48, 64)),
        "kernel": (5, 7),
        "hidden": range(400, 1000, 50),
        "image_size": (24, 40, 48, 64),
        "classes": (8, 12, 15, 20, 25),
        "images": (20_000, 30_000, 40_000, 60_000),
    },
    where=_tells_mistakes_apart,
)
