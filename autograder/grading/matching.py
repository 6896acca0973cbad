"""Match the cells of a submitted notebook with the released cells."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.course.assignment import nbgrader_id
from autograder.grading.cells import Cell, alike

__all__ = ["Matching", "Stray", "match_cells"]


@dataclass(frozen=True)
class Stray:
    """A cell that the student added.

    Attributes
    ----------
    kind, source : str
        Its type and its text.
    after, before : int
        The numbers of the released cells around it; -1 and the number of cells at the ends.
    """

    kind: str
    source: str
    after: int
    before: int


@dataclass(frozen=True)
class Matching:
    """The text of a submitted notebook, by the released cell that it belongs to.

    Attributes
    ----------
    sources : dict of int to list of str
        The student's texts for each released cell, by its number, in order; a cell that was copied
        or split has several.
    strays : list of Stray
        All other cells, in order, without blank ones and copies of released text.
    """

    sources: dict[int, list[str]]
    strays: list[Stray]


def match_cells(cells: Sequence[Cell], released: Sequence[NotebookNode]) -> Matching:
    """Match cells by nbgrader's id; cells without one by their text, or by the cell id."""
    places = _places(cells, released)
    provided = {alike(cell.source) for cell in released}
    sources: dict[int, list[str]] = {}
    strays = []
    following = _following(places, len(released))
    after = -1
    for cell, place, before in zip(cells, places, following, strict=True):
        if place is not None:
            after = place
            sources.setdefault(place, []).append(cell.source)
        elif cell.source.strip() and alike(cell.source) not in provided:
            strays.append(Stray(cell.kind, cell.source, after, before))
    return Matching(sources, strays)


def _places(cells: Sequence[Cell], released: Sequence[NotebookNode]) -> list[int | None]:
    """Return for each submitted cell the number of the released one, or None."""
    by_grade_id = {name: i for i, cell in enumerate(released) if (name := nbgrader_id(cell))}
    by_id = {cell.id: i for i, cell in enumerate(released)}
    texts = [alike(cell.source) for cell in released]
    count = Counter(texts)
    by_text = {
        text: i
        for i, (text, cell) in enumerate(zip(texts, released, strict=True))
        if count[text] == 1 and not is_solution(cell)
    }
    places = [by_grade_id.get(cell.grade_id or "") for cell in cells]
    taken = set(places)
    for find in (lambda cell: by_text.get(alike(cell.source)), lambda cell: by_id.get(cell.id)):
        for number, cell in enumerate(cells):
            place = find(cell)
            # When JupyterLab splits a cell, the parts have the same metadata but different ids.
            if places[number] is None and place is not None and place not in taken:
                places[number] = place
                taken.add(place)
    _match_blank_answers(cells, released, places)
    _match_questions(cells, released, places)
    return places


def _match_blank_answers(
    cells: Sequence[Cell], released: Sequence[NotebookNode], places: list[int | None]
) -> None:
    """Match unchanged cells with answer cells of the same text, in order."""
    left = {i: alike(cell.source) for i, cell in enumerate(released) if is_solution(cell)}
    left = {place: text for place, text in left.items() if place not in places}
    after = -1
    for number, cell in enumerate(cells):
        if places[number] is None:
            fits = (i for i, text in left.items() if i > after and text == alike(cell.source))
            places[number] = next(fits, None)
        place = places[number]
        if place is not None:
            left.pop(place, None)
            after = place


def _match_questions(
    cells: Sequence[Cell], released: Sequence[NotebookNode], places: list[int | None]
) -> None:
    """Match an edited text cell with the only released one between the same neighbours."""
    after, following = -1, _following(places, len(released))
    gaps: dict[tuple[int, int], list[int]] = {}
    for number, (place, before) in enumerate(zip(list(places), following, strict=True)):
        if place is not None:
            after = place
        elif cells[number].kind == "markdown" and cells[number].source.strip():
            gaps.setdefault((after, before), []).append(number)
    for (after, before), numbers in gaps.items():
        texts = [
            place
            for place in range(after + 1, before)
            if not nbgrader_id(released[place]) and released[place].cell_type == "markdown"
        ]
        if len(numbers) == len(texts):
            for number, place in zip(numbers, texts, strict=True):
                places[number] = place


def _following(places: Sequence[int | None], end: int) -> list[int]:
    """Return for each submitted cell the number of the next released one."""
    found = []
    for place in reversed(places):
        found.append(end)
        end = end if place is None else place
    return found[::-1]
