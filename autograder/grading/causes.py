"""Find out why a function is wrong: by others that it calls, or by mistakes of its own.

First it is found out whether it would be right if the others were: then the mistakes that its
results show are not its own. Its parts are run again in the student's process, with the course's
own functions instead of the others. These run in a separate process, and only arguments and results
are exchanged. All this is only for feedback: it is done after grading, and changes no points.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from inspect import isclass

from autograder.checks.function_check import FunctionCheck
from autograder.checks.kinds import numpy_alone
from autograder.grading.checking import Unexplained
from autograder.grading.course_functions import CourseFunctions
from autograder.grading.failed import failed_function, only_report, reports_of, with_report
from autograder.grading.processes import Processes
from autograder.grading.result import Item
from autograder.grading.session import StudentNameError
from autograder.sandbox import Limits, SandboxUnavailableError
from autograder.sandbox.errors import (
    ExchangeFaultError,
    StudentCodeError,
    StudentStoppedError,
)
from autograder.sandbox.remote import Remote

__all__ = ["with_causes"]

MAX_SECONDS = 10.0  # for one submission


def with_causes(
    items: Iterable[Item],
    chapter: str,
    processes: Processes,
    limits: Limits,
    seed: int,
    unexplained: Unexplained,
) -> list[Item]:
    """Return the items, with the known mistakes and what other exercises would make right.

    Parameters
    ----------
    limits : Limits
        The limits of the course's functions, as their arguments come from the student's code.
    seed : int
        The seed with which the items were graded.
    unexplained : dict
        From `check_run`.
    """
    items = list(items)
    checks = {item.id: check for item in items if (check := failed_function(chapter, item))}
    until = time.monotonic() + MAX_SECONDS
    with CourseFunctions(chapter, checks.values(), limits) as course:
        searches = [
            _Search(checks, item, processes, course, seed, until) if item.id in checks else None
            for item in items
        ]
        return [
            _with_cause_or_look(item, search, unexplained)
            for item, search in zip(items, searches, strict=True)
        ]


def _with_cause_or_look(item: Item, search: "_Search | None", unexplained: Unexplained) -> Item:
    try:
        return _with_cause(item, search, unexplained)
    except SandboxUnavailableError:
        raise  # the submission is graded again
    except Exception as error:  # a fault of a catalogue's or ours must not cost the grade
        said = f"The search for mistakes in {item.id} ended with {type(error).__name__}: {error}"
        return replace(item, look=item.look or said)


def _with_cause(item: Item, search: "_Search | None", unexplained: Unexplained) -> Item:
    found = search and search.found()
    if not found:
        return _explained(item, unexplained)
    # A mistake that disappears with the right other functions was not in this function.
    report = replace(only_report(item), misconception=found.misconception)
    return with_report(item, replace(report, would_be_right=found.sentence))


def _explained(item: Item, unexplained: Unexplained) -> Item:
    """Return the item with the known mistakes of its functions."""
    for report in reports_of(item):
        if report.key in unexplained:
            check, trials = unexplained[report.key]
            item = with_report(item, check.explained(report, trials))
    return item


@dataclass(frozen=True)
class _Found:
    """The results of a function when the course's functions replace others that it calls.

    Attributes
    ----------
    names : list of str
        The names of the replaced functions.
    parts : list of str
        The parts that are right then, but were wrong before.
    misconception : str or None
        The mistake that remains, as in `CheckReport`.
    sentence : str
        The sentence for the student; empty if no part becomes right.
    """

    names: list[str]
    parts: list[str]
    misconception: str | None
    sentence: str


class _Search:
    """The search for what would make one exercise right."""

    def __init__(
        self,
        checks: Mapping[str, FunctionCheck],
        item: Item,
        processes: Processes,
        course: CourseFunctions,
        seed: int,
        until: float,
    ) -> None:
        self._check, self._course, self._seed, self._until = checks[item.id], course, seed, until
        (report,) = item.reports
        self._lost = [part["name"] for part in report["parts"] if part["earned"] < part["points"]]
        unwritten = {part["unwritten"] for part in report["parts"]}
        self._blank = unwritten == {self._check.key}
        self._lookup = processes.lookup(numpy_alone(self._check))
        self._others = [
            check.name
            for check in checks.values()
            if check is not self._check
            and not isclass(check.reference.function)
            and not any(each.endswith(f".{check.name}") for each in self._check.withheld)
        ]

    def found(self) -> _Found | None:
        """Return the result with the fewest replacements that make as many parts right as all.

        None if it calls no wrong function, or only works with the student's own ones.
        """
        if self._blank or not self._others or time.monotonic() > self._until:
            return None
        try:
            function = self._lookup(self._check.name)
            others = dict(self._named())
            if not others or not isinstance(function, Remote):
                return None
            found = self._with(function, others)
            if found is None or not found.parts or len(found.names) == 1:
                return found
            for name in found.names:
                alone = self._with(function, {name: others[name]})
                if alone and alone.parts == found.parts:
                    return alone
        except (StudentStoppedError, StudentNameError, StudentCodeError, ExchangeFaultError):
            return None
        return found

    def _named(self) -> Iterator[tuple[str, Remote]]:
        for name in self._others:
            with suppress(StudentNameError, StudentCodeError):
                if isinstance(other := self._lookup(name), Remote):
                    yield name, other

    def _with(self, function: Remote, others: dict[str, Remote]) -> _Found | None:
        self._course.start()
        seconds = self._until - time.monotonic()
        with function.lending(others, self._course.answer, seconds):
            for part in self._lost:  # one case of each is enough for most that call no other
                if self._course.asked:
                    break
                self._check.passes(function, self._seed, [part])
            if not self._course.asked & others.keys():
                return None
            again = self._check.run((function,), self._seed)
        names = sorted(self._course.asked & others.keys())
        lost = {part.name for part in again.parts if part.earned < part.points}
        if lost.difference(self._lost) or any(part.stopped for part in again.parts):
            return None
        parts = [name for name in self._lost if name not in lost]
        sentence = _sentence(self._check.name, parts, not lost, names) if parts else ""
        return _Found(names, parts, again.misconception, sentence)


def _sentence(name: str, parts: list[str], every: bool, others: list[str]) -> str:
    which = f"`{name}`" if every else f"In `{name}`, {_listed('“{}”', parts)}"
    return f"{which} would be right if {_listed('`{}`', others)} were right."


def _listed(quoted: str, names: list[str]) -> str:
    *first, last = map(quoted.format, names)
    return f"{', '.join(first)} and {last}" if first else last
