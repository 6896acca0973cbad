"""The data that the report keeps of each student, as all results would be too large."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from autograder.grading.failures import failures
from autograder.grading.result import Item, Remark, Result
from autograder.records.standings import MISSING, OUTDATED, Standing

__all__ = ["KINDS", "SMALL_CHANGE", "Note", "Row", "row_of"]

UNGRADED, HELD, PROBLEM, STOPPED, REMARK, BY_HAND = KINDS = (
    "not graded",
    "held",
    "problem",
    "stopped",
    "remark",
    "to be graded by hand",
)
REFUSED = "The code made system calls that no exercise needs, and got no answer"
UNREAD = "Handed in, but there is no result: run `autograder grade`."
SMALL_CHANGE = (
    "Nothing that is known, but a small change of their own code would make it right, or parts of "
    "it: their feedback says where."
)
CHANGED = (
    "Graded before the assignment or its points changed, so these points are left out: run "
    "`autograder grade`."
)
NO_TIME = (
    "The time of handing in is unknown, so the work counts as in time: nbgrader's `timestamp.txt` "
    "is missing from the student's folder."
)


@dataclass(frozen=True)
class Note:
    """One reason to review a student's work.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    sentence : str
        The reason; the same for all students concerned.
    points : float
        The points at stake for each of them.
    """

    kind: str
    sentence: str
    points: float = 0.0


@dataclass(frozen=True)
class Row:
    """One student in the report.

    Attributes
    ----------
    standing : Standing
    misconceptions : dict
        The misconceptions named in the feedback, by exercise, and that a small change would help.
    notes : list of Note
    seconds : float
        How long grading took.
    """

    standing: Standing
    misconceptions: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    seconds: float = 0.0


def row_of(
    standing: Standing, result: Result | None, due: bool = False, remarks: Sequence[str] = ()
) -> Row:
    """Return what the report shows of a student and the result.

    Parameters
    ----------
    due : bool
        Whether there is a due date, so that a missing time of handing in is noted.
    remarks : sequence of str
        Further remarks on the student or the folder.
    """
    if result is None or standing.grades is None:
        ungraded = Note(UNGRADED, CHANGED if standing.status == OUTDATED else UNREAD)
        return Row(standing, notes=[] if standing.status == MISSING else [ungraded])
    named = {item.id: _named(item) for item in result.items}
    scores = standing.grades.scores
    notes = [note for item in result.items for note in _notes(item, scores.get(item.id))]
    stopped = {cell.message for cell in result.failed_cells if cell.stopped}
    notes += [Note(STOPPED, f"Stopped in a cell: {sentence}") for sentence in stopped]
    notes += [
        Note(PROBLEM, f"{failure.sentence} {failure.text.splitlines()[0]}")
        for failure in failures(result)
        if not failure.cell.stopped
    ]
    notes += [_remark(remark, standing.held, result) for remark in result.remarks]
    if result.refused_calls:
        calls = ", ".join(f"{name} ({n}×)" for name, n in sorted(result.refused_calls.items()))
        notes.append(Note(REMARK, f"{REFUSED}: {calls}."))
    notes += [Note(REMARK, remark) for remark in remarks]
    if due and standing.grades.submitted is None:
        notes.append(Note(REMARK, NO_TIME))
    return Row(standing, {i: known for i, known in named.items() if known}, notes, result.seconds)


def _named(item: Item) -> list[str]:
    """Return what the feedback names as causes, in sentences that several students share."""
    named = sorted({report["misconception"] for report in item.reports} - {None})
    return named + [SMALL_CHANGE] * any(report.get("repair") for report in item.reports)


def _remark(remark: Remark, held: Collection[str], result: Result) -> Note:
    """Return a remark; while it holds exercises, with their points."""
    waiting = [item for item in result.items if item.id in held and item.id in remark.exercises]
    if not waiting:
        return Note(REMARK, remark.sentence)
    names = ", ".join(f"`{item.id}`" for item in waiting)
    return Note(HELD, f"{remark.sentence} Held: {names}.", sum(item.points for item in waiting))


def _notes(item: Item, score: float | None) -> Iterator[Note]:
    if item.look:
        yield Note(PROBLEM, item.look)
    # A test that was not graded has its own message.
    if score is None and not item.reports and not item.held:
        yield Note(BY_HAND, f"{item.title}: a written answer, to be graded in formgrader.")
    stopped = {
        part["sentence"] for report in item.reports for part in report["parts"] if part["stopped"]
    }
    for sentence in sorted(stopped):
        yield Note(STOPPED, f"{item.title}: {sentence}")
