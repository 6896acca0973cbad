"""What is said of a wrong solution: is something of it true, and is anything false?"""

from autograder.chapters import CHECKS
from autograder.checks.gaps import gaps
from tests.autograder.realistic.marking import Wrong

__all__ = ["judged"]


def judged(wrong: Wrong, seed: int) -> tuple[list[str], list[str], str]:
    """Return the true causes that are said, the names of false ones, and all that is said."""
    check = CHECKS[wrong.key]
    trials = check.trials(wrong.function, seed)
    assert any(trial.failed for trial in trials)
    found = check.recognise(trials)
    facts = gaps(trials, found.function, check.reference.function)
    names = [mistake.name for mistake in found.mistakes]
    said = told = " ".join([*(mistake.sentence for mistake in found.mistakes), *facts])
    if "float32" in wrong.causes:  # the sentences of the parts say so
        parts = check.run((wrong.function,), seed).parts
        told = f"{said} {' '.join(part.sentence for part in parts)}"
    true = [cause for cause in wrong.causes if cause in names or cause in told]
    return true, [name for name in names if name not in wrong.causes], said
