"""Compare the text of an assignment with its checks: names and points."""

from collections.abc import Iterator, Mapping

from autograder.checks.kinds import Check, fixed
from autograder.checks.outcome_check import OutcomeCheck
from autograder.checks.personal_check import PersonalCheck
from autograder.course.assignment import Assignment
from autograder.course.success import checks_called

__all__ = ["cells_that_disagree", "disagreements"]

POINTS = 100


def disagreements(assignment: Assignment, checks: Mapping[str, Check]) -> Iterator[str]:
    """Yield a sentence for each difference between an assignment's grade cells and its checks.

    Parameters
    ----------
    checks : mapping of str to Check
        Those of the chapter, by key.
    """
    yield from cells_that_disagree(assignment, checks)
    called: dict[str, str] = {}
    for cell in assignment.grade_cells.values():
        called |= dict.fromkeys(checks_called(cell.source), cell.source)
    for key, check in checks.items():
        if key not in called:
            yield f"no grade cell calls the check {key}."
        elif isinstance(check, PersonalCheck) and "student=STUDENT" not in called[key]:
            yield f"the grade cell of {key} must pass `student=STUDENT` to the check."
        if isinstance(check, OutcomeCheck) and check.gpu and not assignment.gpu:
            yield f"{key} needs a GPU, and the head of {assignment.name}.md does not ask for one."
    if assignment.points != POINTS:
        yield f"the points add up to {assignment.points:g}, not {POINTS}."


def cells_that_disagree(assignment: Assignment, checks: Mapping[str, Check]) -> Iterator[str]:
    """Yield a sentence for each grade cell with an unknown check, or with wrong points."""
    for name, cell in assignment.grade_cells.items():
        keys = checks_called(cell.source)
        if unknown := [key for key in keys if key not in checks]:
            yield f"the grade cell {name!r} calls {', '.join(unknown)}: there is no such check."
        elif keys:
            gives = sum(fixed(checks[key], "anyone").points for key in keys)
            if gives != cell.metadata.nbgrader.points:
                yield (
                    f"the grade cell {name!r} is worth {cell.metadata.nbgrader.points:g} points, "
                    f"and its checks {gives:g}."
                )
