"""The places of the answers to the graded cells: files, and cells of the notebook."""

import ast
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from warnings import catch_warnings, simplefilter

from nbgrader.utils import is_grade, is_solution

from autograder.course.assignment import Assignment, nbgrader_id
from autograder.course.stubs import exercise_nodes

__all__ = ["Places", "assigned_names", "is_python", "parsed"]

MAX_PARSED = 200_000  # characters of one cell
CELLS_KEPT = 256


@dataclass(frozen=True)
class Places:
    """The graded cells of an assignment, by the place of their answers.

    Attributes
    ----------
    files : dict of str to tuple of str
        For each file that students complete, the graded cells that use its exercises.
    functions : dict of str to tuple of str
        The same for each function or class of these files.
    cells : dict of str to tuple of str
        For each answer cell, the graded cells that use its names, or the cell itself if graded.
    """

    files: dict[str, tuple[str, ...]]
    functions: dict[str, tuple[str, ...]]
    cells: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, assignment: Assignment) -> "Places":
        return _places(
            tuple((name, cell.source) for name, cell in assignment.grade_cells.items()),
            tuple((file, assignment.library[file]) for file in sorted(assignment.exercise_files)),
            tuple(
                (name, cell.source, is_grade(cell))
                for cell in assignment.stripped.cells
                if is_solution(cell) and (name := nbgrader_id(cell))
            ),
        )

    @property
    def notebook(self) -> tuple[str, ...]:
        """The graded cells whose answers are in the notebook."""
        return tuple(dict.fromkeys(one for cells in self.cells.values() for one in cells))

    @property
    def everywhere(self) -> tuple[str, ...]:
        """All graded cells."""
        in_files = (one for cells in self.files.values() for one in cells)
        return tuple(dict.fromkeys([*in_files, *self.notebook]))


@cache
def _places(
    graded: tuple[tuple[str, str], ...],
    files: tuple[tuple[str, bytes], ...],
    answers: tuple[tuple[str, str, bool], ...],
) -> Places:
    used = {name: _used(source) for name, source in graded}

    def users(names: Collection[str]) -> tuple[str, ...]:
        return tuple(one for one, uses in used.items() if uses.intersection(names))

    functions = {file: _exercises(content.decode()) for file, content in files}
    return Places(
        files={file: users(names) for file, names in functions.items()},
        functions={name: users([name]) for names in functions.values() for name in names},
        cells={
            name: (name,) if by_hand else users(assigned_names(source))
            for name, source, by_hand in answers
        },
    )


@lru_cache(maxsize=CELLS_KEPT)  # most cells are as released
def assigned_names(source: str) -> frozenset[str]:
    """Return the names that a cell defines; none if it is not Python."""
    tree = parsed(source)
    return frozenset(_assigned(tree)) if tree else frozenset()


def is_python(source: str) -> bool:
    """Return whether a cell can be parsed."""
    return parsed(source) is not None


def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell or a file, or None if it is not Python or too long."""
    if len(source) > MAX_PARSED:
        return None
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError), catch_warnings():
        simplefilter("ignore")  # warnings about a student's code
        return ast.parse(_python(source))
    return None


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name


def _python(source: str) -> str:
    """Return a cell without the lines that only IPython understands."""
    lines = source.splitlines()
    return "\n".join("" if line.lstrip()[:1] in ("%", "!", "?") else line for line in lines)


def _used(source: str) -> set[str]:
    with suppress(SyntaxError):
        names = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name))
        return {node.id for node in names}
    return set()


def _exercises(module: str) -> list[str]:
    return [node.name for _, node in exercise_nodes(module)]
