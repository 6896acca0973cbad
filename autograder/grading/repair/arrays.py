"""Slips with axes: each function undoes one, and yields what may belong in a node's place."""

import ast
from collections.abc import Iterator
from itertools import combinations

from autograder.grading.repair.names import Names, name_of

__all__ = [
    "another_axis",
    "another_letter",
    "block_of_channels",
    "flipped",
    "flipped_whole",
    "kept_axes",
    "less_flipped",
    "reshaped",
    "to_index",
    "transposed",
    "untransposed",
]

REDUCTIONS = {"sum", "mean", "var", "std", "max", "min", "amax", "amin", "prod", "argmax", "argmin"}
SETS_OF_AXES = ("0", "1", "-1", "-2", "2", "(0, 1)", "(2, 3)", "(0, 2, 3)", "(1, 2, 3)", "(-2, -1)")


def another_axis(names: Names, node: ast.AST) -> Iterator[str]:
    """Another axis, or several."""
    match names.code.parents.get(node):
        case ast.keyword(arg="axis" | "axes" | "dim"):
            yield from _other_axes(names, node)
        case ast.Call(ast.Attribute(_, name), args) if name in REDUCTIONS and node in args:
            if isinstance(node, ast.Constant | ast.Tuple | ast.UnaryOp):
                yield from _other_axes(names, node)
        case ast.Assign(value=ast.Tuple(elements) as value) if value is node:
            if all(isinstance(each, ast.Constant) for each in elements):
                yield from _other_axes(names, node)


def _other_axes(names: Names, node: ast.AST) -> Iterator[str]:
    own = names.code[node].replace(" ", "")
    yield from (each for each in SETS_OF_AXES if each.replace(" ", "") != own)
    yield "None"


def kept_axes(names: Names, node: ast.AST) -> Iterator[str]:
    """A reduction that should keep its axes, or is over all instead of some."""
    match node:
        case ast.Call(ast.Attribute(_, name), args, keywords) if name in REDUCTIONS:
            given = {keyword.arg for keyword in keywords}
            text = names.code[node].removesuffix(")").rstrip(", \n")
            comma = ", " if args or keywords else ""
            if "keepdims" not in given:
                yield f"{text}{comma}keepdims=True)"
            if "axis" not in given and "dim" not in given:
                for axes in SETS_OF_AXES:
                    yield f"{text}{comma}axis={axes})"


def transposed(names: Names, node: ast.AST) -> Iterator[str]:
    """Axes that are in the wrong order."""
    if not _is_array(names, node):
        return
    text, axes = f"({names.code[node]})", names.axes(name_of(node) or "")
    yield f"{text}.T"
    if axes != 1:
        yield f"{text}.swapaxes(0, 1)"
    if axes != 2:
        yield f"{text}.swapaxes(-1, -2)"
        yield f"__import__('numpy').moveaxis({text}, -1, 1)"
        yield f"__import__('numpy').moveaxis({text}, 1, -1)"


def untransposed(names: Names, node: ast.AST) -> Iterator[str]:
    """Axes that should not be exchanged."""
    match node:
        case ast.Attribute(value, "T"):
            yield names.code[value]


def flipped(names: Names, node: ast.AST) -> Iterator[str]:
    """An array that should be reversed."""
    code = names.code
    if isinstance(node, ast.Slice) and (node.lower, node.upper, node.step) == (None, None, None):
        yield "::-1"
    if _is_array(names, node):
        text, axes = f"({code[node]})", names.axes(name_of(node) or "")
        yield f"{text}[::-1]"
        if axes != 1:
            yield f"{text}[..., ::-1]"
            yield f"{text}[..., ::-1, ::-1]"


def flipped_whole(names: Names, node: ast.AST) -> Iterator[str]:
    """An array that is reversed along its first axis alone."""
    if isinstance(node, ast.Subscript) and names.code[node].endswith("[::-1]"):
        yield f"__import__('numpy').flip({names.code[node.value]})"


def block_of_channels(names: Names, node: ast.AST) -> Iterator[str]:
    """Every n-th in the place of a block, or the other way round."""
    match node:
        case ast.Slice(ast.Name(start), None, ast.Name(step)):
            for size in filter(names.is_whole, names.of_function(node)):
                if size not in (start, step):
                    yield f"{start} * {size}:({start} + 1) * {size}"
        case ast.Slice(ast.BinOp(ast.Name(start), ast.Mult(), _), _, None):
            for step in filter(names.is_whole, names.of_function(node)):
                if step != start:
                    yield f"{start}::{step}"


def less_flipped(names: Names, node: ast.AST) -> Iterator[str]:
    """An array that should not be reversed."""
    match node:
        case ast.Slice(step=ast.UnaryOp(ast.USub(), ast.Constant(1))):
            yield ":"
        case ast.Subscript(value) if names.code[node].endswith("[::-1]"):
            yield names.code[value]


def reshaped(names: Names, node: ast.AST) -> Iterator[str]:
    """Rows taken for columns: ``a.reshape(m, n).T`` for ``a.reshape(n, m)``."""
    code = names.code
    match node:
        case ast.Attribute(ast.Call(ast.Attribute(array, "reshape"), [rows, columns]), "T"):
            yield f"{code[array]}.reshape({code[columns]}, {code[rows]})"
        case ast.Call(ast.Attribute(array, "reshape"), [rows, columns]):
            yield f"{code[array]}.reshape({code[columns]}, {code[rows]}).T"
        case ast.Call(ast.Attribute(array, "reshape"), [rows, columns, *rest]):
            sizes = ", ".join(code[each] for each in (columns, rows, *rest))
            yield f"{code[array]}.reshape({sizes}).swapaxes(0, 1)"
        case ast.Call(ast.Attribute(array, "reshape"), [ast.Tuple([rows, columns])]):
            yield f"{code[array]}.reshape({code[columns]}, {code[rows]}).T"


def another_letter(names: Names, node: ast.AST) -> Iterator[str]:
    """Two letters of an `einsum` in the wrong order."""
    match names.code.parents.get(node), node:
        case ast.Call(ast.Attribute(_, "einsum")), ast.Constant(str() as letters):
            places = [place for place, letter in enumerate(letters) if letter.isalpha()]
            for one, other in combinations(places, 2):
                if other - one < 3 and letters[one] != letters[other]:
                    text = list(letters)
                    text[one], text[other] = text[other], text[one]
                    yield repr("".join(text))


def to_index(names: Names, node: ast.AST) -> Iterator[str]:
    """A whole axis in the place of one position, or the other way round."""
    match names.code.parents.get(node):
        case ast.Subscript(slice=index) if index is node:
            pass
        case ast.Tuple() as several if isinstance(names.code.parents.get(several), ast.Subscript):
            pass
        case _:
            return
    if isinstance(node, ast.Slice) and names.code[node] == ":":
        yield from filter(names.is_whole, names.of_function(node))
    elif isinstance(node, ast.Constant | ast.Name):
        yield ":"


def _is_array(names: Names, node: ast.AST) -> bool:
    """Return whether an expression may be an array that is used as a whole."""
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    parent = names.code.parents.get(node)
    if name := name_of(node):
        is_part = isinstance(parent, ast.Attribute) and parent.attr != "reshape"
        return names.axes(name) > 0 and not is_part
    if not isinstance(node, ast.Call | ast.Subscript | ast.BinOp):
        return False
    matrix = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.MatMult)
    return matrix or isinstance(parent, ast.Return | ast.Assign | ast.AugAssign | ast.Call)
