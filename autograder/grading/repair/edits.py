"""All small edits of some code, the likely ones first."""

import ast
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from autograder.grading.repair import arrays, calls, expressions, numbers, statements
from autograder.grading.repair.code import Code, Splice
from autograder.grading.repair.names import Names

__all__ = ["Edit", "Repair", "Slip", "edits_of"]

Place = ast.expr | ast.stmt | ast.arg
OfExpression = Callable[[Names, ast.AST], Iterator[str]]
OfStatement = Callable[[Names, ast.AST], Iterator[tuple[Place, tuple[Splice, ...]]]]


class Slip(StrEnum):
    """What is wrong, in words that do not say what would be right; empty if nothing helps."""

    SOMETHING = ""
    NAME = "is it the right name?"
    ORDER = "is the order right?"
    BY_ONE = "count again: is it one too few or too many?"
    SIGN = "look at the sign"
    OPERATOR = "is it the right operation?"
    ROUNDING = "does it round the right way?"
    NUMBER = "is it the right number?"
    AXES = "look at the axes"
    FUNCTION = "is it the right function?"
    CONDITION = "when should it hold?"
    FACTOR = "is a factor missing, or too many?"
    TERM = "is a term missing?"
    PARENTHESES = "look at the parentheses"
    ARGUMENT = "does the call get all that it needs, and nothing else?"
    UNUSED = "is a parameter never used?"
    SUPERFLUOUS = "is all of it needed?"
    COPY = "it belongs to someone else: is a copy needed?"
    ASSIGNED = "is it set, or added to what is there?"
    PLACE = "does it stand in the right place?"


# By rank: those of the first are tried first, in this order. Expressions come before statements.
EXPRESSIONS: tuple[tuple[tuple[Slip, OfExpression], ...], ...] = (
    (
        (Slip.NAME, expressions.partner),
        (Slip.NAME, expressions.name_of_other_group),
        (Slip.ORDER, expressions.exchanged),
        (Slip.BY_ONE, numbers.by_one),
        (Slip.OPERATOR, expressions.another_operator),
        (Slip.ROUNDING, numbers.rounded),
        (Slip.SOMETHING, numbers.the_other_truth),
        (Slip.AXES, arrays.untransposed),
        (Slip.AXES, arrays.less_flipped),
        (Slip.AXES, arrays.flipped_whole),
        (Slip.SIGN, expressions.sign),
        (Slip.FUNCTION, calls.another_function),
        (Slip.SOMETHING, calls.another_word),
        (Slip.COPY, calls.copied),
        (Slip.SOMETHING, numbers.square_of_pair),
    ),
    (
        (Slip.NAME, expressions.similar_name),
        (Slip.UNUSED, numbers.with_unused),
        (Slip.SUPERFLUOUS, expressions.one_operand),
        (Slip.CONDITION, expressions.bool_of_part),
        (Slip.CONDITION, expressions.above_zero),
        (Slip.CONDITION, expressions.other_condition),
        (Slip.CONDITION, expressions.one_branch),
        (Slip.PARENTHESES, expressions.regrouped),
        (Slip.NUMBER, numbers.another_constant),
        (Slip.AXES, arrays.another_axis),
        (Slip.AXES, arrays.block_of_channels),
        (Slip.AXES, arrays.reshaped),
        (Slip.AXES, arrays.kept_axes),
        (Slip.SUPERFLUOUS, calls.unwrapped),
        (Slip.ARGUMENT, calls.passed_on),
        (Slip.ARGUMENT, calls.fewer_arguments),
    ),
    (
        (Slip.ORDER, expressions.exchanged_far),
        (Slip.SIGN, expressions.negated),
        (Slip.NUMBER, numbers.another_float),
        (Slip.SOMETHING, numbers.root),
        (Slip.AXES, arrays.another_letter),
        (Slip.FACTOR, numbers.doubled),
        (Slip.FACTOR, numbers.scaled_by_parameter),
        (Slip.AXES, arrays.transposed),
        (Slip.AXES, arrays.flipped),
        (Slip.AXES, arrays.to_index),
        (Slip.SOMETHING, calls.like_its_neighbour),
    ),
    (
        (Slip.NAME, expressions.any_name),
        (Slip.NUMBER, expressions.name_for_number),
        (Slip.FACTOR, numbers.times_a_number),
        (Slip.FACTOR, numbers.divided),
        (Slip.TERM, numbers.missing_term),
    ),
)
STATEMENTS: tuple[tuple[tuple[Slip, OfStatement], ...], ...] = (
    (
        (Slip.ORDER, statements.exchanged_pairs),
        (Slip.ORDER, statements.exchanged_directions),
        (Slip.ASSIGNED, statements.another_assignment),
        (Slip.ORDER, statements.nested_the_other_way),
    ),
    (
        (Slip.SUPERFLUOUS, statements.left_out),
        (Slip.SOMETHING, statements.cut_to_nothing),
        (Slip.PLACE, statements.moved_out_of_loop),
        (Slip.PLACE, statements.moved_into_loop),
    ),
    (
        (Slip.AXES, statements.same_axis),
        (Slip.ORDER, statements.out_of_order),
        (Slip.COPY, statements.changes_argument),
    ),
    (),
)


