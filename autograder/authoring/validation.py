"""Check the checks: right answers earn everything, known mistakes lose what they must."""

from collections.abc import Iterable, Iterator, Mapping

from autograder.authoring.compositions import compositions, wrongly_named
from autograder.authoring.outcome_validation import uncalibrated
from autograder.chapters import CHAPTERS
from autograder.checks.answers import FunctionMisconception
from autograder.checks.choice_check import ChoiceCheck, Question
from autograder.checks.function_check import FunctionCheck
from autograder.checks.kinds import Check, FixedCheck, fixed
from autograder.checks.outcome_check import OutcomeCheck
from autograder.checks.personal_check import PersonalCheck
from cnnlib.exercise import EXERCISES

__all__ = ["validate_checks"]

STUDENTS = 20  # for each seed, where the numbers follow from the id


def validate_checks(
    chapter: str, seeds: Iterable[int] = range(5), composed: bool = False
) -> tuple[str, ...]:
    """Return a sentence for each thing that is wrong with the checks of a chapter.

    For every seed, the reference and every variant must earn all points and a blank answer none;
    every misconception must lose exactly the parts that it declares, and be named in the report.
    With the first seed, each misconception is also tried with a missing feature and with each
    other one: something true must be said, and nothing false.

    Exercises with personal numbers are tried with the numbers of many ids; for training outcomes
    only the calibration is checked, as training takes long.

    Parameters
    ----------
    chapter : str
        The slug, such as ``"03-im2col"``.
    composed : bool
        Whether to try several gaps at once, which takes minutes.
    """
    seeds = tuple(seeds)
    checks = CHAPTERS[chapter].checks if chapter in CHAPTERS else {}
    if not checks:
        return (f"{chapter} has no checks.",)
    findings = list(_missing_or_unequal(chapter, checks))
    for check in checks.values():
        if isinstance(check, OutcomeCheck):
            findings += [f"{check.key}: {what}" for what in uncalibrated(check)]
            continue
        if isinstance(check, ChoiceCheck):
            findings += [f"{check.key}: {what}" for what in _unfair_questions(check)]
        for who, seed in _runs(check, seeds):
            one = fixed(check, who)
            where = f"student {who!r}" if one is not check else f"seed {seed}"
            findings += [f"{check.key}, {where}: {what}" for what in _validate(one, seed)]
        if isinstance(check, FunctionCheck) and composed:
            findings += [
                f"{check.key}: {what}"
                for what in wrongly_named(check, list(compositions(check)), seeds[0])
            ]
    return tuple(findings)


def _runs(check: Check, seeds: Iterable[int]) -> Iterator[tuple[str, int]]:
    for seed in seeds:
        for number in range(STUDENTS if isinstance(check, PersonalCheck) else 1):
            yield f"student-{seed}-{number}", seed


def _missing_or_unequal(chapter: str, checks: Mapping[str, Check]) -> Iterator[str]:
    for key, check in checks.items():
        if check.key != key:
            yield f"the check of {key} says that it is that of {check.key}."
    points = {key: fixed(check, "anyone").points for key, check in checks.items()}
    for exercise in EXERCISES.values():
        if not exercise.key.startswith(f"{chapter}."):
            continue
        if exercise.key not in points:
            yield f"{exercise.key} is an exercise without a check."
        elif exercise.points != points[exercise.key]:
            yield (
                f"{exercise.key} is worth {exercise.points:g} points as an exercise and "
                f"{points[exercise.key]:g} in its check."
            )


def _unfair_questions(check: ChoiceCheck) -> Iterator[str]:
    everything = check.run(tuple(question.options for question in check.parts), seed=0)
    if everything.earned:
        yield f"choosing every letter earns {everything.earned:g} points."
    for question in check.parts:
        wrong = set(question.options) - set(question.right)
        if not set(question.right) <= set(question.options) or not _is_choice(question):
            yield f"{question.name!r} has no right answer that can be chosen."
        if unsaid := sorted(wrong - set(question.why)):
            yield f"{question.name!r} does not say why {', '.join(unsaid)} is wrong."
        if stale := sorted(set(question.why) - wrong):
            yield f"{question.name!r} says why {', '.join(stale)} is wrong, but it is not wrong."


def _is_choice(question: Question) -> bool:
    return len(question.right) >= 1 if question.several else len(question.right) == 1


def _validate(check: FixedCheck, seed: int) -> Iterator[str]:
    assert not isinstance(check, OutcomeCheck)  # which has no answers to try, only runs
    for answer in (check.reference, *check.variants):
        report = check.run(answer.arguments, seed)
        if report.earned != check.points:
            yield f"the right answer {answer.name!r} did not earn everything. {report.text}"
    if check.run(check.blank.arguments, seed).earned:
        yield "a blank answer earned points."
    for mistake in check.misconceptions:
        report = check.run(mistake.arguments, seed)
        lost = tuple(part.name for part in report.parts if part.earned < part.points)
        chance = mistake.by_chance if isinstance(mistake, FunctionMisconception) else ()
        if set(lost) - set(chance) != set(mistake.loses):
            yield f"the misconception {mistake.name!r} lost {lost}, not {mistake.loses}."
        elif report.misconception != mistake.sentence:
            yield f"the misconception {mistake.name!r} was named {report.misconception!r}."
