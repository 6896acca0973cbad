"""Slips in numbers: each function undoes one, and yields what may belong in a node's place."""

import ast
from collections.abc import Iterator

from autograder.grading.repair.names import Names, name_of, read_name

__all__ = [
    "another_constant",
    "another_float",
    "by_one",
    "divided",
    "doubled",
    "missing_term",
    "root",
    "rounded",
    "scaled_by_parameter",
    "square_of_pair",
    "the_other_truth",
    "times_a_number",
    "with_unused",
]

COUNTS = {"len", "int", "max", "min", "round", "abs", "sum"}
ROUNDING = {"round", "int", "floor", "ceil", "rint", "trunc"}
Function = ast.FunctionDef | ast.Lambda


def by_one(names: Names, node: ast.AST) -> Iterator[str]:
    """One too few, or one too many."""
    if isinstance(node, ast.Constant):
        return
    if _is_whole(names, node) and not _is_term(names.code.parents.get(node)):
        yield f"{_grouped(names, node)} + 1"
        yield f"{_grouped(names, node)} - 1"


def _is_whole(names: Names, node: ast.AST) -> bool:
    """Return whether an expression is likely to be a whole number."""
    match node:
        case ast.Constant(value):
            return type(value) is int
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv(), right):
            return _is_whole(names, left) and _is_whole(names, right)
        case ast.UnaryOp(ast.USub(), operand):
            return _is_whole(names, operand)
        case ast.Subscript(ast.Attribute(attr="shape"), ctx=ast.Load()):
            return True
        case ast.Call(ast.Name(name)):
            return name in COUNTS
        case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()):
            return names.is_whole(name_of(node) or "")
    return False


def _is_term(parent: ast.AST | None) -> bool:
    """Return whether one more or less says the same as one more or less of the parent."""
    return isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add | ast.Sub)


def _grouped(names: Names, node: ast.AST) -> str:
    return f"({names.code[node]})"


def rounded(names: Names, node: ast.AST) -> Iterator[str]:
    """Rounding down for rounding up, or the other way round."""
    code = names.code
    match node:
        case ast.BinOp(ast.UnaryOp(ast.USub(), left), ast.FloorDiv(), right):
            yield f"-(({code[left]}) // ({code[right]}))"
        case ast.UnaryOp(ast.USub(), ast.BinOp(ast.UnaryOp(ast.USub(), left), ast.FloorDiv(), b)):
            yield f"({code[left]}) // ({code[b]})"
        case ast.BinOp(left, ast.FloorDiv(), right):
            yield f"-(-({code[left]}) // ({code[right]}))"
            yield f"int(round(({code[left]}) / ({code[right]})))"
        case ast.Call(ast.Name(name) | ast.Attribute(attr=name), [argument]) if name in ROUNDING:
            for other in ("floor", "ceil", "round"):
                if other != name:
                    yield f"int(__import__('numpy').{other}({code[argument]}))"
            yield code[argument]


def another_constant(names: Names, node: ast.AST) -> Iterator[str]:  # noqa: ARG001
    """Another whole number."""
    match node:
        case ast.Constant(value) if type(value) is int:
            for other in dict.fromkeys((value + 1, value - 1, 0, 1, 2, -1, -value)):
                if other != value:
                    yield str(other)
        case ast.UnaryOp(ast.USub(), ast.Constant(value)) if type(value) is int:
            for other in (0, -value - 1, -value + 1):
                yield str(other)


def another_float(names: Names, node: ast.AST) -> Iterator[str]:  # noqa: ARG001
    """Another number."""
    match node:
        case ast.Constant(value) if type(value) is float:
            for other in (
                1 - value,
                value / 2,
                2 * value,
                value * 10,
                value / 10,
                0.0,
                1.0,
                -value,
            ):
                if other != value:
                    yield repr(other)


def the_other_truth(names: Names, node: ast.AST) -> Iterator[str]:  # noqa: ARG001
    """True for False, or the other way round."""
    match node:
        case ast.Constant(bool() as value):
            yield str(not value)


