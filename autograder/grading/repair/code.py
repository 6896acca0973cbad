"""The definitions of a student's module that an exercise uses, as text that can be edited."""

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

__all__ = ["Code", "Splice", "code_of", "overlap", "spliced"]

MOST_LINES = 400  # of the definitions together
Definition = ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True, order=True)
class Splice:
    """Text in the place of the bytes from `start` to `end`."""

    start: int
    end: int
    text: str


class Code:
    """Some definitions, with the lines that they have in their file; other lines are empty.

    Attributes
    ----------
    text : str
    definitions : list of ast.FunctionDef or ast.ClassDef
        The exercise first, and then its helpers.
    """

    def __init__(self, text: str, name: str) -> None:
        self.text, self._tree = text, ast.parse(text)
        found = [each for each in self._tree.body if isinstance(each, Definition)]
        self.definitions = sorted(found, key=lambda each: each.name != name)
        self._bytes = text.encode()
        lengths = (len(line) for line in self._bytes.splitlines(keepends=True))
        self._starts = [0, *accumulate(lengths)]

    def __getitem__(self, node: ast.AST) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self._bytes[start:end].decode()

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node starts and ends, in bytes."""
        place: ast.expr = node  # type: ignore[assignment]  # all that is asked for has a place
        start = self._starts[place.lineno - 1] + place.col_offset
        return start, self._starts[(place.end_lineno or 0) - 1] + (place.end_col_offset or 0)

    def lines(self, start: int, end: int) -> list[str]:
        """Return the text of lines, numbered from 1, both included."""
        return self._bytes[self._starts[start - 1] : self._starts[end]].decode().splitlines()

    def line_span(self, node: ast.stmt) -> tuple[int, int]:
        """Return where the lines of a statement start and end, in bytes."""
        return self._starts[node.lineno - 1], self._starts[node.end_lineno or node.lineno]

    def put(self, node: ast.AST, text: str) -> Splice:
        """Return the splice that puts an expression in the place of another."""
        bare = isinstance(node, ast.Tuple | ast.Slice) or text == ":"
        return Splice(*self.span(node), text if bare else f"({text})")

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        """All functions and methods; those that contain others come first."""
        return [node for node in ast.walk(self._tree) if isinstance(node, ast.FunctionDef)]

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The parent of each node."""
        nodes = ast.walk(self._tree)
        return {child: node for node in nodes for child in ast.iter_child_nodes(node)}

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes that contain a node, from the inside."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def function_of(self, node: ast.AST) -> ast.FunctionDef | None:
        """Return the innermost function that contains a node."""
        return next((each for each in self.above(node) if isinstance(each, ast.FunctionDef)), None)

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """Return the statement that a node belongs to."""
        both = (node, *self.above(node))
        return next(each for each in both if isinstance(each, ast.stmt))


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Return the edited text; the splices do not overlap."""
    old, pieces, done = text.encode(), list[bytes](), 0
    for splice in sorted(splices):
        pieces += [old[done : splice.start], splice.text.encode()]
        done = splice.end
    return b"".join([*pieces, old[done:]]).decode()


def overlap(splices: Iterable[Splice]) -> bool:
    """Return whether any of these splices replaces what another replaces or adds."""
    return any(one.end > other.start for one, other in pairwise(sorted(splices)))


def code_of(module: bytes, name: str, leave: Collection[str] = ()) -> Code | None:
    """Return the definition of an exercise, and those of its own helpers.

    Parameters
    ----------
    module : bytes
        The student's file.
    name : str
        The function or class.
    leave : collection of str
        Definitions that are not included even if it uses them. Nor are other exercises.

    Returns
    -------
    Code or None
        None if the file does not define it, or cannot be read.
    """
    try:
        text = "\n".join(module.decode("utf-8-sig").split("\r\n")).replace("\r", "\n") + "\n"
        tree = ast.parse(text)
        defined = {
            each.name: each
            for each in tree.body
            if isinstance(each, Definition) and (each.name == name or not _is_left(each, leave))
        }
        if name not in defined:
            return None
        kept = _lines_of(_used(defined, name))
        if len(kept) > MOST_LINES:
            return None
        kept |= {line for each in tree.body for line in _from_future(each)}
        lines = enumerate(text.split("\n"), start=1)
        return Code("\n".join(line if number in kept else "" for number, line in lines), name)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_left(node: Definition, leave: Collection[str]) -> bool:
    return node.name in leave or any(map(_is_exercise, node.decorator_list))


def _is_exercise(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "exercise"


def _used(defined: dict[str, Definition], name: str) -> list[Definition]:
    """Return a definition and those that it uses, directly or not."""
    found, wanted = dict[str, Definition](), [name]
    while wanted:
        if (one := wanted.pop()) in defined and one not in found:
            found[one] = defined[one]
            wanted += [each.id for each in ast.walk(defined[one]) if isinstance(each, ast.Name)]
    return list(found.values())


def _lines_of(definitions: Iterable[Definition]) -> set[int]:
    """Return the numbers of the lines of definitions; an exercise is not registered again."""
    return {
        line
        for each in definitions
        for node in (each, *(one for one in each.decorator_list if not _is_exercise(one)))
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def _from_future(node: ast.stmt) -> Iterable[int]:
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return ()
