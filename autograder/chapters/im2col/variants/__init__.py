"""Right answers to the exercises of chapter 3, in the styles in which students write them."""

from autograder.chapters.im2col.variants import fancy_indexing, loops, sliding_windows, strides
from autograder.checks.answers import FunctionAnswer

__all__ = ["variants"]

STYLES = {
    "loops": loops,
    "sliding_windows": sliding_windows,
    "fancy_indexing": fancy_indexing,
    "strides": strides,
}


def variants(exercise: str) -> tuple[FunctionAnswer, ...]:
    """Return the function called `exercise` in every style; its name is the style's."""
    return tuple(FunctionAnswer(name, getattr(style, exercise)) for name, style in STYLES.items())
