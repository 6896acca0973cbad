"""The personal numbers of chapter 5."""

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["NETWORK"]

NETWORK = PersonalNumbers(
    "05-depth.parameters",
    {
        "in_channels": (2, 3, 4),
        "channels": (12, 16, 20, 24, 28, 40, 48, 56, 64),
        "classes": (7, 11, 13, 26, 47, 62, 101, 200),
    },
)
