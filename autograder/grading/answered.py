"""Find the exercises that a file answers, without running it, to choose between copies."""

import ast

from autograder.course.assignment import Assignment
from autograder.grading.answers import find_answers
from autograder.grading.cells import read_cells
from autograder.grading.matching import match_cells
from autograder.grading.other import recognised
from autograder.grading.places import Places, assigned_names, parsed
from autograder.grading.text import same_text

__all__ = ["answered_in_module", "answered_in_notebook", "defined"]


def answered_in_module(content: bytes, released: bytes, places: Places) -> frozenset[str]:
    """Return the graded cells for which a file's functions or classes differ from the stubs.

    Parameters
    ----------
    content, released : bytes
        The student's file and the one with the stubs.
    """
    stubs = _definitions(released)
    exercises = {name: cells for name, cells in places.functions.items() if name in stubs}
    if same_text(content, released):
        return frozenset()
    written = _definitions(content)
    changed = [name for name in exercises if name in written and written[name] != stubs[name]]
    if not written and content.strip():  # it cannot be parsed, so it was edited
        changed = list(exercises)
    return frozenset(cell for name in changed for cell in exercises[name])


def answered_in_notebook(content: bytes, assignment: Assignment) -> frozenset[str]:
    """Return the graded cells that a notebook answers; none if it belongs to another assignment."""
    try:
        cells = read_cells(content)
    except ValueError:
        return frozenset()
    matching = match_cells(cells, assignment.stripped.cells)
    if recognised(cells, matching, assignment) is not None:
        return frozenset()
    places, released = Places.of(assignment), assignment.stripped.cells
    answers = find_answers(matching, released)
    own = {
        name
        for stray in matching.strays
        if stray.kind == "code"
        for name in assigned_names(stray.source)
    }
    found = [places.cells[released[place].id] for place in answers.pieces]
    found += [cells for name, cells in places.functions.items() if name in own]
    return frozenset(cell for cells in found for cell in cells)


def defined(content: bytes) -> frozenset[str]:
    """Return the names of the functions and classes of a file; none if it cannot be parsed."""
    return frozenset(_definitions(content))


def _definitions(content: bytes) -> dict[str, str]:
    tree = parsed(content.decode("utf-8-sig", "replace"))
    return {
        node.name: ast.dump(node)
        for node in (tree.body if tree else ())
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
