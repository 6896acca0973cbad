"""Arguments and options shared by several commands."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.sandbox import Isolation

__all__ = [
    "DEFAULT_DIRECTORY",
    "Database",
    "Directory",
    "Name",
    "Names",
    "OneOrAll",
    "SandboxKind",
    "Students",
    "Worksheet",
]

Name = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="For example 03-im2col.")]
OneOrAll = Annotated[
    str | None,
    typer.Argument(metavar="ASSIGNMENT", help="Without one, the whole course in one table."),
]
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
Database = Annotated[
    str,
    typer.Option(
        "--db",
        envvar="GRADEBOOK",
        metavar="URL",
        show_envvar=True,
        help="Where nbgrader's gradebook is, for SQLAlchemy; by default in the class.",
    ),
]
SandboxKind = Annotated[
    Isolation,
    typer.Option("--sandbox", help="`none` is only for code that you trust."),
]
Worksheet = Annotated[
    Path | None,
    typer.Option(
        "--worksheet",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Moodle's offline grading worksheet: it says who the participants are.",
    ),
]
DEFAULT_DIRECTORY = Path("course")
