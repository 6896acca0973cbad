"""The sentence that a visible test prints when it passes: what it tested, and what earns points."""

import ast
import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograder.chapters import CHECKS

if TYPE_CHECKING:
    from autograder.checks.kinds import FixedCheck

__all__ = ["checks_called", "success_line"]

CALL = re.compile(r"\bcheck\(\s*\"([^\"]+)\"")
TRIES = ("expect", "check_gradients")
WIDTH = 76


def checks_called(source: str) -> list[str]:
    """Return the keys of the checks that the text of a grade cell calls, in order."""
    return CALL.findall(source)


def success_line(graded: str, visible: str) -> str:
    """Return the statement that tells students, below a visible test, that it has passed.

    It says how many things the test checked, and which parts of the hidden test give the points, so
    that students know everything that is tested.

    Parameters
    ----------
    graded, visible : str
        The source of the grade cell, with its hidden tests and without.

    Returns
    -------
    str
        Empty if the cell calls no check.
    """
    # Imported here because it is slow: reading an assignment should not load NumPy.
    from autograder.checks.kinds import fixed

    checks = [fixed(CHECKS[key], "anyone") for key in checks_called(graded) if key in CHECKS]
    if not checks:
        return ""
    number = _tried(ast.parse(visible))
    passed = (
        "Passed"
        if number is None
        else "1 check passed"
        if number == 1
        else f"{number} checks passed"
    )
    return _as_print(f"{passed}. {_where_the_points_are(checks)}")


def _tried(tree: ast.Module) -> int | None:
    """Return how many things a test checks; None if that depends on a loop."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While | ast.FunctionDef | ast.comprehension):
            return None
    return (
        sum(
            isinstance(node, ast.Assert)
            or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in TRIES
            )
            for node in ast.walk(tree)
        )
        or None
    )


def _where_the_points_are(checks: "Sequence[FixedCheck]") -> str:
    from autograder.checks.choice_check import ChoiceCheck
    from autograder.checks.outcome_check import OutcomeCheck
    from autograder.checks.value_check import ValueCheck

    first = checks[0]
    if isinstance(first, OutcomeCheck):
        parts = f"learning ({first.learns:g}), reaching the floor ({first.achieves:g})"
        if first.narrows:
            parts += f", and with a small gap ({first.narrows:g})"
        return f"The points come from a whole training run: {parts}."
    parts = ", ".join(
        f"{part.name} ({part.points:g})"
        for check in checks
        if not isinstance(check, OutcomeCheck)
        for part in check.parts
    )
    if isinstance(first, ChoiceCheck):
        return f"These letters exist; the points come from the right ones: {parts}."
    if isinstance(first, ValueCheck):
        return f"The form is right; the points come from the values: {parts}."
    return f"The points come from hidden tests with other numbers: {parts}."


def _as_print(sentence: str) -> str:
    """Write a print of one line, in lines of code that fit a page."""
    lines = textwrap.wrap(sentence, WIDTH - 7)  # 4 spaces, two quotes, the space before the next
    spaced = [*(f"{line} " for line in lines[:-1]), lines[-1]]
    quoted = "\n".join(f"    {_quoted(line)}" for line in spaced)
    return f"print(\n{quoted}\n)"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
