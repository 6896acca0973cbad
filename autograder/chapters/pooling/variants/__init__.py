"""Right answers to the exercises of chapter 2, in the styles in which students write them."""

from autograder.chapters.pooling.variants import arithmetic, loops, sliding_windows, stacked
from autograder.checks.answers import FunctionAnswer

__all__ = ["variants"]

STYLES = {
    "loops": loops,
    "sliding_windows": sliding_windows,
    "stacked": stacked,
    "arithmetic": arithmetic,
}


def variants(exercise: str) -> tuple[FunctionAnswer, ...]:
    """Return the function called `exercise` in every style that has it; its name is the style's."""
    return tuple(
        FunctionAnswer(name, getattr(style, exercise))
        for name, style in STYLES.items()
        if hasattr(style, exercise)
    )
