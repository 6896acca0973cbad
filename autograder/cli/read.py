"""``autograder feedback`` and ``autograder report``: after the grading."""

from pathlib import Path

from autograder.cli.app import (
    DEFAULT_DIRECTORY,
    Directory,
    Name,
    Students,
    app,
    console,
    load,
    shown,
    stop,
    students,
)
from autograder.course import Course
from autograder.feedback import write_feedback
from autograder.report import write_report
from autograder.result import Result
from autograder.store import ResultStore

__all__ = ["feedback", "report"]


@app.command()
def feedback(
    name: Name, directory: Directory = DEFAULT_DIRECTORY, student: Students = None
) -> None:
    """Write a feedback page for each graded student, with what was graded by hand."""
    store, results = _results(directory, name, student)
    paths = [write_feedback(store, result) for result in results]
    example = shown(paths[0])
    console.print(
        f"Wrote {len(paths)} feedback pages, for example {example}", soft_wrap=True, markup=False
    )


@app.command()
def report(name: Name, directory: Directory = DEFAULT_DIRECTORY) -> None:
    """Write the class report: grades, exercises, misconceptions, and who needs a look."""
    store, results = _results(directory, name, None)
    console.print(f"Wrote {shown(write_report(store, results))}", soft_wrap=True)


def _results(
    directory: Path, name: str, chosen: list[str] | None
) -> tuple[ResultStore, list[Result]]:
    course = Course(directory)
    assignment = load(course, name)
    wanted = students(course, name, chosen)  # before the store makes a folder of a mistyped name
    store = ResultStore(course, assignment)
    loaded = [store.load(student) for student in wanted]
    results = [result for result in loaded if result is not None]
    if not results:
        stop(f"Nothing of {name} is graded yet. Run: autograder grade {name}")
    return store, results
