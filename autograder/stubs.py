"""Cut `cnnlib` to what a student of one chapter gets: this chapter's exercises become stubs."""

import ast
from collections.abc import Collection
from pathlib import Path

from autograder.chapters import belongs

__all__ = ["exercise_keys", "stub_exercises", "student_library"]


def student_library(library: Path, chapter: str, modules: Collection[str]) -> dict[str, str]:
    """Return the files of a student's ``cnnlib/``, as relative path and text.

    Parameters
    ----------
    library : Path
        The folder of the reference.
    chapter : str
        Its exercises become stubs.
    modules : collection of str
        The modules to take, as in `autograder.chapters`.

    Raises
    ------
    ValueError
        If a module holds exercises of two chapters.
    """
    files = {}
    for path in sorted(library.rglob("*.py")):
        relative = path.relative_to(library).as_posix()
        if not belongs(relative, modules):
            continue
        text = path.read_text()
        chapters = {key.split(".")[0] for key in exercise_keys(text)}
        if len(chapters) > 1:
            raise ValueError(f"{path.name} holds exercises of {sorted(chapters)}; split it.")
        files[f"cnnlib/{relative}"] = stub_exercises(text) if chapters == {chapter} else text
    return files


def exercise_keys(module: str) -> list[str]:
    """Return the keys of the ``@exercise`` functions in the text of a module, in order."""
    return [key for key, _ in _exercises(module)]


def stub_exercises(module: str) -> str:
    """Replace the body of each ``@exercise`` function; signature and docstring stay.

    Raises
    ------
    ValueError
        If an exercise has no docstring, which is all that a student would have to go by.
    """
    lines = module.splitlines(keepends=True)
    for key, function in reversed(_exercises(module)):
        if ast.get_docstring(function) is None:
            raise ValueError(f"The exercise {key} has no docstring for students to work from.")
        docstring = function.body[0]
        indent = " " * docstring.col_offset
        lines[docstring.end_lineno : function.end_lineno] = [
            f'{indent}raise NotImplementedError("{key}: replace this line with your code")\n'
        ]
    return "".join(lines)


def _exercises(module: str) -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for node in ast.parse(module).body:
        for decorator in getattr(node, "decorator_list", ()):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "exercise":
                if not isinstance(node, ast.FunctionDef):
                    raise ValueError(f"The exercise {node.name} is not a function.")
                found.append((ast.literal_eval(decorator.args[0]), node))
    return found
