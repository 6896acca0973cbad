"""What a student is told of an edit that makes parts right: where to look, not what to write."""

import ast

from autograder.grading.repair.code import Code
from autograder.grading.repair.edits import Edit, Repair, Slip

__all__ = ["sentence_of"]

# Their text says little without what is around it.
UNCLEAR = (ast.Attribute, ast.Tuple, ast.Slice, ast.Starred)
LONGEST = 60  # characters of code in a sentence


def sentence_of(repair: Repair, code: Code, path: str) -> str:
    """Return a sentence or two on where the code is wrong.

    Parameters
    ----------
    path : str
        The student's file, such as ``"cnnlib/conv.py"``.
    """
    count = "one change" if len(repair.edits) == 1 else f"{len(repair.edits)} changes"
    places = [_place(edit, code) for edit in sorted(repair.edits, key=lambda each: each.line)]
    return f"{_what(repair)} would be right with {count} in {path}: {'; '.join(places)}."


def _what(repair: Repair) -> str:
    if repair.every:
        return "Everything"
    *first, last = (f"“{part}”" for part in repair.parts)
    return f"{', '.join(first)} and {last}" if first else last


def _place(edit: Edit, code: Code) -> str:
    focus = _shown(code[edit.node])
    around = _around(edit.node, code)
    within = f"in `{around}`, " if around else ""
    hint = f" ({edit.slip})" if edit.slip is not Slip.SOMETHING else ""
    return f"line {edit.line}, {within}look at `{focus}`{hint}"


def _around(node: ast.AST, code: Code) -> str:
    """Return the smallest expression or statement around a short one, if it is short enough."""
    focus = code[node]
    for parent in code.above(node):
        if not isinstance(parent, ast.expr | ast.stmt) or isinstance(parent, UNCLEAR):
            continue
        text = code[parent]
        if len(text) > LONGEST or "\n" in text:
            return ""
        if len(text) > len(focus) + 2:
            return _shown(text)
    return ""


def _shown(text: str) -> str:
    """Return code on one line, not too long, that Markdown shows as it is."""
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
