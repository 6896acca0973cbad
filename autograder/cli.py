"""The command line: ``autograder release|grade|feedback|report|validate``."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from autograder.assignment import Assignment, load_assignment
from autograder.course import Course
from autograder.feedback import write_feedback
from autograder.release import ReleaseRefusedError, release, write_source
from autograder.report import write_report
from autograder.result import Result
from autograder.run import Graded, grade_class
from autograder.sandbox import SandboxUnavailableError, check_sandbox
from autograder.store import ResultStore

__all__ = ["app", "main"]

app = typer.Typer(
    help="Release the assignments of the course and grade what comes back.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()

Name = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="For example 03-im2col.")]
Names = Annotated[
    list[str] | None, typer.Argument(metavar="ASSIGNMENT", help="All of them if none is named.")
]
Directory = Annotated[
    Path,
    typer.Option(
        "--course",
        envvar="COURSE",
        help="The folder of the class.",
    ),
]
Students = Annotated[
    list[str] | None,
    typer.Option("--student", "-s", help="Only this student; may be given several times."),
]
DEFAULT_DIRECTORY = Path("course")


def main() -> None:
    """Run the command line; what the machine refuses is said in a sentence."""
    try:
        app()
    except (OSError, SQLAlchemyError) as error:
        # SQLAlchemy adds the statement and a web address, lines long.
        reason = getattr(error, "orig", None) or error
        Console(stderr=True).print(
            f"Stopped: {reason}\nWhat is graded is kept; mend this and run the command again.",
            style="bold red",
            highlight=False,
            markup=False,
        )
        raise SystemExit(1) from None


@app.command("release")
def release_command(names: Names = None) -> None:
    """Make the student folders in exercises/ from solutions/ and cnnlib/.

    An assignment is refused unless the reference earns every point and the untouched folder none.
    """
    _require_sandbox()
    course = Course(DEFAULT_DIRECTORY)
    for name in names or course.assignment_names():
        assignment = _load(course, name)
        try:
            with console.status(f"Checking that {name} grades as it should"):
                folder = release(course, assignment)
        except ReleaseRefusedError as refused:
            _stop(str(refused))
        console.print(f"Released {name} ({assignment.points:g} points) to {_shown(folder)}")


@app.command()
def grade(
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    student: Students = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many at a time.")] = (
        os.cpu_count() or 1
    ),
    force: Annotated[bool, typer.Option("--force", help="Grade again what is graded.")] = False,
) -> None:
    """Grade the submissions in submitted/STUDENT/ASSIGNMENT/, each in a sandbox of its own.

    What was graded before, with the same bytes and the same checks, is left alone. Stop with
    Ctrl-C at any time: what is graded is kept, and the next run goes on from there.
    """
    _require_sandbox()
    course = Course(directory)
    assignment = _load(course, name)
    students = _students(course, name, student)
    write_source(course, assignment)
    graded = _grade_with_progress(course, assignment, students, jobs, force)
    _print_table(assignment, [one.result for one in graded if one.result])
    failed = [one for one in graded if one.problem]
    fresh = sum(one.fresh for one in graded) - len(failed)
    console.print(f"{fresh} graded, {len(graded) - fresh - len(failed)} left as before.")
    for one in failed:
        console.print(f"[bold red]Not graded:[/] {escape(f'{one.student}: {one.problem}')}")
    if failed:
        raise typer.Exit(1)


@app.command()
def feedback(
    name: Name, directory: Directory = DEFAULT_DIRECTORY, student: Students = None
) -> None:
    """Write a feedback page for each graded student, with what was graded by hand."""
    store, results = _results(directory, name, student)
    paths = [write_feedback(store, result) for result in results]
    example = _shown(paths[0])
    console.print(
        f"Wrote {len(paths)} feedback pages, for example {example}", soft_wrap=True, markup=False
    )


@app.command()
def report(name: Name, directory: Directory = DEFAULT_DIRECTORY) -> None:
    """Write the class report: grades, exercises, misconceptions, and who needs a look."""
    store, results = _results(directory, name, None)
    console.print(f"Wrote {_shown(write_report(store, results))}", soft_wrap=True)


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
        _load(course, name)
        with console.status(f"Validating the checks of {name}"):
            found = validate_checks(name)
        console.print(f"{name}: " + (f"{len(found)} findings" if found else "[green]valid[/]"))
        findings += found
    for finding in findings:
        console.print(f"  {finding}", highlight=False)
    if findings:
        raise typer.Exit(1)


def _grade_with_progress(
    course: Course, assignment: Assignment, students: list[str], jobs: int, force: bool
) -> list[Graded]:
    columns = (TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    graded = []
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("Grading", total=len(students))
            for one in grade_class(course, assignment, students, jobs, force):
                graded.append(one)
                progress.advance(task)
    except KeyboardInterrupt:
        _stop(f"Stopped. {len(graded)} of {len(students)} are graded; run it again to go on.")
    except ValueError as error:
        _stop(str(error))
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


def _results(
    directory: Path, name: str, students: list[str] | None
) -> tuple[ResultStore, list[Result]]:
    course = Course(directory)
    assignment = _load(course, name)
    wanted = _students(course, name, students)  # before the store makes a folder of a mistyped name
    store = ResultStore(course, assignment)
    loaded = [store.load(student) for student in wanted]
    results = [result for result in loaded if result is not None]
    if not results:
        _stop(f"Nothing of {name} is graded yet. Run: autograder grade {name}")
    return store, results


def _students(course: Course, name: str, wanted: list[str] | None) -> list[str]:
    there = course.students(name)
    missing = sorted(set(wanted or ()) - set(there))
    if missing:
        _stop(f"No submission of {name} by: {', '.join(missing)} (in {_shown(course.submitted)}).")
    if not there:
        _stop(f"There are no submissions in {_shown(course.submitted)}/STUDENT/{name}/.")
    return sorted(set(wanted)) if wanted else there


def _load(course: Course, name: str) -> Assignment:
    try:
        return load_assignment(course, name)
    except (FileNotFoundError, ValueError) as error:
        _stop(str(error))


def _require_sandbox() -> None:
    try:
        check_sandbox()
    except SandboxUnavailableError as error:
        _stop(str(error))


def _shown(path: Path) -> str:
    """Return a path as the user would type it."""
    return os.path.relpath(path)


def _stop(sentence: str) -> None:
    Console(stderr=True).print(sentence, style="bold red", highlight=False, markup=False)
    raise typer.Exit(1)
