"""Check the checks: right answers earn everything, known mistakes lose what they must."""

from collections.abc import Iterable, Iterator

from autograder.checks.registry import CHECKS, Check
from cnnlib.exercise import EXERCISES

__all__ = ["validate_checks"]


def validate_checks(chapter: str, seeds: Iterable[int] = range(5)) -> tuple[str, ...]:
    """Return what is wrong with the checks of a chapter, a sentence each; empty if nothing is.

    For every seed, the reference and every variant must earn all points and a blank answer none;
    every misconception must lose exactly the parts that it says, and be named in the report.

    Parameters
    ----------
    chapter : str
        The slug, as ``"03-im2col"``.
    """
    checks = [CHECKS[key] for key in CHECKS if key.startswith(f"{chapter}.")]
    if not checks:
        return (f"{chapter} has no checks.",)
    findings = list(_missing_or_unequal(chapter, checks))
    for check in checks:
        for seed in seeds:
            findings += [f"{check.key}, seed {seed}: {what}" for what in _validate(check, seed)]
    return tuple(findings)


def _missing_or_unequal(chapter: str, checks: list[Check]) -> Iterator[str]:
    points = {check.key: check.points for check in checks}
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


def _validate(check: Check, seed: int) -> Iterator[str]:
    for answer in (check.reference, *check.variants):
        report = check.run(answer.arguments, seed)
        if report.earned != check.points:
            yield f"the right answer {answer.name!r} did not earn everything. {report.text}"
    if check.run(check.blank.arguments, seed).earned:
        yield "a blank answer earned points."
    for mistake in check.misconceptions:
        report = check.run(mistake.arguments, seed)
        lost = tuple(part.name for part in report.parts if part.earned < part.points)
        if set(lost) != set(mistake.loses):
            yield f"the misconception {mistake.name!r} lost {lost}, not {mistake.loses}."
        elif report.misconception != mistake.sentence:
            yield f"the misconception {mistake.name!r} was named {report.misconception!r}."
