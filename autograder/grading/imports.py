"""Find the files that a Python file imports, directly or indirectly.

The source text is parsed; nothing is imported. Every import statement counts, inside functions too,
except for those that only a type checker sees; a module named in a string, as for
`importlib.import_module`, does not.
"""

import ast
import os
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

__all__ = ["Reached", "follow_imports", "modules_imported"]

TYPES_ONLY = ("TYPE_CHECKING", "typing.TYPE_CHECKING")


class Reached:
    """The files and modules that were found.

    Attributes
    ----------
    files : set of Path
        The files given and those that they import, ``__init__.py`` of packages included.
    others : set of str
        The top-level names of modules outside the root.
    """

    def __init__(self) -> None:
        self.files: set[Path] = set()
        self.others: set[str] = set()


def follow_imports(
    files: Iterable[Path], modules: Iterable[str], root: Path, ends: Collection[Path] = ()
) -> Reached:
    """Return everything below `root` that `files` and `modules` import.

    Parameters
    ----------
    files : iterable of Path
        Python files below `root`.
    modules : iterable of str
        Full names, as in an import statement; ``"a.b"`` may be a name in the module ``a``.
    root : Path
        The folder on Python's path.
    ends : collection of Path
        Files whose own imports are not followed.
    """
    found, tree = Reached(), _Tree(root)
    names = set(modules)
    waiting = [*files, *(path for name in names for path in tree.files_of(name, found))]
    while waiting:
        path = waiting.pop()
        if path in found.files:
            continue
        found.files.add(path)
        if path in ends:
            continue
        package = path.relative_to(root).parent.parts
        new = modules_imported(path.read_text("utf-8"), package) - names
        names |= new
        for name in new:
            waiting += tree.files_of(name, found)
    return found


@cache  # chapters share most files
def modules_imported(text: str, package: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the full names of the modules that source code imports, and of names from them.

    Parameters
    ----------
    package : tuple of str
        The package of the source code, to resolve relative imports.
    """
    found: set[str] = set()
    for node in _run(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*start, *([node.module] if node.module else [])])
            found.update([module, *(f"{module}.{alias.name}" for alias in node.names)])
    return frozenset(found)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, without what is there for type checkers only."""
    yield node
    below: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test) in TYPES_ONLY:
        below = node.orelse
    for child in below:
        yield from _run(child)


class _Tree:
    """The folders below a root, each listed once: the same ones are asked for by most names."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._listed: dict[Path, frozenset[str]] = {}

    def files_of(self, name: str, found: Reached) -> Iterator[Path]:
        """Yield the file of a module and the ``__init__.py`` of the packages that contain it."""
        top, *rest = name.split(".")
        if not self._names_in(self._root) & {top, f"{top}.py"}:
            found.others.add(top)
            return
        folder = self._root
        for part in (top, *rest):
            names = self._names_in(folder)
            if f"{part}.py" in names:
                yield folder / f"{part}.py"
            if part not in names:
                return
            folder /= part
            if "__init__.py" in self._names_in(folder):
                yield folder / "__init__.py"

    def _names_in(self, folder: Path) -> frozenset[str]:
        if folder not in self._listed:
            self._listed[folder] = frozenset(os.listdir(folder) if folder.is_dir() else ())
        return self._listed[folder]
