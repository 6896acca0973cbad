"""``autograder release`` and ``autograder validate``: before anything is handed out."""

import typer

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

__all__ = ["release_command", "validate"]


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
                folder = release(course, assignment)
        except ReleaseRefusedError as refused:
            stop(str(refused))
        console.print(f"Released {name} ({assignment.points:g} points) to {shown(folder)}")


@app.command()
def validate(names: Names = None) -> None:
    """Prove that the checks are fair.

    The reference and every right answer in another style earn full marks, the stub earns nothing,
    and each misconception loses what it should and is named.
    """
    from autograder.checks import validate_checks  # imports torch, which the others can do without

    course = Course(DEFAULT_DIRECTORY)
    findings = []
    for name in names or course.assignment_names():
        load(course, name)
        with console.status(f"Validating the checks of {name}"):
            found = validate_checks(name)
        console.print(f"{name}: " + (f"{len(found)} findings" if found else "[green]valid[/]"))
        findings += found
    for finding in findings:
        console.print(f"  {finding}", highlight=False)
    if findings:
        raise typer.Exit(1)
