"""Small cases on which failed exercises go wrong, for students to run at home.

They are searched for after grading, and change no points.
"""

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from autograder.checks.cases import Part
from autograder.checks.examples import Examples
from autograder.checks.function_check import FunctionCheck
from autograder.checks.kinds import numpy_alone
from autograder.checks.reports import PartReport
from autograder.checks.withheld import withheld
from autograder.grading.failed import failed_function, only_report, with_report
from autograder.grading.processes import Processes
from autograder.grading.result import Item
from autograder.grading.session import StudentNameError
from autograder.sandbox.errors import (
    ExchangeFaultError,
    StudentCodeError,
    StudentStoppedError,
)
from autograder.sandbox.remote import Remote

__all__ = ["with_examples"]

MAX_SECONDS = 10.0  # for one submission


def with_examples(
    items: Iterable[Item], chapter: str, processes: Processes, seed: int
) -> list[Item]:
    """Return the items, with a small case for each failed part if one is found.

    Parameters
    ----------
    seed : int
        The seed with which the items were graded.
    """
    until = time.monotonic() + MAX_SECONDS
    return [_with_examples(item, chapter, processes, seed, until) for item in items]


def _with_examples(item: Item, chapter: str, processes: Processes, seed: int, until: float) -> Item:
    check = failed_function(chapter, item)
    lacking = {part.name for part in only_report(item).parts if _lacks_one(part)} if check else ()
    if check is None or not lacking:
        return item
    try:
        function = processes.lookup(numpy_alone(check))(check.name)
        if not isinstance(function, Remote):  # the name is not a function
            return item
        with withheld(check.withheld, function, check.name):
            examples = Examples(check, function, seed)
            shown = {
                part.name: _example(check, part, examples, function, until)
                for part in check.parts
                if part.name in lacking
            }
    except (StudentStoppedError, StudentNameError, StudentCodeError, ExchangeFaultError):
        return item
    report = only_report(item)
    parts = tuple(replace(part, **shown.get(part.name, {})) for part in report.parts)
    return with_report(item, replace(report, parts=parts))


def _lacks_one(part: PartReport) -> bool:
    """Return whether a part failed in a case that matters and is not shown."""
    return part.earned < part.points and part.case is not None and part.call is None


def _example(
    check: FunctionCheck, part: Part, examples: Examples, function: Remote, until: float
) -> dict[str, Any]:
    left = until - time.monotonic()
    if left <= 0:
        return {}
    with function.ending_within(left):
        found = examples.failing(part)
    if found is None:
        return {}
    got = {"got": found.outcome.sentence} if found.outcome.error else {}
    return {**check.shown(found), **got, "drawn": True}
