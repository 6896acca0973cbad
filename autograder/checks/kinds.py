"""The kinds of checks that an exercise can have."""

from autograder.checks.choice_check import ChoiceCheck
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcome_check import OutcomeCheck
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck

__all__ = ["Check", "FixedCheck", "fixed", "numpy_alone"]

FixedCheck = FunctionCheck | ValueCheck | ChoiceCheck | OutcomeCheck
Check = FixedCheck | PersonalCheck


def fixed(check: Check, student: str) -> FixedCheck:
    """Return the check for one student; most checks are the same for all."""
    return check.of(student) if isinstance(check, PersonalCheck) else check


def numpy_alone(check: Check | None) -> bool:
    """Return whether an exercise asks for NumPy code, which is checked in a process without torch.

    False for numbers and letters, which may come from any cell of the notebook.
    """
    return isinstance(check, FunctionCheck | OutcomeCheck) and not check.torch
