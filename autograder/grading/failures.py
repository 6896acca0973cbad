"""Which cells of a notebook failed, so that exercises could not be tested."""

from dataclasses import dataclass

from autograder.grading.result import Item, Result

__all__ = ["Failure", "failures"]


@dataclass(frozen=True)
class Failure:
    """A cell that raised, or was stopped, before it defined what exercises are tested by.

    Attributes
    ----------
    reason : str
        How a test's message goes on after "because".
    text : str
        The exception, and the student's own lines that raised it.
    exercises : tuple of str
        The ids of the graded cells that say so.
    """

    reason: str
    text: str
    exercises: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What it cost."""
        count = len(self.exercises)
        exercises = "1 exercise" if count == 1 else f"{count} exercises"
        return f"A cell of the notebook failed, so {exercises} could not be tested."

    def shorten(self, item: Item) -> str:
        """Return the message of a test without the reason, which is told once for all."""
        return item.message.replace(self.reason, "a cell before it failed: see above.")


def failures(result: Result) -> list[Failure]:
    """Return the cells whose failure kept exercises from being tested, in order."""
    found = []
    for cell in result.notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id") or cell["id"]
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                text = "\n".join(output["traceback"])
                reason = (
                    f"the cell {name!r} failed: {text}"  # as `autograder.grading.session` says it
                )
                hit = tuple(item.id for item in result.items if reason in item.message)
                found += [Failure(reason, text, hit)] if hit else []
    return found
