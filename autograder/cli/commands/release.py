"""``autograder release``: the students' folders."""

from autograder.authoring.release import ReleaseRefusedError, release
from autograder.cli.loading import load, require_sandbox
from autograder.cli.options import Names, SandboxKind
from autograder.cli.terminal import console, shown, stop
from autograder.course.repository import REPOSITORY
from autograder.sandbox import Isolation

__all__ = ["command"]


def command(names: Names = None, sandbox: SandboxKind = Isolation.BUBBLEWRAP) -> None:
    """Make the student folders in exercises/ from solutions/ and cnnlib/.

    An assignment is released only if the reference earns every point and the blank folder none.
    """
    require_sandbox(sandbox)
    for name in names or REPOSITORY.assignment_names():
        assignment = load(name)
        try:
            with console.status(f"Checking that {name} grades as it should"):
                released = release(assignment)
        except ReleaseRefusedError as refused:
            stop(str(refused))
        console.print(f"Released {name} ({assignment.points:g} points) to {shown(released.folder)}")
        if released.unverified:
            console.print(
                f"Not verified, because this machine has no GPU: {', '.join(released.unverified)}. "
                "Release it on a machine that has one before students get it.",
                style="yellow",
                highlight=False,
                markup=False,
            )
