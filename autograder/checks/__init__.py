"""What each exercise must satisfy: cases, oracle, feedback, and the mistakes that students make.

In a grade cell, in a notebook of one's own or in a script alike::

    from autograder.checks import check

    check("03-im2col.im2col", im2col)

A chapter's checks are a package of its own, named in `autograder.checks.registry`: cases drawn at
random, an oracle that is not the library, right answers in several styles, and the wrong answers
that students really give. `validate_checks` holds the one against the other.
"""

from autograder.checks.registry import CHECKS
from autograder.checks.reports import CheckReport, PartReport
from autograder.checks.running import NotGradedError, check, check_run
from autograder.checks.validation import validate_checks

__all__ = [
    "CHECKS",
    "CheckReport",
    "NotGradedError",
    "PartReport",
    "check",
    "check_run",
    "validate_checks",
]
