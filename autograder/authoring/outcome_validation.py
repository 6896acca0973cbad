"""Check the floor of a training outcome against the runs that set it."""

from collections.abc import Iterator

from autograder.checks.calibration import bars_of
from autograder.checks.outcome_check import OutcomeCheck

__all__ = ["uncalibrated"]

SPARE_TIME = 2  # the time limit must be this many times the reference's slowest run


def uncalibrated(check: OutcomeCheck) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a floor."""
    again = f"Run: autograder calibrate {check.key} --device {check.device.value}"
    try:
        known = check.calibration()
    except ValueError as error:
        yield str(error)
        return
    if known.fingerprint != check.fingerprint:
        yield f"the reference, a mistake or the task has changed since the calibration. {again}"
        return
    floor, ceiling, _ = bars_of(known.reference)
    if floor != known.floor:
        yield f"the floor is {known.floor}, but its runs give {floor}. {again}"
    if ceiling != known.ceiling:
        yield f"the ceiling is {known.ceiling}, but its runs give {ceiling}. {again}"
    for name, share in known.passing_mistakes().items():
        yield f"the mistake {name!r} passes in {share:.0%} of its runs."
    if (slowest := max(known.reference.seconds)) * SPARE_TIME > check.seconds:
        yield f"the reference took {slowest:.0f} s, too near the limit of {check.seconds:g} s."
    if check.run((check.blank.function,), seed=0).earned:
        yield "a blank answer earned points."
