"""``autograder release``: the students' folders."""

import typer

from autograder.authoring.release import Released, ReleaseRefusedError, release_all
from autograder.cli.loading import load, require_sandbox
from autograder.cli.options import Names, SandboxKind
from autograder.cli.terminal import console, print_error, shown, stop
from autograder.course.assignment import Assignment
from autograder.course.repository import REPOSITORY
from autograder.run.jobs import default_jobs
from autograder.sandbox import Isolation

__all__ = ["command"]


def command(names: Names = None, sandbox: SandboxKind = Isolation.BUBBLEWRAP) -> None:
    """Make the student folders in exercises/ from solutions/ and cnnlib/.

    An assignment is released only if the reference earns every point and the blank folder none.
    """
    require_sandbox(sandbox)
    assignments = [load(name) for name in names or REPOSITORY.assignment_names()]
    try:
        if not _all_released(assignments):
            raise typer.Exit(1)
    except KeyboardInterrupt:
        stop("Stopped. What was released is whole; run it again for the rest.")


def _all_released(assignments: list[Assignment]) -> bool:
    """Release assignments, say so of each, and return whether none was refused."""
    largest = max((each.limits for each in assignments), key=lambda limits: limits.memory)
    outcomes = release_all(assignments, default_jobs(largest))
    refused = []
    for assignment in assignments:
        with console.status(f"Checking that {assignment.name} grades as it should"):
            outcome = next(outcomes)
        if isinstance(outcome, ReleaseRefusedError):
            print_error(str(outcome))
            refused.append(assignment.name)
        else:
            _say(assignment, outcome)
    return not refused


def _say(assignment: Assignment, released: Released) -> None:
    where = shown(released.folder)
    console.print(f"Released {assignment.name} ({assignment.points:g} points) to {where}")
    if released.unverified:
        console.print(
            f"Not verified, because this machine has no GPU: {', '.join(released.unverified)}. "
            "Release it on a machine that has one before students get it.",
            style="yellow",
            highlight=False,
            markup=False,
        )
