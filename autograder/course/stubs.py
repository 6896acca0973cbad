"""Make a student's `cnnlib` from the reference: this chapter's exercises become stubs."""

import ast
from collections.abc import Collection
from pathlib import Path
from tokenize import NEWLINE, generate_tokens

__all__ = ["belongs", "exercise_keys", "exercise_nodes", "stub_exercises", "student_library"]

SUFFIXES = (".py", ".npz", ".LICENSE")  # only these files are handed out


def student_library(library: Path, chapter: str, modules: Collection[str]) -> dict[str, bytes]:
    """Return the files of a student's ``cnnlib/``: contents by relative path.

    Parameters
    ----------
    library : Path
        The folder of the reference.
    chapter : str
        The chapter whose exercises become stubs.
    modules : collection of str
        The modules to take, as `autograder.chapters.modules_until` returns them.

    Raises
    ------
    ValueError
        If a module contains exercises of two chapters.
    """
    files = {}
    for path in sorted(library.rglob("*")):
        relative = path.relative_to(library).as_posix()
        if path.suffix not in SUFFIXES or not belongs(relative, modules):
            continue
        content = path.read_bytes()
        files[f"cnnlib/{relative}"] = (
            _cut(content, chapter, path.name) if path.suffix == ".py" else content
        )
    return files


def belongs(path: str, modules: Collection[str]) -> bool:
    """Return whether a file of `cnnlib` belongs to `modules`.

    Parameters
    ----------
    path : str
        Relative to the folder of the library, such as ``"models/residual.py"``.
    modules : collection of str
        A package stands for all its files, and a module of a package includes the ``__init__.py``
        of the package.
    """
    *packages, name = path.removesuffix(".py").split("/")
    if name == "__init__":
        package = ".".join(packages)
        return any(f"{module}.".startswith(f"{package}." if package else "") for module in modules)
    parts = [*packages, name]
    return any(".".join(parts[:depth]) in modules for depth in range(1, len(parts) + 1))


def _cut(content: bytes, chapter: str, name: str) -> bytes:
    text = content.decode()
    chapters = {key.split(".")[0] for key in exercise_keys(text)}
    if len(chapters) > 1:
        raise ValueError(f"{name} contains exercises of {sorted(chapters)}; split it.")
    return stub_exercises(text).encode() if chapters == {chapter} else content


def exercise_keys(module: str) -> list[str]:
    """Return the keys of the ``@exercise`` decorators in the text of a module, in order."""
    return [key for key, _ in exercise_nodes(module)]


def stub_exercises(module: str) -> str:
    """Replace the body of each ``@exercise`` function; signature and docstring stay.

    In a class this applies to every public method; private methods are removed, as they would give
    half the answer.

    Raises
    ------
    ValueError
        If an exercise has no docstring, which students need to solve it.
    """
    lines = module.splitlines(keepends=True)
    for key, node in reversed(exercise_nodes(module)):
        if ast.get_docstring(node) is None:
            raise ValueError(f"The exercise {key} has no docstring for students to work from.")
        for function in _functions(node):
            if function is not node and _is_private(function.name):
                lines[_first_line(function) - 1 : function.end_lineno] = []
                continue
            after, indent = _signature_end(function, lines)
            lines[after : function.end_lineno] = [
                f'{indent}raise NotImplementedError("{key}: replace this line with your code")\n'
            ]
    return "".join(lines)


def _functions(node: ast.FunctionDef | ast.ClassDef) -> list[ast.FunctionDef]:
    """Return the function itself, or the methods of a class in reverse order."""
    if isinstance(node, ast.FunctionDef):
        return [node]
    return [each for each in reversed(node.body) if isinstance(each, ast.FunctionDef)]


def _signature_end(function: ast.FunctionDef, lines: list[str]) -> tuple[int, str]:
    """Return the number of the last line to keep, docstring included, and the body's indent."""
    first = function.body[0]
    if first.lineno == function.lineno:
        raise ValueError(f"{function.name}: write the body on separate lines.")
    if ast.get_docstring(function) is not None:
        kept = first.end_lineno or first.lineno
    else:  # a comment above the first statement belongs to the body
        tokens = generate_tokens(iter(lines[function.lineno - 1 :]).__next__)
        kept = function.lineno - 1 + next(t.end[0] for t in tokens if t.type == NEWLINE)
    return kept, " " * first.col_offset


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _first_line(function: ast.FunctionDef) -> int:
    return min([function.lineno, *(node.lineno for node in function.decorator_list)])


def exercise_nodes(module: str) -> list[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Return the keys and nodes of the ``@exercise`` functions and classes, in order."""
    return [
        (ast.literal_eval(decorator.args[0]), node)
        for node in ast.parse(module).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "exercise"
    ]
