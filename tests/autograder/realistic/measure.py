"""What is said of a wrong solution: is something of it true, and is anything false?"""

from dataclasses import dataclass

from autograder.chapters import CHECKS
from tests.autograder.realistic.marking import Wrong

__all__ = ["Judged", "judged"]


@dataclass(frozen=True)
class Judged:
    """What a wrong solution earned, and what was said of it.

    Attributes
    ----------
    full : bool
        Whether it earned all points.
    true : list of str
        Its causes that are said.
    false : list of str
        The misconceptions that are named, and not in it.
    """

    full: bool
    true: list[str]
    false: list[str]


def judged(wrong: Wrong, seed: int) -> Judged:
    """Check a wrong solution."""
    check = CHECKS[wrong.key]
    trials = check.trials(wrong.function, seed)
    found = check.recognise(trials)
    names = [mistake.name for mistake in found.mistakes]
    told = " ".join(
        [
            *(mistake.sentence for mistake in found.mistakes),
            *check.facts(trials, found),
            *(check.report(part, trials).sentence for part in check.parts),
        ]
    )
    return Judged(
        not any(trial.failed for trial in trials),
        [cause for cause in wrong.causes if cause in names or cause in told],
        [name for name in names if name not in wrong.causes],
    )
