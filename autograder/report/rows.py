"""What the report keeps of each student: a result is large, and a class may be a thousand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from autograder.grading.failures import failures
from autograder.grading.result import Item, Result
from autograder.records.standings import MISSING, Standing

__all__ = ["PROBLEM", "READ", "REMARK", "STOPPED", "UNGRADED", "Note", "Row", "row_of"]

UNGRADED, PROBLEM, STOPPED, REMARK, READ = (
    "not graded",
    "problem",
    "stopped",
    "remark",
    "to be read",
)
NO_TIME = (
    "When it was handed in is not known, and it counts as in time: nbgrader's `timestamp.txt` says "
    "it, in the student's folder."
)


@dataclass(frozen=True)
class Note:
    """One thing that a person may want to look at.

    Attributes
    ----------
    kind : str
        ``"not graded"``, ``"problem"``, ``"stopped"``, ``"remark"`` or ``"to be read"``.
    sentence : str
        What it is; the same for all students whom it concerns.
    """

    kind: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """One student in the report.

    Attributes
    ----------
    standing : Standing
    misconceptions : dict
        What each exercise's feedback named, by its id.
    notes : list of Note
    seconds : float
        What grading took.
    """

    standing: Standing
    misconceptions: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    seconds: float = 0.0


def row_of(
    standing: Standing, result: Result | None, due: bool = False, remarks: Sequence[str] = ()
) -> Row:
    """Keep of a result what the report shows; without one there is little to keep.

    Parameters
    ----------
    due : bool
        Whether there is a due date, so that it matters when the work was handed in.
    remarks : sequence of str
        What else there is to say of the student or the folder.
    """
    if result is None or standing.grades is None:
        ungraded = Note(UNGRADED, "Handed in, but there is no result: run `autograder grade`.")
        return Row(standing, notes=[] if standing.status == MISSING else [ungraded])
    named = {
        item.id: sorted({report["misconception"] for report in item.reports} - {None})
        for item in result.items
    }
    scores = standing.grades.scores
    notes = [note for item in result.items for note in _notes(item, scores.get(item.id))]
    stopped = {cell.message for cell in result.failed_cells if cell.stopped}
    notes += [Note(STOPPED, f"Stopped in a cell: {sentence}") for sentence in stopped]
    notes += [
        Note(PROBLEM, f"{failure.sentence} {failure.text.splitlines()[0]}")
        for failure in failures(result)
        if not failure.cell.stopped
    ]
    notes += [Note(REMARK, finding) for finding in result.findings]
    notes += [Note(REMARK, remark) for remark in remarks]
    if due and standing.grades.submitted is None:
        notes.append(Note(REMARK, NO_TIME))
    return Row(standing, {i: known for i, known in named.items() if known}, notes, result.seconds)


def _notes(item: Item, score: float | None) -> Iterator[Note]:
    if item.look:
        yield Note(PROBLEM, item.look)
    if score is None and not item.reports:  # what a machine could not grade says so itself
        yield Note(READ, f"{item.title}: an answer to read, in formgrader.")
    stopped = {
        part["sentence"] for report in item.reports for part in report["parts"] if part["stopped"]
    }
    for sentence in sorted(stopped):
        yield Note(STOPPED, f"{item.title}: {sentence}")
