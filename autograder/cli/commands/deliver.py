"""``autograder deliver``: return the feedback to students."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zipfile import ZIP_DEFLATED, ZipFile

import typer

from autograder.cli.loading import load, settings_of, standings_of, stop_for_nothing_graded
from autograder.cli.options import DEFAULT_DIRECTORY, Database, Directory, Name, Worksheet
from autograder.cli.terminal import console, counted, shown, stop
from autograder.course.class_folder import ClassFolder
from autograder.delivery.canvas import canvas_names
from autograder.delivery.mail import message
from autograder.delivery.moodle import moodle_names
from autograder.delivery.pages import Page, pages_of
from autograder.exports import ExportError
from autograder.exports.worksheet import read_worksheet
from autograder.files.atomic import whole_file
from autograder.files.text import plain
from autograder.intake.archive import ArchiveError, Members
from autograder.intake.collect import NO_CANVAS_NUMBERS

__all__ = ["command"]


LACKS = {
    "mail": "no address in the roster",
    "moodle": "no line in the worksheet",
    "canvas": "no file in the archive",
}


class To(StrEnum):
    """Where the feedback goes."""

    MOODLE = "moodle"
    CANVAS = "canvas"
    MAIL = "mail"


def command(
    to: Annotated[To, typer.Argument(help="Where the feedback goes.")],
    name: Name,
    directory: Directory = DEFAULT_DIRECTORY,
    worksheet: Worksheet = None,
    archive: Annotated[
        Path | None,
        typer.Option(
            "--archive",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="The archive downloaded from Canvas: its file names identify the students.",
        ),
    ] = None,
    sender: Annotated[
        str, typer.Option("--from", metavar="ADDRESS", help="The sender of the messages.")
    ] = "",
    database: Database = "",
) -> None:
    """Write the feedback of a class as files for Moodle, Canvas or a mail program.

    For Moodle, an archive for "Upload multiple feedback files in a zip"; for Canvas, one for
    "Upload Submissions"; for mail, one message file each. Nothing is sent.
    """
    class_folder = ClassFolder(directory, database)
    assignment, settings = load(name), settings_of(class_folder)
    found = standings_of(class_folder, assignment, settings)
    pages = list(pages_of(class_folder, name, found))
    graded = [one.person.id for one in found if one.grades]
    if not graded:
        stop_for_nothing_graded(class_folder, name)
    if not pages:
        stop(f"There is no feedback yet. Run: autograder feedback {name}")
    if to is To.MAIL:
        delivered = _write_messages(class_folder, name, pages, assignment.title, sender)
    else:
        try:
            if to is To.MOODLE:
                named = _for_moodle(pages, worksheet)
            else:
                named = _for_canvas(pages, archive)
        except (ExportError, ArchiveError) as error:
            stop(str(error))
        delivered = _write_archive(class_folder.directory / f"feedback-{name}-{to}.zip", named)
    if left := sorted(set(graded) - delivered):
        why = f"There is {LACKS[to]}, or no feedback yet."
        sentence = plain(f"Graded, but without a file: {', '.join(left)}. {why}")
        console.print(sentence, highlight=False, markup=False)


def _for_moodle(pages: list[Page], worksheet: Path | None) -> Mapping[str, Page]:
    if worksheet is None:
        raise ExportError(
            "Moodle's participants are named only in the offline grading worksheet: give it with "
            "--worksheet."
        )
    return moodle_names(pages, read_worksheet(worksheet))


def _for_canvas(pages: list[Page], archive: Path | None) -> Mapping[str, Page]:
    if archive is None:
        raise ArchiveError(
            "Canvas finds the students by the file names of its archive: give the archive "
            "that you downloaded with --archive."
        )
    if not any(page.standing.person.lms_id for page in pages):
        raise ArchiveError(NO_CANVAS_NUMBERS)
    with Members(str(archive), archive.name) as members:
        return canvas_names(pages, members.names())


def _write_archive(path: Path, named: Mapping[str, Page]) -> set[str]:
    with whole_file(path) as unfinished, ZipFile(unfinished, "w", ZIP_DEFLATED) as out:
        for name, page in named.items():
            out.write(page.html, name)
    console.print(
        f"Wrote {shown(path)} with {counted(len(named), 'file')}.", soft_wrap=True, highlight=False
    )
    return {page.student for page in named.values()}


def _write_messages(
    class_folder: ClassFolder, name: str, pages: list[Page], title: str, sender: str
) -> set[str]:
    folder = class_folder.directory / "mail" / name
    folder.mkdir(parents=True, exist_ok=True)
    known = [page for page in pages if page.standing.person.email]
    for page in known:
        (folder / f"{page.student}.eml").write_bytes(message(page, title, sender))
    console.print(
        f"Wrote {counted(len(known), 'message')} to {shown(folder)}; nothing was sent.",
        soft_wrap=True,
        highlight=False,
    )
    return {page.student for page in known}
