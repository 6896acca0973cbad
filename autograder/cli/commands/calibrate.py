"""``autograder calibrate``: the required accuracy of an exercise that asks for training."""

import os
from functools import partial
from statistics import mean
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.cli.terminal import console, stop

__all__ = ["command"]

Key = Annotated[str, typer.Argument(metavar="EXERCISE", help="For example 04-backprop.train.")]
SeedCount = Annotated[int, typer.Option("--runs", min=20, help="Of the reference.")]
MistakeCount = Annotated[int, typer.Option("--mistake-runs", min=5, help="Of each mistake.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many train at a time.")]


def command(
    key: Key, runs: SeedCount = 40, mistake_runs: MistakeCount = 10, jobs: Jobs = 1
) -> None:
    """Set the required accuracy, so that right work fails less than once in 1 000.

    The reference and typical mistakes are trained with many seeds. The results are stored beside
    the checks, with the machine. After an interruption, run it again to continue.
    """
    from autograder.authoring.calibrate import calibrate, outcome_keys, to_run
    from autograder.chapters import CHECKS
    from autograder.checks.outcome_check import OutcomeCheck

    if key not in outcome_keys():
        known = ", ".join(outcome_keys()) or "none"
        stop(f"{key} has no training outcome. Those that have: {known}.")
    check = CHECKS[key]
    assert isinstance(check, OutcomeCheck)
    wanted = to_run(check, runs, mistake_runs)
    columns = (TextColumn("Training"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("Training", total=len(wanted))
            found = calibrate(
                check, wanted, min(jobs, os.cpu_count() or 1), partial(progress.advance, task)
            )
    except KeyboardInterrupt:
        stop("Stopped. Finished runs are kept; run it again to continue.")
    except ValueError as error:
        stop(str(error))
    table = Table("", "runs", "worst", "mean", "best", "seconds", box=None)
    for name, those in {"reference": found.reference, **found.mistakes}.items():
        accuracy = [f"{f(those.accuracy):.3f}" for f in (min, mean, max)]
        table.add_row(name, str(len(those.accuracy)), *accuracy, f"{max(those.seconds):.0f}")
    console.print(table)
    console.print(f"The floor is {found.floor:.3f}: {found.rule}.", highlight=False)
    for name, share in found.passing_mistakes().items():
        console.print(f"[bold red]{name} reaches it in {share:.0%} of its runs.[/]")
