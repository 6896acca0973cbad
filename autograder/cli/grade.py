"""``autograder grade``."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.authoring.release import write_source
from autograder.cli.app import (
    DEFAULT_DIRECTORY,
    Database,
    Directory,
    Name,
    SandboxKind,
    Students,
    app,
    console,
    load,
    require_sandbox,
    settings_of,
    stop,
    students,
)
from autograder.cli.scores import one_line, print_scores, row_of
from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.lock import ClassInUseError, class_lock
from autograder.course.settings import ClassSettings
from autograder.course.timestamps import TimestampError, read_timestamp
from autograder.records.grades import update_penalties
from autograder.records.store import ResultStore, StorageFailedError
from autograder.run import (
    Action,
    ClusterError,
    Graded,
    Request,
    grade_class,
    local_workers,
    plan,
    running_cluster,
)
from autograder.sandbox import Isolation

__all__ = ["grade"]

LARGE = 60  # students; a longer table is for the class report
INTERRUPTED = 130  # as a shell says it


@app.command()
def grade(
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    student: Students = None,
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help="Change the grade of this exercise alone.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Grade again what is graded.")] = False,
    fresh_seed: Annotated[
        bool, typer.Option("--fresh-seed", help="Grade again, with other inputs than before.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be graded, and why; touch nothing.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many at a time.")] = (
        os.cpu_count() or 1
    ),
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Grade on a Dask cluster that runs already.")
    ] = "",
    database: Database = "",
    sandbox: SandboxKind = Isolation.BUBBLEWRAP,
) -> None:
    """Grade the submissions in submitted/STUDENT/ASSIGNMENT/, each in a sandbox of its own.

    What was graded before, with the same bytes and the same checks, is left alone. Stop with
    Ctrl-C at any time: what is graded is kept, and the next run goes on from there.

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
    if scheduler:
        workers = partial(running_cluster, scheduler)
    else:
        workers = partial(local_workers, min(jobs, len(wanted)), assignment.gpu)
    summary = _Summary(assignment, len(wanted))
    with _stopping(summary), class_lock(class_folder):
        write_source(class_folder, assignment)
        with summary.progress() as progress:
            say = partial(progress.console.print, highlight=False)
            for one in grade_class(store, wanted, workers, request, say):
                summary.add(one)
        update_penalties(class_folder, name, settings)
    summary.print()
    _tell_times(class_folder, name, wanted, settings)
    if summary.failed:
        raise typer.Exit(1)


def _cell_id(assignment: Assignment, exercise: str, fresh_seed: bool) -> str | None:
    """Return the graded cell that is meant, by its id or by the key of the exercise."""
    if not exercise:
        return None
    if fresh_seed:
        stop("One result has one seed: --fresh-seed goes without --exercise.")
    cell = exercise.removeprefix(f"{assignment.name}.")
    if cell not in assignment.grade_cells:
        known = ", ".join(assignment.grade_cells)
        stop(f"{assignment.name} has no exercise {exercise!r}. Its exercises are: {known}.")
    return cell


def _tell_plan(store: ResultStore, wanted: list[str], request: Request) -> None:
    counts: Counter[Action] = Counter()
    # Opened once it is quick; where nobody is graded there is no gradebook, and none is made.
    with nullcontext() if store.empty else store:
        for student in wanted:
            try:
                step = plan(store, student, request)
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
        f"restore {counts[Action.RESTORE]} and leave {counts[Action.LEAVE]} as they are. "
        "Nothing was changed."
    )


def _tell_times(
    class_folder: ClassFolder, name: str, students: list[str], settings: ClassSettings
) -> None:
    """Say what the table does not: that lateness is not in it, and whose time nobody knows."""
    if name in settings.due and settings.late.percent_per_day:
        console.print("Penalties for late work come off in feedback, report and exports.")
    odd = [one_line(one) for one in students if not _time_is_readable(class_folder, one, name)]
    if odd:
        console.print(
            f"Counted as in time, because their timestamp.txt says no time: {', '.join(odd)}.",
            style="yellow",
            highlight=False,
            markup=False,
        )


def _time_is_readable(class_folder: ClassFolder, student: str, name: str) -> bool:
    try:
        read_timestamp(class_folder.submission(student, name), class_folder.zone)
    except TimestampError:
        return False
    return True


@contextmanager
def _stopping(summary: "_Summary") -> Iterator[None]:
    """Say in one sentence why a run ended before its end."""
    try:
        yield
    except KeyboardInterrupt:
        stop(f"Stopped. {summary.done} Run it again to go on.", INTERRUPTED)
    except (ClusterError, StorageFailedError) as error:
        stop(f"Stopped: {error} {summary.done} Mend this and run it again to go on.")
    except (ClassInUseError, ValueError) as error:
        stop(str(error))


class _Summary:
    """What became of a class, as it goes; of each result only what the table needs."""

    def __init__(self, assignment: Assignment, total: int) -> None:
        self._assignment, self._total = assignment, total
        self._rows: dict[str, list[str]] = {}
        self._counts: Counter[Action] = Counter()
        self.failed: dict[str, str] = {}

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show how far the run is."""
        columns = (TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, TextColumn("{task.fields[counts]}"), console=console) as progress:
            task = progress.add_task("Grading", total=self._total, counts="")
            self._show = partial(progress.update, task)
            yield progress

    def add(self, one: Graded) -> None:
        if one.problem:
            self.failed[one.student] = one.problem
        else:
            self._counts[one.action] += 1
        if one.result is not None and self._total <= LARGE:
            self._rows[one.student] = row_of(one.result)
        self._show(advance=1, counts=self._in_words())

    @property
    def done(self) -> str:
        done = self._counts.total()
        return f"{done} of {self._total} are graded."

    def _in_words(self) -> str:
        fresh = self._counts[Action.GRADE] + self._counts[Action.REGRADE]
        words = f"{fresh} graded, {self._counts[Action.LEAVE]} left as before"
        if restored := self._counts[Action.RESTORE]:
            words += f", {restored} entered again"
        return words + (f", {len(self.failed)} not graded" if self.failed else "")

    def print(self) -> None:
        """Print the table of a small class, the counts, and what went wrong."""
        if self._rows:
            print_scores(console, self._assignment, self._rows)
            console.print("? waits for a person; notes are in the feedback and the class report.")
        console.print(f"{self._in_words()}.")
        for student, problem in sorted(self.failed.items()):
            console.print(f"[bold red]Not graded:[/] {escape(one_line(f'{student}: {problem}'))}")
