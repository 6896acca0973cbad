"""What decides a grade, as one hash: the same hash, the same grade for the same bytes.

It covers the files of grading, sandbox and checks, the chapter's own package, whatever these import
of this repository, the assignment as it is run and graded, and the pins of the packages that the
one and the other use. It leaves out the class's decisions and all that only tells about a grade.
Where a file may or may not decide, it counts.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from nbgrader.utils import is_grade, is_solution
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.chapters import CHAPTERS
from autograder.course.assignment import Assignment
from autograder.course.repository import REPOSITORY, Repository
from autograder.grading.imports import Reached, follow_imports, modules_imported
from autograder.sandbox.packages import with_requirements

__all__ = ["checks_version", "grader_version"]

# Count with all their files, whether this chapter's checks use them or not.
FRAMEWORK = ("grading", "sandbox", "inside", "checks")
# Of the framework, what a check takes that runs outside of any submission.
CHECKS = ("checks",)
# Beside a chapter's checks, but for `autograder validate` alone.
NO_MATTER = ("equivalent_mutants.toml",)


def grader_version(assignment: Assignment, repository: Repository = REPOSITORY) -> str:
    """Return the hash of everything that decides what a submission earns.

    Raises
    ------
    SandboxUnavailableError
        If a package that students may import is not installed.
    """
    imported = tuple(sorted(_imports_of_grade_cells(assignment)))
    chapter = CHAPTERS.get(assignment.name)
    package = chapter.package if chapter else None
    trusted = _trusted(FRAMEWORK, package, imported, repository)
    sha = hashlib.sha256(_hash_of_files(trusted.files, repository).encode())
    _add(sha, assignment.name, repr(assignment.limits), _notebook(assignment))
    _add(sha, *_pins(trusted.others, assignment.limits.packages, repository))
    for name, content in sorted(assignment.library.items()):
        _add(sha, name, str(name in assignment.exercise_files), content)
    return sha.hexdigest()


def checks_version(package: str, repository: Repository = REPOSITORY) -> str:
    """Return the hash of what decides how answers fare in a chapter's checks, without a sandbox.

    What mutants and calibrations have found holds as long as it stays. Calibrations themselves do
    not count: they follow from it.

    Parameters
    ----------
    package : str
        That of the checks, as ``"autograder.chapters.im2col"``.
    """
    trusted = _trusted(CHECKS, package, (), repository)
    files = {path for path in trusted.files if not path.name.endswith(".calibration.json")}
    sha = hashlib.sha256(_hash_of_files(files, repository).encode())
    _add(sha, *_pins(trusted.others, (), repository))
    return sha.hexdigest()


@cache  # as are the modules that this process has imported from them
def _trusted(
    framework: tuple[str, ...],
    package: str | None,
    imported: tuple[str, ...],
    repository: Repository,
) -> Reached:
    """Return the files that run outside the sandbox or make it, and the packages they import.

    A module of the checks is followed where somebody imports it: one that no chapter but the
    fourth uses brings its data sets to no other.
    """
    parts = {name: _files_in(repository.root / "autograder" / name) for name in framework}
    own = _files_in(repository.root / package.replace(".", "/")) if package else set()
    followed = own.union(*(files for name, files in parts.items() if name != "checks"))
    modules = [path for path in followed if path.suffix == ".py"]
    reached = follow_imports(modules, imported, repository.root)
    reached.files.update(own, *parts.values())
    return reached


def _files_in(folder: Path) -> set[Path]:
    """Return every file of a package, but for hidden and compiled ones."""
    return {
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in NO_MATTER
        and not any(
            part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts
        )
    }


def _imports_of_grade_cells(assignment: Assignment) -> set[str]:
    """Return what grade cells import, which run outside the sandbox."""
    found: set[str] = set()
    for cell in assignment.grade_cells.values():
        if cell.cell_type == "code":
            with suppress(SyntaxError):  # whoever grades with it is told
                found.update(modules_imported(cell.source))
    return found


def _notebook(assignment: Assignment) -> str:
    """Return as text what of the notebook is run or graded: no prose."""
    cells = [
        *(
            cell
            for cell in assignment.released.cells
            if cell.cell_type == "code" or is_solution(cell)
        ),
        *(cell for cell in assignment.source.cells if is_grade(cell)),
    ]
    kept = [
        [cell.cell_type, cell.id, cell.metadata.get("nbgrader", {}), cell.source] for cell in cells
    ]
    return json.dumps(kept, sort_keys=True)


def _pins(
    imported: Collection[str], packages: tuple[str, ...], repository: Repository
) -> list[str]:
    """Return the pins of the packages that matter, as ``"numpy==2.4.6"``.

    Parameters
    ----------
    imported : collection of str
        Modules that the trusted files import: their own packages count.
    packages : tuple of str
        Packages that students may import: they count with all that they require.
    """
    used = {canonicalize_name(name) for name in imported} | with_requirements(packages)
    lines = (repository.root / "requirements.txt").read_text().splitlines()
    stated = (line.partition("#")[0].strip() for line in lines)
    pins = [Requirement(pin) for pin in stated if pin]
    return sorted(
        f"{canonicalize_name(pin.name)}{pin.specifier}"
        for pin in pins
        if canonicalize_name(pin.name) in used
    )


def _hash_of_files(files: Iterable[Path], repository: Repository) -> str:
    sha = hashlib.sha256()
    for path in sorted(files):
        _add(sha, path.relative_to(repository.root).as_posix(), path.read_bytes())
    return sha.hexdigest()


def _add(sha: "hashlib._Hash", *pieces: str | bytes) -> None:
    """Hash pieces so that none can be mistaken for two, or two for one."""
    for piece in pieces:
        content = piece.encode() if isinstance(piece, str) else piece
        sha.update(len(content).to_bytes(8, "big") + content)
