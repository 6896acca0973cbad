"""Slips in statements: each function undoes one, and yields the splices that do."""

import ast
from collections.abc import Iterator
from itertools import combinations, pairwise

from autograder.grading.repair.code import Code, Splice
from autograder.grading.repair.names import Names, name_of

__all__ = [
    "another_assignment",
    "changes_argument",
    "cut_to_nothing",
    "exchanged_directions",
    "exchanged_pairs",
    "left_out",
    "moved_into_loop",
    "moved_out_of_loop",
    "nested_the_other_way",
    "out_of_order",
    "same_axis",
]

# Where to look, and what to replace.
Found = tuple[ast.expr | ast.stmt | ast.arg, tuple[Splice, ...]]
SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return)
LOOP = (ast.For, ast.While)
AXES = ("0", "1", "-1", "(2, 3)", "(0, 2, 3)", "None")


def exchanged_pairs(names: Names, node: ast.AST) -> Iterator[Found]:
    """Two pairs exchanged in one statement: ``sh, sw`` and ``dh, dw``."""
    for one, other in combinations(names.pairs(node), 2):
        if not set(one) & set(other):
            yield from _renamed(names, node, dict(zip(one + other, other + one, strict=True)))


def exchanged_directions(names: Names, node: ast.AST) -> Iterator[Found]:
    """Height and width exchanged in one statement."""
    pairs = names.pairs(node)
    yield from _renamed(names, node, {a: b for pair in pairs for a, b in (pair, pair[::-1])})


def _renamed(names: Names, node: ast.AST, others: dict[str, str]) -> Iterator[Found]:
    """Yield the splices that rename what a statement reads, and also what it sets.

    One name alone is renamed by other functions.
    """
    if not isinstance(node, SIMPLE):
        return
    named = [each for each in ast.walk(node) if isinstance(each, ast.Name) and each.id in others]
    read = [each for each in named if isinstance(each.ctx, ast.Load)]
    for some in (read, named):
        if len({each.id for each in some}) > 1:
            yield node, tuple(names.code.put(each, others[each.id]) for each in some)


def nested_the_other_way(names: Names, node: ast.AST) -> Iterator[Found]:
    """The loops of a comprehension in the wrong order."""
    if isinstance(node, SIMPLE):
        for each in ast.walk(node):
            match each:
                case ast.ListComp(_, [one, other]) | ast.GeneratorExp(_, [one, other]):
                    pairs = ((one.target, other.target), (one.iter, other.iter))
                    yield (
                        each,
                        tuple(
                            names.code.put(here, names.code[there])
                            for pair in pairs
                            for here, there in (pair, pair[::-1])
                        ),
                    )


def another_assignment(names: Names, node: ast.AST) -> Iterator[Found]:
    """``=`` for ``+=``, or the other way round."""
    code = names.code
    match node:
        case ast.AugAssign(target, _, value):
            for sign in ("=", "+=", "-=", "*=", "/="):
                yield node, _between(code, target, value, sign)
        case ast.Assign([target], value) if isinstance(target, ast.Subscript) or name_of(target):
            for sign in ("+=", "*="):
                yield node, _between(code, target, value, sign)


def _between(code: Code, target: ast.AST, value: ast.AST, sign: str) -> tuple[Splice, ...]:
    """Return the splice of a sign and the value behind a target."""
    end, last = code.span(target)[1], code.span(value)[1]
    return (Splice(end, last, f" {sign} ({code[value]})"),)


def left_out(names: Names, node: ast.AST) -> Iterator[Found]:
    """A statement that does not belong there."""
    if isinstance(node, (*SIMPLE[:4], ast.If, ast.Break, ast.Continue)) and not _is_text(node):
        yield node, (Splice(*names.code.span(node), "pass"),)


def out_of_order(names: Names, node: ast.AST) -> Iterator[Found]:
    """Two statements in the wrong order."""
    code = names.code
    for one, other in pairwise(_after(names, node)[:2]):
        if isinstance(one, SIMPLE) and isinstance(other, SIMPLE) and not _is_text(one):
            yield (
                one,
                (
                    Splice(*code.span(one), code[other]),
                    Splice(*code.span(other), code[one]),
                ),
            )


