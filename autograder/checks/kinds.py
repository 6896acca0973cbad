"""The kinds of checks that an exercise can have."""

from autograder.checks.choice_check import ChoiceCheck
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcome_check import OutcomeCheck
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck

__all__ = ["Check", "FixedCheck", "fixed"]

FixedCheck = FunctionCheck | ValueCheck | ChoiceCheck | OutcomeCheck
Check = FixedCheck | PersonalCheck


def fixed(check: Check, student: str) -> FixedCheck:
    """Return the check as it is for one student; most are the same for all."""
    return check.of(student) if isinstance(check, PersonalCheck) else check
