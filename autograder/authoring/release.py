"""Create a chapter's student folder, or refuse if it is not graded as it should be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import nbformat
from pebble import ProcessPool

from autograder.authoring.requirements import student_requirements
from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.files.atomic import replace_folder
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.submission import Submission

__all__ = [
    "REFERENCE",
    "ReleaseRefusedError",
    "Released",
    "release",
    "release_all",
    "released_files",
    "verify",
    "write_source",
]

REFERENCE = "reference"  # the student id for which solutions/ has the personal numbers


class ReleaseRefusedError(Exception):
    """The reference does not earn every point, or the untouched release earns some."""


@dataclass(frozen=True)
class Released:
    """The outcome of a release.

    Attributes
    ----------
    folder : Path
    unverified : tuple of str
        The graded cells that this machine, without a GPU, could not verify.
    """

    folder: Path
    unverified: tuple[str, ...]


def release(assignment: Assignment, folder: Path | None = None) -> Released:
    """Verify an assignment and write its student folder.

    Parameters
    ----------
    folder : Path, optional
        By default the assignment's folder in ``exercises/``.

    Raises
    ------
    ReleaseRefusedError
        If `verify` finds anything; nothing is written then.
    """
    unverified = verify(assignment)
    folder = folder or REPOSITORY.exercises / assignment.name
    replace_folder(folder, released_files(assignment))
    return Released(folder, unverified)


def release_all(
    assignments: Sequence[Assignment], processes: int
) -> Iterator[Released | ReleaseRefusedError]:
    """Release assignments side by side; one that is refused does not keep the others back.

    Parameters
    ----------
    processes : int
        How many are released at a time.

    Yields
    ------
    Released or ReleaseRefusedError
        In the order of `assignments`.
    """
    if len(assignments) == 1:  # needs no process but this one
        yield _released_or_refused(*assignments)
        return
    with ProcessPool(processes, context=get_context("forkserver")) as pool:
        try:
            yield from pool.map(_released_or_refused, assignments).result()
        except BaseException:
            pool.stop()
            raise


def _released_or_refused(assignment: Assignment) -> Released | ReleaseRefusedError:
    try:
        return release(assignment)
    except ReleaseRefusedError as refused:
        return refused


def released_files(assignment: Assignment) -> dict[str, bytes]:
    """Return every file of the student folder, as relative path and contents."""
    return {
        **assignment.library,
        assignment.notebook_file: _bytes(assignment.released),
        "requirements.txt": student_requirements(assignment).encode(),
    }


def write_source(class_folder: ClassFolder, assignment: Assignment) -> None:
    """Write the instructor's notebook where nbgrader's own commands look for it.

    The ``cnnlib`` next to it is that of the students, because nbgrader releases it unchanged.
    """
    files = {**assignment.library, assignment.notebook_file: _bytes(assignment.source)}
    replace_folder(class_folder.source / assignment.name, files)


def verify(assignment: Assignment) -> tuple[str, ...]:
    """Grade the reference and the untouched release, in the sandbox, as submissions.

    Returns
    -------
    tuple of str
        The graded cells that need a GPU, if there is none: they were not verified.

    Raises
    ------
    ReleaseRefusedError
        Naming each cell where the reference loses points or the release gains some, and the system
        calls that the sandbox does not let the reference make.
    """
    reference = Submission(
        REFERENCE,
        _bytes(assignment.source),
        {name: (REPOSITORY.root / name).read_bytes() for name in assignment.exercise_files},
    )
    untouched = Submission("the untouched release", _bytes(assignment.released), {})
    graded = _grade(reference, assignment)
    of_reference = graded.items
    problems = [
        f"{item.id}: the reference earns {item.earned:g} of {item.points:g}. {item.message}"
        for item in of_reference
        if item.earned is not None and item.earned != item.points
    ] + [
        f"{item.id}: the untouched release earns {item.earned:g} points."
        for item in _grade(untouched, assignment).items
        if item.earned
    ]
    if graded.refused_calls:
        problems.append(
            "The reference makes system calls that the sandbox refuses: "
            f"{', '.join(graded.refused_calls)}. Avoid them, or list them in sandbox/seccomp.py."
        )
    if problems:
        raise ReleaseRefusedError(f"{assignment.name} was not released.\n" + "\n".join(problems))
    return tuple(item.id for item in of_reference if item.left_for_gpu)


def _grade(submission: Submission, assignment: Assignment) -> Result:
    return grade(submission, assignment, seed=0, key="")


def _bytes(notebook: nbformat.NotebookNode) -> bytes:
    return f"{nbformat.writes(notebook)}\n".encode()
