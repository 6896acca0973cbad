"""What grading one submission found, as plain data that JSON can hold."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, get_origin

__all__ = ["Item", "Result"]

# What JSON may hold in the place of a float.
NUMBERS = {float: int | float, float | None: int | float | None}


@dataclass(frozen=True)
class Item:
    """The outcome of one graded cell.

    Attributes
    ----------
    id, title : str
        The nbgrader id of the cell and the heading above it.
    points : float
        What it is worth.
    earned : float or None
        None until a person has graded it.
    message : str
        For the student, in words; empty when there is nothing to say.
    reports : list of dict
        What each check in the cell found, part by part.
    look : str
        Why a person should look at it; empty if nobody needs to.
    """

    id: str
    title: str
    points: float
    earned: float | None
    message: str = ""
    reports: list[dict[str, Any]] = field(default_factory=list)
    look: str = ""

    @property
    def left_for_gpu(self) -> bool:
        """Whether it was not graded, because the machine that graded lacked a GPU."""
        return any(report.get("not_graded") for report in self.reports)


@dataclass(frozen=True)
class Result:
    """The outcome of one submission.

    Attributes
    ----------
    key : str
        A hash of the submission's bytes and of everything that grades it: same key, same grade.
    seed : int
        Draws the inputs of all checks; with it a regrade repeats them.
    findings : tuple of str
        What a person may want to know about the folder and the notebook.
    notebook : dict
        The released notebook with the student's text and the outputs; it has no hidden test.
    seconds : float
        What grading took.
    """

    student: str
    assignment: str
    key: str
    seed: int
    items: tuple[Item, ...]
    findings: tuple[str, ...]
    notebook: dict[str, Any]
    seconds: float

    @property
    def earned(self) -> float:
        """The points so far; what a person has yet to grade counts as nothing."""
        return sum(item.earned or 0.0 for item in self.items)

    @property
    def points(self) -> float:
        return sum(item.points for item in self.items)

    @property
    def complete(self) -> bool:
        return all(item.earned is not None for item in self.items)

    @property
    def left_for_gpu(self) -> bool:
        """Whether some of it was not graded, because the machine that graded lacked a GPU."""
        return any(item.left_for_gpu for item in self.items)

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "items": [asdict(item) for item in self.items]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Result":
        """Return what `to_json` has been given.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is of another version, or somebody changed it into something else.
        """
        items = tuple(Item(**item) for item in data.pop("items"))
        findings = tuple(data.pop("findings"))
        result = cls(items=items, findings=findings, **data)
        checked: list[Result | Item] = [result, *items]
        for one in checked:
            for attribute in fields(one):
                stated: Any = attribute.type
                kind = NUMBERS.get(stated, get_origin(stated) or stated)
                if not isinstance(getattr(one, attribute.name), kind):
                    raise TypeError(f"{attribute.name} is no {attribute.type}")
        if not all(isinstance(finding, str) for finding in findings):
            raise TypeError("a finding is no text")
        if not isinstance(result.notebook["cells"], list):
            raise TypeError("the notebook has no list of cells")
        return result
