"""The command ``autograder``: the list of its commands, and its error messages."""

import gc
import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from autograder.cli.terminal import print_error

__all__ = ["COMMANDS", "app", "load_command", "main"]

# Each module of `autograder.cli.commands` with the first line of its help, in the order of use:
# first during a term, then when assignments are written.
COMMANDS = {
    "roster": "Import the students of the class from a CSV file of Canvas or Moodle, or your own.",
    "collect": "Put the submissions of a class into submitted/, from the archive as downloaded.",
    "grade": "Grade the submissions in submitted/STUDENT/ASSIGNMENT/, each in a separate sandbox.",
    "accept": "Accept the 0 points of answers that are held, as they are missing or unclear.",
    "rubric": "Enter the points of the rubric items named in comments, and say how many have each.",
    "feedback": "Write a feedback page for each graded student, and the same as text for e-mail.",
    "report": "Write the class report: results, each exercise, misconceptions, what needs review.",
    "export": "Write the grades, after penalties, for Canvas, for Moodle, or as a plain table.",
    "deliver": "Write the feedback of a class as files for Moodle, Canvas or a mail program.",
    "self": "Grade your own folder, and open the feedback.",
    "release": "Make the student folders in exercises/ from solutions/ and cnnlib/.",
    "validate": "Prove that the checks are fair.",
    "calibrate": "Set the required accuracies, so that right work fails less than once in 1 000.",
}


class _LazyGroup(TyperGroup):
    """List the commands without importing them, and import only the one that is run."""

    def __init__(self, **settings: Any) -> None:
        listed = {name: TyperCommand(name, short_help=line) for name, line in COMMANDS.items()}
        super().__init__(**settings | {"commands": listed})

    def resolve_command(self, *given: Any) -> Any:
        name, _, arguments = super().resolve_command(*given)
        assert name is not None  # an unknown command has stopped already
        return name, load_command(name), arguments


def load_command(name: str) -> Any:
    """Import a command."""
    module = import_module(f"autograder.cli.commands.{name}")
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    one = typer.Typer(**SETTINGS)
    one.command(name)(module.command)
    return typer.main.get_command(one)


SETTINGS: dict[str, Any] = {
    "rich_markup_mode": "markdown",  # joins the lines of a docstring
    "add_completion": False,
    "pretty_exceptions_enable": False,
}
app = typer.Typer(cls=_LazyGroup, no_args_is_help=True, **SETTINGS)


@app.callback()
def _autograder() -> None:
    """Release the assignments of the course and grade the submissions."""


def main() -> None:
    """Run the command line; errors of the system are reported in a sentence."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # one may have been closed
        stream.reconfigure(errors="backslashreplace")  # a terminal may lack some characters
    # What is imported stays: to look for garbage in it takes a fifth of a short command's time.
    gc.disable()
    try:
        app()
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError

        if not isinstance(error, OSError | SQLAlchemyError):
            raise
        # SQLAlchemy adds the statement and a web address, lines long.
        reason = getattr(error, "orig", None) or error
        print_error(
            f"Stopped: {reason}\nWhat is graded is kept; fix this and run the command again."
        )
        raise SystemExit(1) from None
