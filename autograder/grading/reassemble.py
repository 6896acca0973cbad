"""Copy a student's text into the instructor's notebook; only text is taken."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder.course.assignment import Assignment, nbgrader_id
from autograder.grading.answers import Answers, find_answers
from autograder.grading.cells import Cell, alike, read_cells
from autograder.grading.matching import Matching, match_cells
from autograder.grading.other import recognised
from autograder.grading.places import Places
from autograder.grading.result import Remark

__all__ = ["MOST_WRITTEN", "Reassembled", "reassemble"]

MOST_WRITTEN = 20_000  # characters of a written answer, which a grader has to read


@dataclass(frozen=True)
class Reassembled:
    """The notebook to grade.

    Attributes
    ----------
    notebook : NotebookNode
        The released cells in their order, with the student's answers in place and the student's
        added cells where they stood.
    remarks : tuple of Remark
        Remarks on cells that were missing, duplicated, changed or unreadable.
    another : bool
        Whether it belongs to another assignment; then the only remark says so.
    """

    notebook: NotebookNode
    remarks: tuple[Remark, ...] = ()
    another: bool = False

    @property
    def findings(self) -> tuple[str, ...]:
        """The sentences of the remarks."""
        return tuple(remark.sentence for remark in self.remarks)


def reassemble(submitted: bytes, assignment: Assignment) -> Reassembled:
    """Rebuild the released notebook around the text of a submitted one.

    Parameters
    ----------
    submitted : bytes
        The submitted ``.ipynb``, which may hold anything; empty if there is none.
    """
    if not submitted:
        return Reassembled(deepcopy(assignment.released))
    try:
        cells = read_cells(submitted)
    except ValueError as error:
        places = Places.of(assignment)
        remark = Remark(f"The notebook could not be read: {error}", places.notebook)
        return Reassembled(deepcopy(assignment.released), (remark,))
    matching = match_cells(cells, assignment.released.cells)
    if another := _another(cells, matching, assignment):
        return Reassembled(deepcopy(assignment.released), (another,), another=True)
    answers = find_answers(matching, assignment.released.cells)
    notebook = _rebuild(matching, answers, assignment)
    return Reassembled(notebook, tuple(_remarks(matching, answers, assignment)))


def _another(cells: list[Cell], matching: Matching, assignment: Assignment) -> Remark | None:
    name = recognised(cells, matching, assignment)
    if name is None:
        return None
    sentence = f"This is {name}, not {assignment.name}: hand in the folder of {assignment.name}."
    return Remark(sentence, Places.of(assignment).everywhere)


def _rebuild(matching: Matching, answers: Answers, assignment: Assignment) -> NotebookNode:
    notebook = deepcopy(assignment.released)
    own: dict[int, list[str]] = {}  # code in added cells, by the released cell above it
    for number, stray in enumerate(matching.strays):
        if stray.kind == "code" and number not in answers.used:
            own.setdefault(stray.after, []).append(stray.source)
    cells: list[NotebookNode] = []
    added = 0

    def add(sources: list[str]) -> None:
        nonlocal added
        for source in sources:
            added += 1
            cells.append(new_code_cell(source, id=f"added-{added}"))

    add(own.get(-1, []))
    for place, cell in enumerate(notebook.cells):
        pieces = answers.pieces.get(place)
        if pieces and is_grade(cell):
            cell.source = "\n\n".join(pieces)[:MOST_WRITTEN]
        elif pieces:  # all parts of a split or copied cell run, as in Jupyter
            add(pieces[:-1])
            cell.source = pieces[-1]
        elif cell.cell_type == "code" and not nbgrader_id(cell) and place in matching.sources:
            cell.source = "\n\n".join(matching.sources[place])
        cells.append(cell)
        add(own.get(place, []))
    notebook.cells = cells
    return notebook


def _remarks(matching: Matching, answers: Answers, assignment: Assignment) -> Iterator[Remark]:
    yield from _on_answers(answers, assignment)
    cells = {
        place: (name, cell)
        for place, cell in enumerate(assignment.released.cells)
        if (name := nbgrader_id(cell))
    }
    tests = {place: name for place, (name, cell) in cells.items() if not is_solution(cell)}
    if missing := [name for place, name in tests.items() if place not in matching.sources]:
        yield Remark(f"{_cells_named(missing)} missing; your instructor's {_copy(missing)} used.")
    several = [place for place, texts in matching.sources.items() if len(texts) > 1]
    if doubled := [cells[place][0] for place in several if place in cells and place not in tests]:
        yield Remark(f"{_cells_named(doubled)} there several times; all of them count.")
    if doubled := [tests[place] for place in several if place in tests]:
        yield Remark(f"{_cells_named(doubled)} there several times; each was graded once.")
    changed = [
        name
        for place, (name, cell) in cells.items()
        if is_locked(cell)
        and any(alike(text) != alike(cell.source) for text in matching.sources.get(place, ()))
    ]
    if changed:
        unclear = [one for one, test in answers.misplaced.items() if test in changed]
        places = Places.of(assignment).cells if unclear else {}
        yield Remark(
            f"{_cells_named(changed)} changed; your instructor's {_copy(changed)} used.",
            tuple(dict.fromkeys(one for answer in unclear for one in places[answer])),
        )


def _on_answers(answers: Answers, assignment: Assignment) -> Iterator[Remark]:
    if answers.missing:
        places = Places.of(assignment).cells
        exercises = [one for answer in answers.missing for one in places[answer]]
        sentence = f"{_cells_named(answers.missing, 'answer cell')} missing."
        yield Remark(sentence, tuple(dict.fromkeys(exercises)))
    released = assignment.released.cells
    too_long = [
        repr(nbgrader_id(released[place]))
        for place, pieces in answers.pieces.items()
        if is_grade(released[place]) and len("\n\n".join(pieces)) > MOST_WRITTEN
    ]
    if too_long:
        yield Remark(f"Only the first {MOST_WRITTEN} characters of {', '.join(too_long)} are read.")
    if answers.elsewhere:
        names = ", ".join(map(repr, answers.elsewhere))
        places = Places.of(assignment).cells
        unsure = tuple(one for answer in answers.moved for one in places[answer])
        sentence = f"The answer to {names} was outside its cell; it was taken from there."
        yield Remark(sentence, unsure)


def _cells_named(names: list[str], kind: str = "cell") -> str:
    shown = ", ".join(map(repr, names))
    return f"The {kind} {shown} was" if len(names) == 1 else f"The {kind}s {shown} were"


def _copy(names: list[str]) -> str:
    return "copy was" if len(names) == 1 else "copies were"
