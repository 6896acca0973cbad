"""Find the answers in a submitted notebook, in their cells or elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from autograder.course.assignment import nbgrader_id
from autograder.grading.cells import alike
from autograder.grading.matching import Matching, Stray
from autograder.grading.places import assigned_names, is_python

__all__ = ["Answers", "find_answers"]


@dataclass
class Answers:
    """The student's answers.

    Attributes
    ----------
    pieces : dict of int to list of str
        The texts of each answer cell, by its number, without unchanged released text.
    elsewhere : list of str
        The ids of the answer cells whose text was found outside of them.
    moved : list of str
        Those of them whose code was found after its test or in another exercise, so that it may
        fail in its new place.
    missing : list of str
        The ids of the answer cells that are not in the notebook, and for which no text was found.
    misplaced : dict of str to str
        By the id of an unanswered cell, the id of a changed test that defines the cell's names.
    used : set of int
        The numbers of the strays that are part of an answer.
    """

    pieces: dict[int, list[str]] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    misplaced: dict[str, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)


def find_answers(matching: Matching, released: Sequence[NotebookNode]) -> Answers:
    """Find the answer to each released answer cell."""
    answers = Answers()
    for place, cell in enumerate(released):
        if is_solution(cell):
            by_hand = is_grade(cell)
            own = [
                text
                for text in matching.sources.get(place, ())
                if alike(text) != alike(cell.source) and (text.strip() or not by_hand)
            ]
            find = _written if by_hand else _code
            find(place, own, matching, released, answers)
    return answers


def _written(
    place: int, own: list[str], matching: Matching, released: Sequence[NotebookNode], found: Answers
) -> None:
    """Add the text of a written answer: in its cell and elsewhere in its section."""
    first, end = _section(place, released), _end(place, released)
    question = {
        line.strip() for cell in released[first:place] for line in alike(cell.source).splitlines()
    }
    above: list[str] = []
    below: list[str] = []
    for number in range(first, place):
        above += [_added(text, question) for text in matching.sources.get(number, ())]
    code = []
    for number, stray in enumerate(matching.strays):
        if not _in_section(stray, first, place, end) or number in found.used:
            continue
        if stray.kind == "code" and is_python(stray.source):
            code.append(stray.source)
            continue
        found.used.add(number)
        (below if stray.after >= place else above).append(_added(stray.source, question))
    outside = [text for text in [*above, *below] if text]
    if not own and not outside:
        outside = below = [f"```python\n{text}\n```" for text in code]
    pieces = [text for text in [*above, *own, *below] if text]
    _note(place, own, pieces, matching, released, found)


def _section(place: int, released: Sequence[NotebookNode]) -> int:
    """Return the number of the first cell of the question above an answer."""
    first = place
    while first and not nbgrader_id(released[first - 1]):
        first -= 1
    return first


def _in_section(stray: Stray, first: int, place: int, end: int) -> bool:
    return first <= stray.after <= end or first < stray.before <= place or stray.before == place


def _end(place: int, released: Sequence[NotebookNode]) -> int:
    """Return the number of the answer, or of the last cell if only text follows the answer."""
    only_text = not any(nbgrader_id(cell) for cell in released[place + 1 :])
    return len(released) - 1 if only_text else place


def _added(text: str, question: set[str]) -> str:
    """Return the lines of a text that are not in the question."""
    lines = [line for line in text.splitlines() if line.strip() not in question or not line.strip()]
    return "\n".join(lines).strip()


def _code(
    place: int, own: list[str], matching: Matching, released: Sequence[NotebookNode], found: Answers
) -> None:
    """Add the code of an answer: its cell, or else the student's cells that define its names."""
    if own:
        found.pieces[place] = own
        return
    names = assigned_names(released[place].source)
    others = {
        name
        for number, cell in enumerate(released)
        if number != place and is_solution(cell) and cell.cell_type == "code"
        for name in assigned_names(cell.source)
    }
    fitting = [
        number
        for number, stray in enumerate(matching.strays)
        if number not in found.used
        and (defined := assigned_names(stray.source) & names)
        and (defined - others or _near(stray, place, released))
    ]
    found.used.update(fitting)
    taken = [matching.strays[number] for number in fitting]
    if any(not stray.after <= place <= stray.before for stray in taken):
        found.moved.append(_id(released[place]))
    pieces = [stray.source for stray in taken]
    if not pieces:
        found.misplaced |= dict(_in_tests(place, names, matching, released))
    _note(place, own, pieces, matching, released, found)


def _near(stray: Stray, place: int, released: Sequence[NotebookNode]) -> bool:
    """Return whether a cell lies between the graded cells before and after an answer's own one."""
    graded = [number for number, cell in enumerate(released) if is_grade(cell)]
    before = max((number for number in graded if number < place), default=-1)
    after = [number for number in graded if number > place]
    end = after[1] if len(after) > 1 else len(released)
    return stray.after >= before and stray.before <= end


def _in_tests(
    place: int, names: frozenset[str], matching: Matching, released: Sequence[NotebookNode]
) -> Iterator[tuple[str, str]]:
    """Yield the id of a cell and that of a changed test that defines the cell's names."""
    for number, cell in enumerate(released):
        if is_grade(cell) and not is_solution(cell):
            for text in matching.sources.get(number, ()):
                given = assigned_names(cell.source)
                if alike(text) != alike(cell.source) and (assigned_names(text) - given) & names:
                    yield _id(released[place]), _id(cell)


def _note(
    place: int,
    own: list[str],
    pieces: list[str],
    matching: Matching,
    released: Sequence[NotebookNode],
    found: Answers,
) -> None:
    name = _id(released[place])
    if pieces:
        found.pieces[place] = pieces
    if pieces and not own:
        found.elsewhere.append(name)
    if not pieces and place not in matching.sources:
        found.missing.append(name)


def _id(cell: NotebookNode) -> str:
    name = nbgrader_id(cell)
    assert name is not None  # graded cells and answers have an id
    return name