def doubled(names: Names, node: ast.AST) -> Iterator[str]:
    """A factor 2 that is missing or superfluous."""
    code = names.code
    match node:
        case ast.Name(ctx=ast.Load()) if names.is_scalar(node.id):
            yield f"2 * {code[node]}"
    if _is_value(names, node):
        yield f"2 * {_grouped(names, node)}"
        yield f"{_grouped(names, node)} {'//' if _is_whole(names, node) else '/'} 2"


def root(names: Names, node: ast.AST) -> Iterator[str]:
    """A square that should be a root, or the number itself, or the other way round."""
    code = names.code
    match code.parents.get(node):
        case ast.BinOp(_, ast.Div() | ast.Mult(), right) if right is node:
            yield f"({code[node]}) ** 0.5"
            yield f"({code[node]}) ** 2"
        case ast.Return() | ast.Assign() | ast.Tuple() | ast.Call() if _is_value(names, node):
            yield f"({code[node]}) ** 0.5"
            yield f"({code[node]}) ** 2"
            yield f"abs({code[node]})"


def square_of_pair(names: Names, node: ast.AST) -> Iterator[str]:
    """A square in the place of an area: ``kh ** 2`` for ``kh * kw``."""
    match node:
        case ast.BinOp(base, ast.Pow(), ast.Constant(2)):
            text = names.code[base]
            if other := names.partner(text, node):
                yield f"{text} * {other}"
            if text.endswith("[0]"):
                yield f"{text} * {text[:-3]}[1]"


def scaled_by_parameter(names: Names, node: ast.AST) -> Iterator[str]:
    """A factor that is missing: a parameter."""
    function = names.code.function_of(node)
    if function and _is_value(names, node):
        for each in (*function.args.args, *function.args.kwonlyargs):
            if names.is_scalar(each.arg) or names.axes(each.arg):
                yield f"{_grouped(names, node)} * {each.arg}"
                yield f"{_grouped(names, node)} / {each.arg}"


def with_unused(names: Names, node: ast.AST) -> Iterator[str]:
    """A parameter that is nowhere used."""
    name = read_name(node)
    if not name or not names.is_scalar(name):
        return
    for unused in names.unused(node):
        for term in (f"+ 2 * {unused}", f"+ {unused}", f"- {unused}", f"* {unused}"):
            yield f"{name} {term}"
        yield f"{name} // {unused}"
        yield unused


def divided(names: Names, node: ast.AST) -> Iterator[str]:
    """A number that should be divided or multiplied by a parameter."""
    function = names.code.function_of(node)
    name = read_name(node)
    if function and name and names.is_whole(name):
        for each in (*function.args.args, *function.args.kwonlyargs):
            if each.arg != name and names.is_whole(each.arg):
                yield f"{name} // {each.arg}"
                yield f"{name} * {each.arg}"


def times_a_number(names: Names, node: ast.AST) -> Iterator[str]:
    """A factor that is missing: any number."""
    if _is_value(names, node):
        for name in names.of_function(node):
            if names.is_scalar(name) or names.axes(name):
                yield f"{_grouped(names, node)} * {name}"
                yield f"{_grouped(names, node)} / {name}"


def missing_term(names: Names, node: ast.AST) -> Iterator[str]:
    """A term that is missing."""
    if _is_value(names, node):
        for name in names.of_function(node):
            if names.is_scalar(name) or names.axes(name):
                yield f"{_grouped(names, node)} - {name}"
                yield f"{_grouped(names, node)} + {name}"


def _is_value(names: Names, node: ast.AST) -> bool:
    """Return whether an expression is the whole value of a statement, or one of several."""
    if not isinstance(node, ast.expr) or isinstance(node, ast.Tuple | ast.Starred | ast.Constant):
        return False
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    parent = names.code.parents.get(node)
    if isinstance(parent, ast.Tuple):
        return isinstance(names.code.parents.get(parent), ast.Return | ast.Assign)
    if isinstance(parent, ast.Call):
        return isinstance(parent.func, ast.Attribute) and parent.func.attr == "append"
    return isinstance(parent, ast.Return | ast.Assign | ast.AugAssign | ast.IfExp)
