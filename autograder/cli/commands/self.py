"""``autograder self``: for people who study on their own."""

import ast
import secrets
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.loading import load, require_sandbox
from autograder.cli.options import SandboxKind
from autograder.cli.scores import one_line
from autograder.cli.terminal import console, shown, stop
from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.course.settings import ClassSettings
from autograder.feedback import write_feedback
from autograder.feedback.model_answers import model_answers
from autograder.files.atomic import write_atomically
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.submission import read_submission
from autograder.records.grades import Grades
from autograder.sandbox import Isolation
from cnnlib.check.notebook import NotebookError, read_cells

__all__ = ["command"]

NAMELESS = "myself"


def command(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="As released, with your work in.")
    ],
    show: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the feedback in a browser.")
    ] = True,
    sandbox: SandboxKind = Isolation.BUBBLEWRAP,
) -> None:
    """Grade your own folder, and open the feedback.

    The tests are those of a class, with new numbers each time. Only FOLDER/feedback is written:
    the feedback, and a notebook with the model answers of the written questions that you have
    answered.
    """
    require_sandbox(sandbox)
    folder = folder.resolve()
    assignment = load(_name(folder))
    student = _student(folder, assignment)
    submission = read_submission(folder, student, assignment)
    with console.status(f"Grading {assignment.name}"):
        result = grade(submission, assignment, secrets.randbits(64), key="")
    page = _write(folder, assignment, result)
    _print_scores(result)
    console.print(f"Feedback: {shown(page)}", soft_wrap=True, highlight=False, markup=False)
    if answers := _write_answers(page, assignment, result):
        console.print(
            f"Model answers of the written questions: {shown(answers)}",
            soft_wrap=True,
            highlight=False,
            markup=False,
        )
    if show and console.is_terminal:
        webbrowser.open(page.as_uri())


def _name(folder: Path) -> str:
    """Return the assignment of a folder, by the names of its notebooks or its own name."""
    known = REPOSITORY.assignment_names()
    found = [path.stem for path in sorted(folder.glob("*.ipynb")) if path.stem in known]
    if len(found) != 1:
        found = [folder.name] if folder.name in known else found
    if len(found) != 1:
        stop(
            f"It is not clear which assignment is in {shown(folder)}: its notebook must have one "
            f"of the names {', '.join(f'{name}.ipynb' for name in known)}."
        )
    return found[0]


def _student(folder: Path, assignment: Assignment) -> str:
    """Return the id in the notebook's STUDENT, from which the personal numbers follow."""
    try:
        _, cells = read_cells(folder / assignment.notebook_file)
        sources = [cell.source for cell in cells if cell.name == "student"]
        statements = ast.parse("\n".join(sources)).body
    except (NotebookError, SyntaxError):
        return NAMELESS  # grading reports what is wrong with it
    typed = [
        statement.value.value
        for statement in statements
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
    ]
    return str(typed[-1]).strip() or NAMELESS if typed else NAMELESS


def _write(folder: Path, assignment: Assignment, result: Result) -> Path:
    grades = Grades(student=result.student, scores={item.id: item.earned for item in result.items})
    book = REPOSITORY.pages / "_build" / "html"
    settings = ClassSettings(book=str(book) if book.is_dir() else "")
    return write_feedback(ClassFolder(folder), assignment, result, grades, settings)


def _write_answers(page: Path, assignment: Assignment, result: Result) -> Path | None:
    if not assignment.mark_schemes:
        return None
    path = page.with_name("model-answers.ipynb")
    write_atomically(path, model_answers(assignment, result))
    return path


def _print_scores(result: Result) -> None:
    width = max(len(item.id) for item in result.items)
    for item in result.items:
        earned = "?" if item.earned is None else f"{item.earned:g}"
        line = f"{item.id:<{width}}  {earned:>5} of {item.points:g}"
        console.print(line, highlight=False, markup=False)
    waiting = sum(item.points for item in result.items if item.earned is None)
    total = f"{result.earned:g} of {result.points:g} points"
    total += f", and {waiting:g} for written answers (?)." if waiting else "."
    console.print(one_line(total), highlight=False, markup=False)
