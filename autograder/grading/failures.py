"""Cells of a notebook that failed, so that exercises could not be tested."""

from dataclasses import dataclass

from autograder.grading.result import FailedCell, Item, Result

__all__ = ["Failure", "failures", "shortened"]


@dataclass(frozen=True)
class Failure:
    """A cell that raised or was stopped before it defined the names that tests need.

    Attributes
    ----------
    cell : FailedCell
    exercises : tuple of str
        The ids of the graded cells that could not be tested.
    """

    cell: FailedCell
    exercises: tuple[str, ...]

    @property
    def text(self) -> str:
        """The exception and the student's lines that raised it."""
        return self.cell.text

    @property
    def sentence(self) -> str:
        """A sentence on how many exercises could not be tested."""
        count = len(self.exercises)
        exercises = "1 exercise" if count == 1 else f"{count} exercises"
        return f"A cell of the notebook failed, so {exercises} could not be tested."


def failures(result: Result) -> list[Failure]:
    """Return the cells because of whose failure exercises could not be tested, in order."""
    found = [
        Failure(cell, tuple(item.id for item in result.items if item.failed_cell == cell.id))
        for cell in result.failed_cells
    ]
    return [failure for failure in found if failure.exercises]


def shortened(item: Item) -> str:
    """Return the message of a test that could not run because of a failed cell.

    The failure itself is shown once, at the top of the feedback.
    """
    return f"{item.missing!r} is not defined, because an earlier cell failed: see above."
