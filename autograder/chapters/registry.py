"""Find the check of an exercise by its key."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from autograder.checks.choice_check import ChoiceCheck
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcome_check import OutcomeCheck
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck

__all__ = ["CHAPTERS", "CHECKS", "Check", "FixedCheck", "fixed"]

FixedCheck = FunctionCheck | ValueCheck | ChoiceCheck | OutcomeCheck
Check = FixedCheck | PersonalCheck

# Slugs start with a digit, which no module may: each chapter's checks are a package of their own,
# with a tuple CHECKS in it.
CHAPTERS = {
    "01-convolution": "autograder.chapters.convolution",
    "02-pooling": "autograder.chapters.pooling",
    "03-im2col": "autograder.chapters.im2col",
    "04-backprop": "autograder.chapters.backprop",
}


def fixed(check: Check, student: str) -> FixedCheck:
    """Return the check as it is for one student; most are the same for all."""
    return check.of(student) if isinstance(check, PersonalCheck) else check


class _Checks(Mapping[str, Check]):
    """The checks of all chapters by key; a chapter is imported when it is first asked for."""

    def __getitem__(self, key: str) -> Check:
        chapter = key.partition(".")[0]
        if chapter not in CHAPTERS:
            raise KeyError(f"There is no check {key!r}: the chapters are {', '.join(CHAPTERS)}.")
        checks = _load(chapter)
        if key not in checks:
            raise KeyError(f"There is no check {key!r}: the chapter has {', '.join(checks)}.")
        return checks[key]

    def __iter__(self) -> Iterator[str]:
        for chapter in CHAPTERS:
            yield from _load(chapter)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _load(chapter: str) -> dict[str, Check]:
    return {check.key: check for check in import_module(CHAPTERS[chapter]).CHECKS}


CHECKS: Mapping[str, Check] = _Checks()
