"""``autograder grade``."""

from collections import Counter
from contextlib import nullcontext
from typing import Annotated

import typer

from autograder.cli.loading import load, require_sandbox, settings_of, students
from autograder.cli.options import (
    DEFAULT_DIRECTORY,
    Database,
    Directory,
    Name,
    SandboxKind,
    Students,
)
from autograder.cli.scores import one_line
from autograder.cli.terminal import console, stop
from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.records.store import ResultStore
from autograder.run.plan import Action, Request, draw_seed, plan
from autograder.sandbox import Isolation

__all__ = ["command"]


def command(
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    student: Students = None,
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help="Change only the grade of this exercise.")
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Grade again even if nothing changed.")
    ] = False,
    fresh_seed: Annotated[
        bool, typer.Option("--fresh-seed", help="Grade again, with new inputs.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be graded, and why; change nothing.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            help="How many to grade at a time; by default one for each processor, as far as there "
            "is memory.",
        ),
    ] = None,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Grade on a running Dask cluster.")
    ] = "",
    database: Database = "",
    sandbox: SandboxKind = Isolation.BUBBLEWRAP,
) -> None:
    """Grade the submissions in submitted/STUDENT/ASSIGNMENT/, each in a separate sandbox.

    Work that was graded before, with the same bytes and the same checks, is left unchanged. Stop
    with Ctrl-C at any time: finished grades are kept, and the next run continues from there.

    Exit codes: 0, all are graded; 1, some could not be, or nothing could be started; 2, the
    command was mistyped; 130, stopped with Ctrl-C.
    """
    class_folder = ClassFolder(directory, database)
    assignment, settings = load(name), settings_of(class_folder)
    if not (scheduler or dry_run):
        require_sandbox(sandbox)
    wanted = students(class_folder, name, student)
    store = ResultStore(class_folder, assignment)
    request = Request(force, fresh_seed, _cell_id(assignment, exercise, fresh_seed))
    if dry_run:
        _tell_plan(store, wanted, request)
        return
    if scheduler and sandbox is Isolation.NONE:
        stop("--sandbox none is for this machine only: leave --scheduler out, or --sandbox.")
    # This imports Dask and NumPy, which a dry run does not need.
    from autograder.cli.class_run import run_class, workers_for
    from autograder.run.jobs import default_jobs

    at_a_time = jobs or default_jobs(assignment.limits)
    workers = workers_for(assignment, min(at_a_time, len(wanted)), scheduler)
    if not run_class(store, wanted, workers, request, settings):
        raise typer.Exit(1)


def _cell_id(assignment: Assignment, exercise: str, fresh_seed: bool) -> str | None:
    """Return the id of the graded cell, given its id or the key of the exercise."""
    if not exercise:
        return None
    if fresh_seed:
        stop("A result has one seed for all exercises: leave out --fresh-seed or --exercise.")
    cell = exercise.removeprefix(f"{assignment.name}.")
    if cell not in assignment.grade_cells:
        known = ", ".join(assignment.grade_cells)
        stop(f"{assignment.name} has no exercise {exercise!r}. Its exercises are: {known}.")
    return cell


def _tell_plan(store: ResultStore, wanted: list[str], request: Request) -> None:
    counts: Counter[Action] = Counter()
    new_seed = draw_seed()
    # Open the gradebook once, for speed; without any result there is none, and none is created.
    with nullcontext() if store.empty else store:
        for student in wanted:
            try:
                step = plan(store, student, request, new_seed)
            except OSError as error:
                sentence = one_line(f"{student}: cannot be read: {error}")
                console.print(sentence, highlight=False, markup=False)
                continue
            counts[step.action] += 1
            if step.action is not Action.LEAVE or request.exercise:
                sentence = f"{one_line(student)}: {step.action}, because {step.why}"
                console.print(sentence, highlight=False, markup=False)
    console.print(
        f"It would grade {counts[Action.GRADE]}, grade again {counts[Action.REGRADE]}, "
        f"restore {counts[Action.RESTORE]} and leave {counts[Action.LEAVE]} unchanged. "
        "Nothing was changed."
    )
