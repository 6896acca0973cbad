"""The result of a check, as plain data and as the text that a student reads."""

from dataclasses import dataclass
from textwrap import indent
from typing import Any

__all__ = ["CheckReport", "PartReport"]


@dataclass(frozen=True)
class PartReport:
    """The result of one part of a check.

    Attributes
    ----------
    name : str
    points, earned : float
        All or none of the part's points are earned.
    sentence : str
        What is wrong in the first case that failed; empty if nothing is.
    case : str or None
        The label of that case, where it matters.
    public : bool
        Whether that case may be shown in full.
    where : str
        The student's lines that raised the exception, one per line; may be empty.
    call, got, expected : str or None
        A case as code to paste, what was returned and what was expected: the public case, or
        another small one.
    values : dict or None
        That case for drawing: ``got`` and ``expected`` as nested lists, and ``wrong``, the indices
        into the flattened arrays at which they differ. None if the result is not a small array.
    stopped : bool
        Whether the student's process ended before it answered.
    unwritten : str or None
        The key of the exercise that is not written yet: this one or another that it calls; empty
        if a NotImplementedError came from elsewhere; None otherwise.
    drawn : bool
        Whether `call` is not a case of the part, but was drawn for feedback.
    """

    name: str
    points: float
    earned: float
    sentence: str = ""
    case: str | None = None
    public: bool = False
    where: str = ""
    call: str | None = None
    got: str | None = None
    expected: str | None = None
    values: dict[str, Any] | None = None
    stopped: bool = False
    unwritten: str | None = None
    drawn: bool = False

    @property
    def said(self) -> str:
        """The sentence, preceded by the label of its case."""
        return f"{self.case}: {self.sentence}" if self.case else self.sentence

    @property
    def details(self) -> str:
        """The lines below the sentence: the student's lines that raised, and a case in full."""
        call = "a small case" if self.drawn else "call"
        shown = ((call, self.call), ("got", self.got), ("expected", self.expected))
        blocks = [f"{title}\n{indent(text, '  ')}" for title, text in shown if text]
        return "\n".join([self.where, *blocks] if self.where else blocks)


@dataclass(frozen=True)
class CheckReport:
    """The result of a check.

    Attributes
    ----------
    key : str
        The exercise.
    points, earned : float
    parts : tuple of PartReport
    misconception : str or None
        For the student: the known mistake that the answer shows, if there is one.
    look : str
        Why the answer needs review; empty if it does not.
    not_graded : str
        Why the answer cannot be graded on this machine; empty if it has been graded.
    would_be_right : str
        A sentence that the answer would be right if another exercise that it calls were right;
        empty if it would not, or if this was not tried.
    repair : str
        Where a small change of the answer would make it right, or parts of it; empty if none was
        found, or looked for.
    """

    key: str
    points: float
    earned: float
    parts: tuple[PartReport, ...]
    misconception: str | None = None
    look: str = ""
    not_graded: str = ""
    would_be_right: str = ""
    repair: str = ""

    @property
    def text(self) -> str:
        """The feedback: the points, and what is wrong in each part that lost points."""
        if self.not_graded:
            return f"{self.key}: {self.not_graded}"
        lines = [f"{self.key}: {self.earned:g} of {self.points:g} points."]
        for names, part in self._findings():
            lines.append(f"- {names}: {part.said}")
            if part.details:
                lines.append(indent(part.details, "    "))
        if self.misconception:
            lines.append(f"What it looks like: {self.misconception}")
        if self.would_be_right:
            lines.append(self.would_be_right)
        if self.repair:
            lines.append(f"Where to look: {self.repair}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the same as `dataclasses.asdict`, which would also copy every number in it."""
        return {**vars(self), "parts": tuple(vars(part).copy() for part in self.parts)}

    def _findings(self) -> list[tuple[str, PartReport]]:
        """Return each finding once, with the names and points of the parts that failed by it."""
        found: dict[tuple[str, str], list[PartReport]] = {}
        for part in self.parts:
            if part.earned < part.points:
                found.setdefault((part.said, part.details), []).append(part)
        return [(self._name(parts), parts[0]) for parts in found.values()]

    def _name(self, parts: list[PartReport]) -> str:
        if len(parts) == len(self.parts) > 1:
            return "all parts"
        return ", ".join(f"{part.name} ({part.earned:g} of {part.points:g})" for part in parts)