@dataclass(frozen=True)
class Edit:
    """A small change at one place.

    Attributes
    ----------
    splices : tuple of Splice
    node : ast.AST
        Where to look.
    slip : Slip
    """

    splices: tuple[Splice, ...]
    node: Place
    slip: Slip

    @property
    def line(self) -> int:
        return self.node.lineno


@dataclass(frozen=True)
class Repair:
    """Edits that make parts of an exercise right, and no case worse.

    Attributes
    ----------
    edits : tuple of Edit
    parts : tuple of str
        The parts that become right.
    every : bool
        Whether all parts are right then.
    """

    edits: tuple[Edit, ...]
    parts: tuple[str, ...]
    every: bool


def edits_of(names: Names, lines: Collection[int]) -> Iterator[Edit]:
    """Yield the edits of the statements that were executed, each once, the likely ones first.

    Parameters
    ----------
    lines : collection of int
        The lines that were executed.
    """
    seen = set[tuple[Splice, ...]]()
    nodes = list(_nodes(names.code, frozenset(lines)))
    for rank in range(len(EXPRESSIONS)):
        for edit in _edits_of_rank(names, nodes, rank):
            if edit.splices not in seen:
                seen.add(edit.splices)
                yield edit


def _edits_of_rank(names: Names, nodes: list[ast.AST], rank: int) -> Iterator[Edit]:
    for slip, of_expression in EXPRESSIONS[rank]:
        for node in nodes:
            if isinstance(node, ast.expr):
                for text in of_expression(names, node):
                    yield Edit((names.code.put(node, text),), node, slip)
    for slip, of_statement in STATEMENTS[rank]:
        for node in nodes:
            if isinstance(node, ast.stmt):
                for place, splices in of_statement(names, node):
                    yield Edit(splices, place, slip)


def _nodes(code: Code, lines: frozenset[int]) -> Iterator[ast.AST]:
    """Yield what may be edited, in the exercise first and then in its helpers."""
    for definition in code.definitions:
        yield from _below(definition, lines)


def _below(node: ast.AST, lines: frozenset[int]) -> Iterator[ast.AST]:
    if isinstance(node, ast.stmt) and not _is_executed(node, lines):
        return
    yield node
    if isinstance(node, ast.JoinedStr):
        return  # Python 3.11 does not know where its expressions are
    for field, value in ast.iter_fields(node):
        if field in {"decorator_list", "returns", "annotation", "type_comment"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _below(child, lines)


def _is_executed(node: ast.stmt, lines: frozenset[int]) -> bool:
    """Return whether a statement ran, or anything in it."""
    return not lines.isdisjoint(range(node.lineno, (node.end_lineno or node.lineno) + 1))
