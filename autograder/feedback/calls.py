"""Which exercises call which others: a mistake in one may come from another."""

import ast
from collections.abc import Mapping
from functools import cache

from autograder.course.assignment import Assignment
from autograder.course.repository import REPOSITORY
from autograder.course.stubs import exercise_nodes

__all__ = ["exercises_called"]


def exercises_called(assignment: Assignment) -> Mapping[str, frozenset[str]]:
    """Return, for each exercise of an assignment, the other exercises that its reference calls.

    Only the reference is read; a student's code may call others.
    """
    return _called(assignment.name, assignment.exercise_files)


@cache
def _called(chapter: str, files: frozenset[str]) -> Mapping[str, frozenset[str]]:
    nodes = {
        key.partition(".")[2]: node
        for file in files
        for key, node in exercise_nodes((REPOSITORY.root / file).read_text("utf-8"))
        if key.startswith(f"{chapter}.")
    }
    return {name: _names(node) & (nodes.keys() - {name}) for name, node in nodes.items()}


def _names(node: ast.AST) -> frozenset[str]:
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return frozenset(func.id for func in calls if isinstance(func, ast.Name))
