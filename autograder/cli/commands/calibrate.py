"""``autograder calibrate``: the required accuracies of the exercises that ask for training."""

import os
from functools import partial
from statistics import mean
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.checks.gpu import Device, gpu_available
from autograder.cli.terminal import console, stop

if TYPE_CHECKING:
    from autograder.checks.outcome_check import OutcomeCheck

__all__ = ["command"]

Target = Annotated[
    str,
    typer.Argument(
        metavar="CHAPTER", help="For example 04-backprop, or one exercise, 04-backprop.train."
    ),
]
Seeds = Annotated[int, typer.Option("--seeds", min=20, help="How often the reference is trained.")]
MistakeSeeds = Annotated[
    int, typer.Option("--mistake-seeds", min=20, help="The same for mistakes.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many train at a time.")]
OnDevice = Annotated[Device, typer.Option("--device", help="The device to train on.")]


def command(
    target: Target,
    device: OnDevice = Device.CPU,
    seeds: Seeds = 40,
    mistake_seeds: MistakeSeeds = 20,
    jobs: Jobs = 1,
) -> None:
    """Set the required accuracies, so that right work fails less than once in 1 000.

    The reference and typical mistakes are trained with many seeds. The results are stored beside
    the checks, with the machine. After an interruption, run it again to continue.
    """
    from autograder.authoring.calibrate import outcome_keys, outcomes

    checks = outcomes(target, device)
    if not checks:
        known = ", ".join(outcome_keys(device)) or "none"
        stop(f"{target} has no training outcome on {device.value}. Those that have: {known}.")
    if device is Device.CUDA and not gpu_available():
        stop("This machine has no CUDA device: calibrate for it on one that has.")
    for check in checks:
        _calibrate(check, seeds, mistake_seeds, jobs)


def _calibrate(check: "OutcomeCheck", seeds: int, mistake_seeds: int, jobs: int) -> None:
    from autograder.authoring.calibrate import calibrate, to_run

    wanted = to_run(check, seeds, mistake_seeds)
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
    table = Table(check.key, "runs", "worst", "mean", "best", "seconds", box=None)
    for name, those in {"reference": found.reference, **found.mistakes}.items():
        accuracy = [f"{f(those.accuracy):.3f}" for f in (min, mean, max)]
        table.add_row(name, str(len(those.accuracy)), *accuracy, f"{max(those.seconds):.0f}")
    console.print(table)
    console.print(f"The floor is {found.floor:.3f}: {found.rule}.", highlight=False)
    if found.ceiling is not None:
        console.print(f"The gap may be {found.ceiling:.3f}.", highlight=False)
    for name, share in found.passing_mistakes().items():
        console.print(f"[bold red]{name} passes in {share:.0%} of its runs.[/]")
