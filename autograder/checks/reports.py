"""What a check found, as plain data and as the text that a student reads."""

from dataclasses import dataclass
from textwrap import indent
from typing import Any

__all__ = ["CheckReport", "PartReport"]


@dataclass(frozen=True)
class PartReport:
    """What one part of a check found.

    Attributes
    ----------
    name : str
    points, earned : float
        A part is earned as a whole or not at all.
    sentence : str
        What is wrong in the first case that failed; empty if nothing is.
    case : str or None
        The label of that case, where it matters.
    public : bool
        Whether that case may be shown in full.
    where : str
        The student's own lines that raised, one per line; may be empty.
    call, got, expected : str or None
        A case as Python to paste, what came back, and what should have: the public one, or another,
        small one.
    values : dict or None
        That case to draw: ``got`` and ``expected`` as nested lists, and ``wrong``, the indices
        into the flattened arrays at which they differ. None if what came back is not a small array.
    stopped : bool
        Whether the student's process ended before it answered.
    unwritten : str or None
        The key of the exercise, or of another one that it calls, if it is not written yet; empty
        where something else is not.
    drawn : bool
        Whether `call` is no case of the part, but was drawn for feedback.
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
        """The sentence, after the case that it is about."""
        return f"{self.case}: {self.sentence}" if self.case else self.sentence

    @property
    def details(self) -> str:
        """The lines below the sentence: where it was raised, and a public case in full."""
        call = "a small case" if self.drawn else "call"
        shown = ((call, self.call), ("got", self.got), ("expected", self.expected))
        blocks = [f"{title}\n{indent(text, '  ')}" for title, text in shown if text]
        return "\n".join([self.where, *blocks] if self.where else blocks)


@dataclass(frozen=True)
class CheckReport:
    """What a check found.

    Attributes
    ----------
    key : str
        The exercise.
    points, earned : float
    parts : tuple of PartReport
    misconception : str or None
        What the answer seems to have misunderstood, for the student, if it is a known mistake.
    look : str
        Why the answer needs review; empty if it does not.
    not_graded : str
        Why the answer cannot be graded on this machine; empty if it has been graded.
    would_be_right : str
        That it would be right if another exercise were, which it calls; empty unless that has been
        tried.
    """

    key: str
    points: float
    earned: float
    parts: tuple[PartReport, ...]
    misconception: str | None = None
    look: str = ""
    not_graded: str = ""
    would_be_right: str = ""

    @property
    def text(self) -> str:
        """The feedback: the points, what is wrong in each part that lost some, and why."""
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
        return "\n".join(lines)

    def _findings(self) -> list[tuple[str, PartReport]]:
        """Return each finding once, after the parts, and their points, that it cost."""
        found: dict[tuple[str, str], list[PartReport]] = {}
        for part in self.parts:
            if part.earned < part.points:
                found.setdefault((part.said, part.details), []).append(part)
        return [(self._name(parts), parts[0]) for parts in found.values()]

    def _name(self, parts: list[PartReport]) -> str:
        if len(parts) == len(self.parts) > 1:
            return "all parts"
        return ", ".join(f"{part.name} ({part.earned:g} of {part.points:g})" for part in parts)
