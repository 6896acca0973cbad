"""The personal numbers of chapter 7."""

from cnnlib.personal.numbers import PersonalNumbers

__all__ = ["COUNTING"]

COUNTING = PersonalNumbers(
    "07-efficient.counting",
    {
        "pixels": range(20, 50),
        "in_channels": (48, 64, 80, 96, 112),
        "out_channels": (40, 56, 72, 88, 104),
        "squeezed": (6, 10, 12, 14),
        "kernel": (3, 5),
        "image_size": (96, 128, 160, 192, 256),
        "classes": (12, 37, 102, 196, 365),
    },
    # 1/C and 1/F differ by more than the rounding of the share to three digits.
    where=lambda in_channels, out_channels, **_: abs(1 / in_channels - 1 / out_channels) > 1.5e-3,
)
