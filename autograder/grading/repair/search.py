"""Search for a small edit that makes a wrong function right."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Protocol

from autograder.checks.function_check import FunctionCheck
from autograder.checks.modules import use_module
from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.structure import arrays_in
from autograder.grading.repair.code import Code, Splice, overlap, spliced
from autograder.grading.repair.edits import Edit, Repair, edits_of
from autograder.grading.repair.names import Names

__all__ = ["Bench", "search"]

# Time alone would make the result depend on the machine.
MOST_CALLS = 700  # with one case to start from
CALLS_OF_USE = 8  # of a case that is more than one call, about
MOST_STARTS = 2
AT_ONCE = 32  # edits that are tried before any is judged
MOST_JUDGED = 60
NOTHING = Repair((), (), every=False)
STRUCTURE = ("type", "shape")


class Bench(Protocol):
    """Where edited code runs."""

    @property
    def spent(self) -> bool:
        """Whether no more code can run."""

    def restart(self) -> None:
        """Forget all that the code that ran has left behind."""

    def outcomes(self, text: str, trials: list[Trial]) -> Iterator[Outcome]:
        """Define the function by this text, and yield the outcomes of some cases."""

    def outcome_of_each(self, texts: list[str], trial: Trial) -> Iterator[Outcome]:
        """Define the function by one text after another, and yield the outcomes of one case."""

    def followed(self, text: str, trial: Trial) -> tuple[list[int], dict[str, list[str]]]:
        """Return the lines that a case executes, and the kinds of the variables."""


def search(
    check: FunctionCheck,
    code: Code,
    bench: Bench,
    trials: list[Trial],
    other_seed: int,
    until: float,
) -> Repair | None:
    """Return the edits that make most right, or None if none does.

    Parameters
    ----------
    trials : list of Trial
        What the student's function did when it was graded.
    other_seed : int
        What is right then must be right in the cases drawn with this seed, too.
    until : float
        The time to give up at, by ``time.monotonic``; the number of calls is limited, too.
    """
    return _Search(check, code, bench, trials, other_seed, until).found()


class _Search:
    def __init__(
        self,
        check: FunctionCheck,
        code: Code,
        bench: Bench,
        trials: list[Trial],
        other_seed: int,
        until: float,
    ) -> None:
        self._check, self._code, self._bench = check, code, bench
        self._trials, self._other_seed, self._until = trials, other_seed, until
        self._failed = [trial for trial in trials if trial.failed]
        self._lost = {trial.part for trial in self._failed}
        self._judgements = MOST_JUDGED

    def found(self) -> Repair | None:
        found = self._better(NOTHING)
        if found.edits and not found.every:
            found = self._better(found)
        return found if found.edits else None

    def _better(self, base: Repair) -> Repair:
        """Return what one more edit makes right, or `base`."""
        best = base
        failed = [trial for trial in self._failed if trial.part not in base.parts]
        for start in _one_each(failed)[:MOST_STARTS]:
            alike = [trial for trial in failed if trial.part == start.part]
            if not self._goes_on() or not (base.edits or self._is_graded_code(start)):
                break
            best = self._from(self._simpler(start), alike, base, best)
            if best.every:
                break
        return best

    def _is_graded_code(self, trial: Trial) -> bool:
        """Return whether the code of the file does what the graded function did."""
        (outcome,) = self._bench.outcomes(self._code.text, [trial])
        if outcome.sentence != trial.outcome.sentence:
            return False
        mismatch = None if trial.outcome.error else trial.mismatch()
        if mismatch and mismatch.stage == "type":  # values of another kind cannot be compared
            return not outcome.error and replace(trial, outcome=outcome).mismatch() == mismatch
        return trial.agrees_with(outcome, dtype=True)

    def _simpler(self, trial: Trial) -> Trial:
        """Return a trial with a single call of a module, if it fails as well."""
        case = trial.case
        if case is None or case.use is not use_module:
            return trial
        *first, _ = case.args
        once = replace(case, args=(*first, None))
        simpler = replace(trial, case=once, expected=once.hand_over(self._check.oracle))
        fails = any(each.failed for each in self._run((), [simpler]))
        return simpler if fails else trial

    def _from(self, start: Trial, alike: list[Trial], base: Repair, best: Repair) -> Repair:
        """Return the best edits that make `start` right, and all trials of its part."""
        lines, kinds = self._bench.followed(self._text(base.edits), start)
        fit = (
            (*base.edits, edit)
            for edit in edits_of(Names(self._code, kinds), lines)
            if not overlap(_splices((*base.edits, edit)))
        )
        for edits in self._passing(start, fit):
            if any(trial.failed for trial in self._run(edits, alike)):
                continue
            if self._points(self._parts(edits)) > self._points(best.parts):
                self._bench.restart()  # what other edits have stored must not make this one right
                parts = self._parts(edits) & self._parts_of_others(edits)
                if self._points(parts) > self._points(best.parts):
                    best = Repair(edits, self._in_order(parts), parts == self._lost)
            if best.every:
                break
        return best

    def _passing(
        self, start: Trial, several: Iterator[tuple[Edit, ...]]
    ) -> Iterator[tuple[Edit, ...]]:
        """Yield those edits with which a trial is right."""
        calls = 1 if start.case and start.case.use is None else CALLS_OF_USE
        several = islice(several, MOST_CALLS // calls)
        while self._goes_on() and (some := list(islice(several, AT_ONCE))):
            outcomes = self._bench.outcome_of_each([self._text(edits) for edits in some], start)
            for edits, outcome in zip(some, outcomes, strict=True):
                if not replace(start, outcome=outcome).failed:
                    yield edits

    def _parts(self, edits: tuple[Edit, ...]) -> set[str]:
        """Return the lost parts that are right with these edits.

        None of them where another case is further from right than before: then they are right by
        chance.
        """
        right = set(self._lost)
        self._judgements -= 1
        for trial, before in zip(self._run(edits, self._trials), self._trials, strict=True):
            if trial.failed:
                right.discard(trial.part)
            if not right or _how_right(trial) < _how_right(before):
                return set()
        return right

    def _parts_of_others(self, edits: tuple[Edit, ...]) -> set[str]:
        """Return the lost parts that are right in other cases; none if another part is not."""
        others = self._run(edits, self._check.asked(self._other_seed))
        wrong = {trial.part for trial in others if trial.failed}
        return self._lost - wrong if wrong <= self._lost else set()

    def _run(self, edits: tuple[Edit, ...], asked: list[Trial]) -> Iterator[Trial]:
        """Yield these trials with the outcomes of the edited code."""
        outcomes = self._bench.outcomes(self._text(edits), asked)
        yield from (replace(t, outcome=o) for t, o in zip(asked, outcomes, strict=True))

    def _text(self, edits: tuple[Edit, ...]) -> str:
        return spliced(self._code.text, _splices(edits))

    def _points(self, parts: Iterable[str]) -> float:
        names = set(parts)
        return sum(part.points for part in self._check.parts if part.name in names)

    def _in_order(self, parts: set[str]) -> tuple[str, ...]:
        return tuple(part.name for part in self._check.parts if part.name in parts)

    def _goes_on(self) -> bool:
        in_time = self._judgements > 0 and time.monotonic() < self._until
        return in_time and not self._bench.spent


def _splices(edits: tuple[Edit, ...]) -> list[Splice]:
    return [splice for edit in edits for splice in edit.splices]


def _how_right(trial: Trial) -> int:
    """Return how far a trial has come: an error, another shape, other values, or right."""
    if not trial.failed:
        return 3
    mismatch = None if trial.outcome.error else trial.mismatch()
    return 0 if mismatch is None else 1 if mismatch.stage in STRUCTURE else 2


def _one_each(failed: list[Trial]) -> list[Trial]:
    """Return the smallest trial of each part, the smallest of all first."""
    each: dict[str, Trial] = {}
    for trial in sorted(failed, key=_size):
        each.setdefault(trial.part, trial)
    return list(each.values())


def _size(trial: Trial) -> int:
    case = trial.case
    return sum(array.size for array in arrays_in([case.args, case.kwargs])) if case else 0
