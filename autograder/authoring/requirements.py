"""The packages that a student's folder needs, with the course's own pins."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.repository import REPOSITORY

__all__ = ["student_requirements"]

ALWAYS = ("jupyterlab", "ipykernel", "numpy", "matplotlib")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==\S+", re.MULTILINE)


def student_requirements(assignment: Assignment) -> str:
    """Return the ``requirements.txt`` of a student's folder.

    It contains Jupyter and the packages that the notebook and the folder's `cnnlib` need, and
    nothing else, in the versions that the course was tested with.

    Raises
    ------
    ValueError
        If a package that they import is not pinned in the course's ``requirements.txt``.
    """
    pins = _pins(REPOSITORY.root / "requirements.txt")
    sources = [
        *(text.decode() for name, text in assignment.library.items() if name.endswith(".py")),
        *(_code(cell.source) for cell in assignment.stripped.cells if cell.cell_type == "code"),
    ]
    imported = {name.lower() for source in sources for name in _imported(source)}
    wanted = dict.fromkeys([*ALWAYS, *sorted(imported)])
    if missing := [name for name in wanted if name not in pins]:
        raise ValueError(f"{assignment.name} imports {', '.join(missing)}, which has no pin.")
    lines = [pins[name] for name in wanted]
    return "\n".join(["# pip install -r requirements.txt", *lines]) + "\n"


def _pins(path: Path) -> Mapping[str, str]:
    return {line[1].lower(): line[0] for line in PIN.finditer(path.read_text(encoding="utf-8"))}


def _code(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.startswith(("%", "!")))


def _imported(source: str) -> Iterator[str]:
    """Yield the packages that a module imports at its top, other than Python's own and cnnlib.

    Imports inside functions are for downloads and comparisons, which are optional.
    """
    for node in ast.parse(source).body:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for name in names:
            package = name.partition(".")[0]
            if package not in sys.stdlib_module_names and package != "cnnlib":
                yield package
