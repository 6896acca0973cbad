"""The result of grading one submission, as plain data that JSON can hold."""

from dataclasses import dataclass, field, fields
from typing import Any, get_origin

__all__ = ["FailedCell", "Item", "Remark", "Result"]

# JSON may hold an int or a string instead of a float.
NUMBERS = {float: int | float, float | None: int | float | None}


@dataclass(frozen=True)
class Remark:
    """A remark on a submission, one for each cause.

    Attributes
    ----------
    sentence : str
        The cause, and how to fix it.
    exercises : tuple of str
        The ids of the graded cells that it holds: they wait for review, and do not earn 0.
    """

    sentence: str
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True)
class FailedCell:
    """A cell of the student's notebook that raised or was stopped.

    Attributes
    ----------
    id : str
        The nbgrader id, or else the cell id.
    error, message, where : str
        The exception's class name and message, and the student's lines in its traceback.
    stopped : bool
        Whether it was stopped, for example for lack of time or memory; `message` says why.
    """

    id: str
    error: str
    message: str
    where: str
    stopped: bool

    @property
    def text(self) -> str:
        """The exception and the lines, for display."""
        said = f"{self.error}: {self.message}" if self.message else self.error
        return f"{said}\n{self.where}".strip()


@dataclass(frozen=True)
class Item:
    """The result of one graded cell.

    Attributes
    ----------
    id, title : str
        The nbgrader id of the cell and the heading above it.
    points : float
        The maximum of points.
    earned : float or None
        None until it is graded by hand.
    message : str
        A message to the student; may be empty.
    told_by_parts : bool
        Whether `message` only repeats `reports`.
    reports : list of dict
        The report of each check in the cell, part by part.
    look : str
        Why it needs review; empty if it does not.
    missing : str
        The undefined name that ended the test; empty if there is none.
    failed_cell : str
        The id of the failed cell that should have defined it; empty if there is none.
    held : bool
        Whether it waits for review because its answer is missing or unclear; `message` says why.
    """

    id: str
    title: str
    points: float
    earned: float | None
    message: str = ""
    told_by_parts: bool = False
    reports: list[dict[str, Any]] = field(default_factory=list)
    look: str = ""
    missing: str = ""
    failed_cell: str = ""
    held: bool = False

    @property
    def left_for_gpu(self) -> bool:
        """Whether it was not graded because the machine had no GPU."""
        return any(report.get("not_graded") for report in self.reports)


@dataclass(frozen=True)
class Result:
    """The result of one submission.

    Attributes
    ----------
    key : str
        A hash of the submission's bytes and of everything that affects the grade.
    seed : int
        The seed for the inputs of all checks; a regrade with it repeats them.
    remarks : tuple of Remark
        Remarks on the folder and the notebook, those with the most points at stake first.
    failed_cells : tuple of FailedCell
        The cells other than tests that raised or were stopped, in order.
    killed : bool
        Whether the student's process was killed while it was graded.
    refused_calls : dict
        How often each unneeded system call was refused, by its name.
    notebook : dict
        The released notebook with the student's text and outputs, without hidden tests.
    seconds : float
        The time that grading took.
    """

    student: str
    assignment: str
    key: str
    seed: int
    items: tuple[Item, ...]
    remarks: tuple[Remark, ...]
    failed_cells: tuple[FailedCell, ...]
    killed: bool
    refused_calls: dict[str, int]
    notebook: dict[str, Any]
    seconds: float

    @property
    def earned(self) -> float:
        """The points so far; an answer not yet graded by hand counts as 0."""
        return sum(item.earned or 0.0 for item in self.items)

    @property
    def points(self) -> float:
        return sum(item.points for item in self.items)

    @property
    def findings(self) -> tuple[str, ...]:
        """The sentences of the remarks."""
        return tuple(remark.sentence for remark in self.remarks)

    @property
    def held(self) -> tuple[str, ...]:
        """The ids of the items that wait for review, as their answers are missing or unclear."""
        return tuple(item.id for item in self.items if item.held)

    @property
    def complete(self) -> bool:
        return all(item.earned is not None for item in self.items)

    @property
    def left_for_gpu(self) -> bool:
        """Whether part of it was not graded because the machine had no GPU."""
        return any(item.left_for_gpu for item in self.items)

    def to_json(self) -> dict[str, Any]:
        return {
            **vars(self),
            "items": [vars(item) for item in self.items],
            "remarks": [vars(remark) for remark in self.remarks],
            "failed_cells": [vars(cell) for cell in self.failed_cells],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Result":
        """Return the result from the output of `to_json`.

        Raises
        ------
        KeyError, TypeError, ValueError
            If `data` was written by another version or changed by hand.
        """
        items = tuple(Item(**item) for item in data.pop("items"))
        failed_cells = tuple(FailedCell(**cell) for cell in data.pop("failed_cells"))
        remarks = tuple(
            Remark(**remark | {"exercises": tuple(remark["exercises"])})
            for remark in data.pop("remarks")
        )
        result = cls(items=items, failed_cells=failed_cells, remarks=remarks, **data)
        checked: list[Result | Item | FailedCell | Remark]
        checked = [result, *items, *failed_cells, *remarks]
        for one in checked:
            for attribute in fields(one):
                stated: Any = attribute.type
                kind = NUMBERS.get(stated, get_origin(stated) or stated)
                if not isinstance(getattr(one, attribute.name), kind):
                    raise TypeError(f"{attribute.name} is not a {attribute.type}")
        if not all(isinstance(one, str) for remark in remarks for one in remark.exercises):
            raise TypeError("an exercise of a remark is not a string")
        if not isinstance(result.notebook["cells"], list):
            raise TypeError("the notebook has no list of cells")
        return result
