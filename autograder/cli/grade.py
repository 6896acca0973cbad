"""``autograder grade``."""

import os
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograder.assignment import Assignment
from autograder.cli.app import (
    DEFAULT_DIRECTORY,
    Directory,
    Name,
    SandboxKind,
    Students,
    app,
    console,
    load,
    require_sandbox,
    stop,
    students,
)
from autograder.course import Course
from autograder.release import write_source
from autograder.result import Result
from autograder.run import Graded, grade_class
from autograder.sandbox import Isolation

__all__ = ["grade"]


@app.command()
def grade(
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    student: Students = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many at a time.")] = (
        os.cpu_count() or 1
    ),
    force: Annotated[bool, typer.Option("--force", help="Grade again what is graded.")] = False,
    sandbox: SandboxKind = Isolation.BUBBLEWRAP,
) -> None:
    """Grade the submissions in submitted/STUDENT/ASSIGNMENT/, each in a sandbox of its own.

    What was graded before, with the same bytes and the same checks, is left alone. Stop with
    Ctrl-C at any time: what is graded is kept, and the next run goes on from there.
    """
    require_sandbox(sandbox)
    course = Course(directory)
    assignment = load(course, name)
    wanted = students(course, name, student)
    write_source(course, assignment)
    graded = _grade_with_progress(course, assignment, wanted, jobs, force)
    _print_table(assignment, [one.result for one in graded if one.result])
    failed = [one for one in graded if one.problem]
    fresh = sum(one.fresh for one in graded) - len(failed)
    console.print(f"{fresh} graded, {len(graded) - fresh - len(failed)} left as before.")
    for one in failed:
        console.print(f"[bold red]Not graded:[/] {escape(f'{one.student}: {one.problem}')}")
    if failed:
        raise typer.Exit(1)


def _grade_with_progress(
    course: Course, assignment: Assignment, wanted: list[str], jobs: int, force: bool
) -> list[Graded]:
    columns = (TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    graded = []
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("Grading", total=len(wanted))
            for one in grade_class(course, assignment, wanted, jobs, force):
                graded.append(one)
                progress.advance(task)
    except KeyboardInterrupt:
        stop(f"Stopped. {len(graded)} of {len(wanted)} are graded; run it again to go on.")
    except ValueError as error:
        stop(str(error))
    return sorted(graded, key=lambda one: one.student)


def _print_table(assignment: Assignment, results: list[Result]) -> None:
    title = f"{assignment.name}: {assignment.title}"
    # Narrow enough for a terminal of 80 columns.
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("student", no_wrap=True)
    for cell_id in assignment.grade_cells:
        table.add_column(cell_id.replace("_", " "), justify="right")
    table.add_column("total", justify="right", style="bold")
    table.add_column("notes", justify="right")
    for result in results:
        scores = ["?" if item.earned is None else f"{item.earned:g}" for item in result.items]
        notes = sum(bool(item.look) for item in result.items) + len(result.findings)
        table.add_row(escape(result.student), *scores, f"{result.earned:g}", str(notes or ""))
    console.print(table)
    console.print("? waits for a person; notes are in the feedback and the class report.")
