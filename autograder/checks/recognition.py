"""Recognise known mistakes by their results, several at once and among gaps."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, permutations
from typing import Any, TypeVar

from autograder.checks.answers import FunctionMisconception, Misconception
from autograder.checks.evidence import Evidence, Sign, evidence
from autograder.checks.handed_on import HandedOn, arguments_of, handed_on
from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.structure import named_values
from autograder.checks.together import Together

__all__ = ["Recognised", "recognise_functions", "recognise_values"]

M = TypeVar("M", bound=Misconception)
Function = Callable[..., Any]

ENOUGH = 2  # trials in which many numbers agree
ENOUGH_NUMBERS = 3  # trials with single numbers, which may agree by chance
MOST = 4  # mistakes in one answer
MOST_TOGETHER = 3  # of those that are whole functions
MOST_UNSEEN = 4  # values that cannot be compared, before two mistakes together are given up
SEEN = (Sign.AGREES, Sign.DIFFERS)


@dataclass(frozen=True)
class Recognised:
    """The mistakes that an answer shows, and the right function with all of them."""

    mistakes: tuple[FunctionMisconception, ...]
    function: Function

    def changes_values(self, trials: list[Trial]) -> bool:
        """Return whether the mistakes make any value wrong, and not only its dtype."""
        return bool(self.mistakes) and any(
            replace(trial, dtype=False, outcome=outcome).failed
            for trial in trials
            if not (outcome := trial.outcome_of(self.function)).error
        )


def recognise_values(
    misconceptions: Iterable[M],
    trials: list[Trial],
    outcome_of: Callable[[M, Trial], Outcome],
) -> str | None:
    """Return the sentences of the known mistakes that explain wrong variables, or None.

    A mistake explains an answer when the two agree in every variable that the mistake changes.
    """
    found = [
        mistake
        for mistake in misconceptions
        if _explains(mistake, trials, partial(outcome_of, mistake))
    ]
    # A mistake that explains only part of what another one explains is superfluous.
    widest = [
        mistake
        for mistake in found
        if not any(set(mistake.loses) < set(other.loses) for other in found)
    ]
    return " ".join(mistake.sentence for mistake in widest) or None


def recognise_functions(
    catalogue: Iterable[FunctionMisconception],
    generic: Iterable[FunctionMisconception],
    right: Function,
    trials: list[Trial],
    together: Together | None = None,
) -> Recognised:
    """Return the known mistakes that a function shows.

    A mistake is recognised if the function returned what the mistake would return, in several
    trials and in all comparable trials of the simplest part that it changes, and in no trial what
    would be right without it. Trials that raised or returned another shape are ignored, because
    other things may be missing as well. Recognised mistakes are assumed when the next one is looked
    for: one mistake is put around the other.

    Parameters
    ----------
    catalogue, generic : iterable of FunctionMisconception
        The mistakes of this exercise, and those of any exercise, which are looked for afterwards.
    right : callable
        The right function.
    together : Together, optional
        One function for mistakes of the catalogue that cannot be put around each other.
    """
    if not any(trial.failed and not trial.outcome.error for trial in trials):
        return Recognised((), right)
    search = _Search(trials)
    catalogue, generic = tuple(catalogue), tuple(generic)
    found = Recognised((), right)
    while len(found.mistakes) < MOST:
        wider = search.wider(found, catalogue) or search.wider(found, generic)
        if wider is None and not found.mistakes:
            wider = search.pair(right, (*catalogue, *generic)) or search.several(right, generic)
        if wider is None:
            break
        found = wider
    found = search.narrower(found, right)
    return (together and search.together(found, catalogue, together)) or found


class _Search:
    def __init__(self, trials: list[Trial]) -> None:
        self._trials = dict(enumerate(trials))
        self._without = {
            number: Outcome(trial.expected)
            for number, trial in self._trials.items()
            if not trial.outcome.error
        }
        self._alone: dict[tuple[int, Function], list[Evidence]] = {}
        self._passed: dict[tuple[int, Function], HandedOn | None] = {}

    def wider(
        self, known: Recognised, candidates: Iterable[FunctionMisconception]
    ) -> Recognised | None:
        """Add the candidate that explains most besides the known mistakes, if one does.

        One that explains all that is left comes before one that shows in more trials of others.
        """
        expected = without = self._without
        if known.mistakes:
            without = {
                number: self._trials[number].outcome_of(known.function) for number in expected
            }
        unexplained = {
            number
            for number, outcome in without.items()
            if not outcome.error and not self._trials[number].agrees_with(outcome, dtype=True)
        }
        best, most = None, (False, 0, 0)
        for mistake in candidates if unexplained else ():
            if mistake in known.mistakes:
                continue
            base = without if mistake.takes_right else expected
            shows = _always(mistake.around(known.function))
            agreeing = self._shows(shows, base, unexplained)
            by_value = sum(not dtype for _, dtype in agreeing)
            explains = bool(agreeing) and unexplained <= {number for number, _ in agreeing}
            if (explains, by_value, len(agreeing)) > most:
                best, most = mistake, (explains, by_value, len(agreeing))
        if best is None:
            return None
        replaces = best.takes_right or not known.mistakes
        function = best.around(known.function) if replaces else known.function
        return Recognised((*known.mistakes, best), function)

    def narrower(self, found: Recognised, right: Function) -> Recognised:
        """Leave out mistakes without which the others explain the same number of trials."""
        for mistake in found.mistakes[:-1]:
            rest = tuple(other for other in found.mistakes if other is not mistake)
            function = right
            for other in rest:
                function = other.around(function)
            if self._explained(function) >= self._explained(found.function):
                found = Recognised(rest, function)
        return found

    def _explained(self, function: Function) -> int:
        """Return in how many trials the function gives the answer's result."""
        seen = (trial for trial in self._trials.values() if not trial.outcome.error)
        return sum(trial.agrees_with(trial.outcome_of(function), dtype=True) for trial in seen)

    def pair(
        self, right: Function, candidates: tuple[FunctionMisconception, ...]
    ) -> Recognised | None:
        """Look for the two mistakes that explain most together, where neither shows alone."""
        without = self._without
        wrong = {number for number in without if self._trials[number].failed}
        if not any(_is_comparable(self._trials[number]) for number in wrong):
            return None
        # Around a whole function, the other would be lost.
        inside = (pair for pair in permutations(candidates, 2) if pair[0].takes_right)
        best, most = None, 0
        for outer, inner in inside:
            deciding = partial(self._deciding, right, outer, inner)
            shown = {number for number, _ in self._shows(deciding, without, wrong, MOST_UNSEEN)}
            if len(shown) > most:
                both = outer.around(inner.around(right))
                best, most = Recognised((inner, outer), both), len(shown)
            if wrong <= shown:
                break
        return best

    def several(
        self, right: Function, generic: tuple[FunctionMisconception, ...]
    ) -> Recognised | None:
        """Look for three or more options without effect, which are mistakes of any exercise."""
        without = self._without
        wrong = {number for number in without if self._trials[number].failed}
        if not any(_is_comparable(self._trials[number]) for number in wrong):
            return None
        for count in range(3, len(generic) + 1):
            for mistakes in combinations(generic, count):
                function = right
                for mistake in mistakes:
                    function = mistake.around(function)
                if self._shows(_always(function), without, wrong, MOST_UNSEEN):
                    return Recognised(mistakes, function)
        return None

    def together(
        self, found: Recognised, catalogue: tuple[FunctionMisconception, ...], family: Together
    ) -> Recognised | None:
        """Look for the fewest mistakes of a family that explain more than what is found."""
        expected = self._without
        wrong = {number for number in expected if self._trials[number].failed}
        named = {mistake.name: mistake for mistake in catalogue if mistake.name in family.names}
        most = self._explained(found.function)
        if not wrong or most == len(expected):  # all that was returned is explained
            return None
        for count in range(2, MOST_TOGETHER + 1):
            best = None
            for names in combinations(named, count):
                function = family.having(*names)
                if self._fits(min(wrong), function) and self._shows(
                    _always(function), expected, wrong, MOST_UNSEEN
                ):
                    explained = self._explained(function)
                    if explained > most:
                        mistakes = tuple(named[name] for name in names)
                        best, most = Recognised(mistakes, function), explained
            if best:
                return best
        return None

    def _fits(self, number: int, function: Function) -> bool:
        """Return whether a function gives the answer's result in one trial."""
        trial = self._trials[number]
        return trial.agrees_with(trial.outcome_of(function))

    def _deciding(
        self,
        right: Function,
        outer: FunctionMisconception,
        inner: FunctionMisconception,
        number: int,
    ) -> Function:
        """Return what decides a trial: two mistakes, or only one where the other does nothing.

        Many mistakes do nothing in most trials, and these pairs need not be run.
        """
        first = self._handed_on(outer, right, number)
        if first and first.nothing_changed:
            return inner.around(right)
        if first and first.same:
            second = self._handed_on(inner, right, number)
        else:
            second = handed_on(inner, right, first.given) if first else None
        if second and second.nothing_changed:
            return outer.around(right)
        return outer.around(inner.around(right))

    def _handed_on(
        self, mistake: FunctionMisconception, right: Function, number: int
    ) -> HandedOn | None:
        key = number, mistake.spoil  # a generic mistake may have the name of another
        if key not in self._passed:
            case = self._trials[number].case
            assert case is not None
            given = arguments_of(case, right)
            self._passed[key] = handed_on(mistake, right, given) if given else None
        return self._passed[key]

    def _shows(
        self,
        mistaken: Callable[[int], Function],
        without: dict[int, Outcome],
        unexplained: set[int],
        most_unseen: float = math.inf,
    ) -> frozenset[tuple[int, bool]]:
        """Return the trials in which a mistake shows; none if too few do or one contradicts it.

        What cannot change the answer is not run: one trial is mostly enough to rule a mistake out.
        It is given up after so many returned values in another shape, before one can be compared.

        Parameters
        ----------
        mistaken : callable
            Takes the number of a trial, and returns the function with the mistake.
        """
        signs: list[Evidence] = []
        for number in sorted(unexplained):
            found = self._evidence(number, mistaken(number), without)
            simplest = next((each.part for each in signs if each.sign in SEEN), None)
            for each in found:
                if each.sign is Sign.CONTRADICTS:
                    return frozenset()
                if each.sign is Sign.DIFFERS and simplest in (None, each.part):
                    return frozenset()
                if each.sign in SEEN:
                    simplest = simplest or each.part
            signs += found
            unseen = (e for e in signs if not self._trials[e.trial].outcome.error)
            if simplest is None and len(list(unseen)) >= most_unseen:
                return frozenset()
        if not any(each.sign is Sign.AGREES for each in signs):
            return frozenset()
        for number in without.keys() - unexplained:
            found = self._evidence(number, mistaken(number), without)
            if any(each.sign is Sign.CONTRADICTS for each in found):
                return frozenset()
            signs += found
        return self._enough(mistaken, signs)

    def _enough(
        self, mistaken: Callable[[int], Function], signs: list[Evidence]
    ) -> frozenset[tuple[int, bool]]:
        differ = {each.trial for each in signs if each.sign is Sign.DIFFERS}
        agreed = [e for e in signs if e.sign is Sign.AGREES and e.trial not in differ]
        agreeing = frozenset((each.trial, each.dtype) for each in agreed)
        strong = {each.trial for each in agreed if each.strong}
        if len(strong) >= ENOUGH:
            return agreeing
        elsewhere = (
            number
            for number, trial in self._trials.items()
            if trial.outcome.error and self._evidence_alone(number, mistaken(number))
        )
        all_agree = len(agreed) == len(signs)
        if not strong and not (all_agree and len(agreeing) >= ENOUGH):
            return frozenset()
        if not strong and len(agreeing) >= ENOUGH_NUMBERS:
            return agreeing
        # If the mistake can show in no more trials than these, they are enough.
        return agreeing if all_agree and next(elsewhere, None) is None else frozenset()

    def _evidence(
        self, number: int, mistaken: Function, without: dict[int, Outcome]
    ) -> list[Evidence]:
        trial, base = self._trials[number], without[number]
        if base.error:
            return []
        if base is self._without[number]:
            return self._evidence_alone(number, mistaken)
        return evidence(number, trial, base.value, trial.outcome_of(mistaken))

    def _evidence_alone(self, number: int, mistaken: Function) -> list[Evidence]:
        """Return the evidence for a function without the mistakes already recognised."""
        key = number, mistaken
        if key not in self._alone:
            trial = self._trials[number]
            outcome = trial.outcome_of(mistaken)
            self._alone[key] = evidence(number, trial, trial.expected, outcome)
        return self._alone[key]


def _always(function: Function) -> Callable[[int], Function]:
    return lambda _: function


def _is_comparable(trial: Trial) -> bool:
    """Return whether what came back is of the right kind: not None, or too few values.

    Inside one of the values, as in a list of records, it may be of another kind.
    """
    mismatch = None if trial.outcome.error else trial.mismatch()
    if mismatch is None or mismatch.stage != "type":
        return mismatch is not None
    got = named_values(trial.outcome.value, trial.names)
    return any(
        isinstance(value, tuple | dict) and isinstance(got.get(name), tuple | list | dict)
        for name, value in named_values(trial.expected, trial.names).items()
    )


def _explains(
    mistake: Misconception, trials: list[Trial], outcome_of: Callable[[Trial], Outcome]
) -> bool:
    lost = [trial for trial in trials if trial.part in mistake.loses]
    return any(trial.failed for trial in lost) and all(
        trial.agrees_with(outcome_of(trial)) for trial in lost
    )
