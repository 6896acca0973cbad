"""Mutants: copies of a reference with one operator, number or loop changed, made by Cosmic Ray."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from autograder.checks.answers import FunctionAnswer

__all__ = ["Mutant", "function_from", "mutants_of", "refuses_otherwise"]


@dataclass(frozen=True)
class Mutant:
    """One change to a reference.

    Attributes
    ----------
    was, now : str
        The line that differs, before and after, without its indentation.
    text : str
        The whole function, or class.
    """

    was: str
    now: str
    text: str


def mutants_of(reference: FunctionAnswer) -> Iterator[Mutant]:
    """Yield every mutant of a reference, in an order that does not change."""
    text = reference.source(reference.function.__name__)
    for name in sorted(operator_names()):
        operator_class = get_operator(name)
        if inspect.signature(operator_class).parameters:
            continue  # needs names of variables, which are not configured
        operator, occurrence = operator_class(), 0
        while (mutated := mutate_code(text, operator, occurrence)) is not None:
            yield Mutant(*_changed_lines(text, mutated), mutated)
            occurrence += 1


def function_from(reference: FunctionAnswer, text: str) -> Callable[..., Any]:
    """Return the function that `text` defines, in a copy of the reference's module.

    Raises
    ------
    Exception
        Whatever the text raises when it is executed.
    """
    name = reference.function.__name__
    module = sys.modules[reference.function.__module__]
    lines = inspect.getsource(module).splitlines(keepends=True)
    for node in reversed(ast.parse("".join(lines)).body):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1
        if node.name == name:
            lines[first : node.end_lineno] = [text]
        elif any(ast.unparse(each).startswith("exercise(") for each in node.decorator_list):
            # Nothing in the copy may be registered as an exercise.
            lines[first : node.lineno - 1] = []
    scope: dict[str, Any] = {"__name__": module.__name__}
    exec(compile("".join(lines), "<mutant>", "exec"), scope)
    function: Callable[..., Any] = scope[name]
    return function


def refuses_otherwise(reference: FunctionAnswer, mutant: Mutant) -> bool:
    """Return whether a mutant differs only in which invalid input it refuses, or in the message.

    Checks never pass invalid input, because a right answer need not refuse it.
    """
    text = reference.source(reference.function.__name__)
    return _without_refusals(text) == _without_refusals(mutant.text)


def _without_refusals(text: str) -> str:
    return ast.dump(_DropRefusals().visit(ast.parse(text)))


class _DropRefusals(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | None:
        refuses = all(isinstance(each, ast.Raise) for each in node.body)
        return None if refuses and not node.orelse else self.generic_visit(node)


def _changed_lines(before: str, after: str) -> tuple[str, str]:
    difference = list(ndiff(before.splitlines(), after.splitlines()))
    was, now = (
        " / ".join(line[2:].strip() for line in difference if line.startswith(sign))
        for sign in "-+"
    )
    return was, now
