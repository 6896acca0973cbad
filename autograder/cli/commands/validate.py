"""``autograder validate``: prove that the checks of an assignment are fair."""

import os
from functools import partial
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.cli.loading import load
from autograder.cli.options import Names
from autograder.cli.terminal import console, stop
from autograder.course.assignment import Assignment
from autograder.course.repository import REPOSITORY

__all__ = ["command"]

Quick = Annotated[
    bool,
    typer.Option(
        "--quick", help="Leave out what takes longest: mutants, and several mistakes at once."
    ),
]

Show = Annotated[
    str,
    typer.Option(
        metavar="EXERCISE", help="Print the code of its misconceptions, and check nothing."
    ),
]


def command(names: Names = None, quick: Quick = False, show: Show = "") -> None:
    """Prove that the checks are fair.

    The reference and every right answer in another style earn full marks, and the stub earns
    nothing. Each misconception loses the points it should and is named; together with a missing
    feature or another misconception, something true is said and nothing false. Every mutant of a
    reference loses points, except those declared equivalent beside the checks. The grade cells call
    the checks, with the same points.
    """
    if show:
        _print_misconceptions(show)
        return
    findings = []
    for name in names or REPOSITORY.assignment_names():
        assignment = load(name)
        try:
            found = _findings(assignment, quick)
        except KeyboardInterrupt:
            stop("Stopped. The results of mutants so far are kept; run it again to continue.")
        except ValueError as error:
            stop(str(error))
        console.print(f"{name}: " + (f"{len(found)} findings" if found else "[green]valid[/]"))
        findings += found
    for finding in findings:
        console.print(f"  {finding}", highlight=False, markup=False, soft_wrap=True)
    if findings:
        raise typer.Exit(1)


def _print_misconceptions(key: str) -> None:
    from autograder.chapters import CHECKS
    from autograder.checks.function_check import FunctionCheck

    if key not in CHECKS:
        stop(f"There is no check {key}. The checks are: {', '.join(CHECKS)}.")
    check = CHECKS[key]
    if not isinstance(check, FunctionCheck):
        stop(f"{key} does not ask for a function.")
    for mistake in check.misconceptions:
        text = f"# {mistake.sentence}\n{mistake.source(mistake.name)}\n"
        console.print(text, highlight=False, markup=False, soft_wrap=True)


def _findings(assignment: Assignment, quick: bool) -> list[str]:
    # These import torch and Cosmic Ray, which other commands do not need.
    from autograder.authoring.agreement import disagreements
    from autograder.authoring.mutant_findings import mutant_findings, mutant_runs
    from autograder.authoring.validation import validate_checks
    from autograder.chapters import CHAPTERS

    name = assignment.name
    with console.status(f"Validating the checks of {name}"):
        found = list(validate_checks(name, composed=not quick))
        own = CHAPTERS[name].checks if name in CHAPTERS else {}
        found += [f"{name}: {what}" for what in disagreements(assignment, own)]
    if quick or found:  # results of mutants are meaningless while right answers fail
        return found
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        for run in mutant_runs(name):
            task = progress.add_task(f"Mutants of {run.check.key}", total=len(run.mutants))
            found += mutant_findings(run, os.cpu_count() or 1, partial(progress.advance, task))
    return found
