"""Small edits of the student's own code that would make failed exercises right.

They are searched for where nothing else explains what is wrong, after grading, in a process of
their own: this is only for feedback, and changes no points.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from autograder.checks.function_check import FunctionCheck
from autograder.checks.kinds import numpy_alone
from autograder.checks.outcomes import Trial
from autograder.checks.reports import CheckReport
from autograder.grading.checking import Unexplained
from autograder.grading.failed import failed_function, only_report, with_report
from autograder.grading.processes import Processes
from autograder.grading.repair.code import code_of
from autograder.grading.repair.process import EditedCode
from autograder.grading.repair.search import search
from autograder.grading.repair.sentences import sentence_of
from autograder.grading.result import Item
from autograder.sandbox import SandboxUnavailableError
from autograder.sandbox.errors import (
    ExchangeFaultError,
    StudentCodeError,
    StudentStoppedError,
)

__all__ = ["with_repairs"]

MAX_SECONDS = 5.0  # for one submission


def with_repairs(
    items: Iterable[Item],
    chapter: str,
    processes: Processes,
    modules: Mapping[str, bytes],
    seed: int,
    unexplained: Unexplained,
) -> list[Item]:
    """Return the items, with where a small change would make those right that are unexplained.

    Parameters
    ----------
    modules : Mapping[str, bytes]
        The student's files, by path.
    seed : int
        The seed with which the items were graded.
    unexplained : dict
        From `check_run`.
    """
    until = time.monotonic() + MAX_SECONDS
    find = partial(_sentence, processes, modules, seed + 1, until)
    return [_with_repair(item, chapter, find, unexplained) for item in items]


def _with_repair(item: Item, chapter: str, find: "_Find", unexplained: Unexplained) -> Item:
    check = failed_function(chapter, item)
    report = only_report(item) if check else None
    if check is None or report is None or not _needs_search(check, report):
        return item
    _, trials = unexplained.get(report.key, (check, []))
    try:
        said = find(check, trials)
    except (
        StudentStoppedError,
        StudentCodeError,
        ExchangeFaultError,
        SandboxUnavailableError,  # the student's own process is another one
        NameError,
        RecursionError,  # code that is nested too deeply
    ):
        return item
    except Exception as error:  # a fault of ours must not cost the grade
        said = f"The search for changes in {item.id} ended with {type(error).__name__}: {error}"
        return replace(item, look=item.look or said)
    return with_report(item, replace(report, repair=said)) if said else item


def _needs_search(check: FunctionCheck, report: CheckReport) -> bool:
    """Return whether an exercise is answered, and nothing says what is wrong with it.

    An exception says it: it names the student's line.
    """
    lost = [part for part in report.parts if part.earned < part.points]
    explained = report.misconception or report.would_be_right
    unwritten = {part.unwritten for part in report.parts} == {check.key}
    in_words = explained or unwritten or all(part.where for part in lost)
    return not in_words and not any(part.stopped for part in lost)


_Find = Callable[[FunctionCheck, list[Trial]], str]


def _sentence(
    processes: Processes,
    modules: Mapping[str, bytes],
    other_seed: int,
    until: float,
    check: FunctionCheck,
    trials: list[Trial],
) -> str:
    """Return what the student is told; empty if nothing is found."""
    path = f"{check.reference.function.__module__.replace('.', '/')}.py"
    leave = {name.rpartition(".")[2] for name in check.withheld}
    code = code_of(modules[path], check.name, leave) if path in modules and trials else None
    if code is None or time.monotonic() > until:
        return ""
    with EditedCode(partial(processes.beside, numpy_alone(check)), check, until) as edited:
        found = search(check, code, edited, trials, other_seed, until)
    return sentence_of(found, code, path) if found else ""
