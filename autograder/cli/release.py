"""``autograder release``: what students get."""

from autograder.cli.app import (
    DEFAULT_DIRECTORY,
    Names,
    SandboxKind,
    app,
    console,
    load,
    require_sandbox,
    shown,
    stop,
)
from autograder.course import Course
from autograder.release import ReleaseRefusedError, release
from autograder.sandbox import Isolation

__all__ = ["release_command"]


@app.command("release")
def release_command(names: Names = None, sandbox: SandboxKind = Isolation.BUBBLEWRAP) -> None:
    """Make the student folders in exercises/ from solutions/ and cnnlib/.

    An assignment is refused unless the reference earns every point and the untouched folder none.
    """
    require_sandbox(sandbox)
    course = Course(DEFAULT_DIRECTORY)
    for name in names or course.assignment_names():
        assignment = load(course, name)
        try:
            with console.status(f"Checking that {name} grades as it should"):
                released = release(course, assignment)
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
