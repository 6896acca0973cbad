"""``autograder feedback``: a page for each student."""

from collections.abc import Iterator

import typer

from autograder.cli.loading import load, settings_of, stop_for_nothing_graded, students
from autograder.cli.options import DEFAULT_DIRECTORY, Database, Directory, Name, Students
from autograder.cli.terminal import console, counted, shown, tracked
from autograder.course.class_folder import ClassFolder
from autograder.feedback import write_feedback
from autograder.files.text import plain
from autograder.grading.result import Result
from autograder.records.grades import updated_grades
from autograder.records.standings import is_current
from autograder.records.store import ResultStore

__all__ = ["command"]


def command(
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    student: Students = None,
    database: Database = "",
) -> None:
    """Write a feedback page for each graded student, and the same as text for e-mail.

    It includes points and comments given in formgrader, and the penalty for late work.
    """
    class_folder = ClassFolder(directory, database)
    assignment, settings = load(name), settings_of(class_folder)
    # Checked before the store creates a folder for a mistyped name.
    wanted = students(class_folder, name, student)
    grades = updated_grades(class_folder, name, settings)
    graded = [one for one in wanted if one in grades]
    paths, outdated = [], []
    for result in _results(ResultStore(class_folder, assignment), graded):
        if is_current(result, assignment):
            of_student = grades[result.student]
            paths.append(write_feedback(class_folder, assignment, result, of_student, settings))
        else:
            outdated.append(result.student)
    if outdated:
        console.print(
            f"{name} or its points have changed since {plain(', '.join(outdated))} were graded, so "
            f"they get no feedback yet. Run: autograder grade {name}",
            style="yellow",
            highlight=False,
            markup=False,
        )
        if not paths:
            raise typer.Exit(1)
    if not paths:
        stop_for_nothing_graded(class_folder, name)
    console.print(
        f"Wrote {counted(len(paths), 'feedback page')}, for example {shown(paths[0])}",
        soft_wrap=True,
        markup=False,
    )


def _results(store: ResultStore, wanted: list[str]) -> Iterator[Result]:
    """Load the stored results one by one, as those of a large class need too much memory."""
    for student in tracked(wanted, "Writing feedback"):
        result = store.record(student)
        if result is not None:
            yield result