def moved_out_of_loop(names: Names, node: ast.AST) -> Iterator[Found]:
    """A statement that belongs after the loop, or before it."""
    if not isinstance(node, LOOP) or len(node.body) < 2:
        return
    code, first, last = names.code, node.body[0], node.body[-1]
    indent = " " * node.col_offset
    _, end = code.line_span(node)
    if isinstance(last, (*SIMPLE, ast.If)):
        yield last, (_gone(code, last), Splice(end, end, _indented(code, last, indent)))
    if isinstance(first, SIMPLE):
        start, _ = code.line_span(node)
        yield first, (_gone(code, first), Splice(start, start, _indented(code, first, indent)))


def moved_into_loop(names: Names, node: ast.AST) -> Iterator[Found]:
    """A statement before or after a loop that belongs into it."""
    code = names.code
    for one, other in pairwise(_after(names, node)[:2]):
        if isinstance(one, SIMPLE) and isinstance(other, LOOP) and not _is_text(one):
            start, _ = code.line_span(other.body[0])
            text = _indented(code, one, " " * other.body[0].col_offset)
            yield one, (_gone(code, one), Splice(start, start, text))
        if isinstance(one, LOOP) and isinstance(other, (*SIMPLE, ast.If)):
            _, end = code.line_span(one)
            text = _indented(code, other, " " * one.body[0].col_offset)
            yield other, (Splice(end, end, text), _gone(code, other))


def cut_to_nothing(names: Names, node: ast.AST) -> Iterator[Found]:
    """A slice such as ``p:-p``, which is empty for 0."""
    if isinstance(node, SIMPLE):
        ends = [
            each.upper
            for each in ast.walk(node)
            if isinstance(each, ast.Slice)
            and isinstance(each.upper, ast.UnaryOp)
            and not isinstance(each.upper.operand, ast.Constant)
        ]
        if ends:
            code = names.code
            yield node, tuple(code.put(end, f"{code[end]} or None") for end in ends)


def same_axis(names: Names, node: ast.AST) -> Iterator[Found]:
    """Another axis in all places that name the same one."""
    if not isinstance(node, ast.FunctionDef):
        return
    code, places = names.code, dict[str, list[ast.expr]]()
    for each in ast.walk(node):
        if isinstance(each, ast.keyword) and each.arg in {"axis", "dim"}:
            places.setdefault(code[each.value], []).append(each.value)
    for axis, where in places.items():
        for other in AXES if len(where) > 1 else ():
            if other != axis:
                yield where[0], tuple(code.put(one, other) for one in where)
                text = f"{other}, keepdims=True"
                yield where[0], tuple(Splice(*code.span(one), text) for one in where)


def changes_argument(names: Names, node: ast.AST) -> Iterator[Found]:
    """An argument that is changed, and should be copied first."""
    if not isinstance(node, ast.FunctionDef):
        return
    body = [each for each in node.body if not _is_text(each)]
    for argument in node.args.args:
        if body and names.axes(argument.arg):
            start, _ = names.code.line_span(body[0])
            indent = " " * body[0].col_offset
            text = f"{indent}{argument.arg} = {argument.arg}.copy()\n"
            yield argument, (Splice(start, start, text),)


def _after(names: Names, node: ast.AST) -> list[ast.stmt]:
    """Return a statement and those that follow it in its block."""
    parent = names.code.parents.get(node)
    for field in ("body", "orelse", "finalbody"):
        block = getattr(parent, field, None)
        if isinstance(block, list) and node in block:
            return block[block.index(node) :]
    return []


def _gone(code: Code, node: ast.stmt) -> Splice:
    return Splice(*code.span(node), "pass")


def _indented(code: Code, node: ast.stmt, indent: str) -> str:
    """Return the lines of a statement with another indent."""
    lines = code.lines(node.lineno, node.end_lineno or node.lineno)
    return "".join(f"{indent}{line[node.col_offset :]}\n" for line in lines)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
