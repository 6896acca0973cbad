"""A hash of everything that affects a grade: same hash, same grade for the same bytes.

It covers the files of grading, sandbox and checks, the chapter's own package, everything that these
import from this repository, the assignment as it is run and graded, and the pinned versions of the
packages used. It leaves out the settings of the class and code that only reports grades. In doubt,
a file is included.
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

__all__ = ["assignment_version", "checks_version", "grader_version"]

# All files of these packages count, even if this chapter's checks do not use them.
FRAMEWORK = ("grading", "sandbox", "inside", "checks")
# Files that a check needs when it runs without a submission.
CHECKS = ("checks",)
# In a chapter's package, but only used by `autograder validate`.
NO_MATTER = ("equivalent_mutants.toml",)


def grader_version(assignment: Assignment, repository: Repository = REPOSITORY) -> str:
    """Return the version of the assignment, and the hash of everything that affects a grade.

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
    return f"{assignment_version(assignment)}.{sha.hexdigest()}"


def assignment_version(assignment: Assignment) -> str:
    """Return a hash of the cells that are run or graded, with their points."""
    return hashlib.sha256(_notebook(assignment).encode()).hexdigest()


def checks_version(package: str, repository: Repository = REPOSITORY) -> str:
    """Return a hash of everything that affects the results of a chapter's checks without a sandbox.

    Results of mutants and calibrations are valid as long as it stays the same. Calibration files
    are not included, as they are such results.

    Parameters
    ----------
    package : str
        The package of the checks, such as ``"autograder.chapters.im2col"``.
    """
    trusted = _trusted(CHECKS, package, (), repository)
    files = {path for path in trusted.files if not path.name.endswith(".calibration.json")}
    sha = hashlib.sha256(_hash_of_files(files, repository).encode())
    _add(sha, *_pins(trusted.others, (), repository))
    return sha.hexdigest()


@cache  # this process keeps using the modules as first imported
def _trusted(
    framework: tuple[str, ...],
    package: str | None,
    imported: tuple[str, ...],
    repository: Repository,
) -> Reached:
    """Return the files that run outside the sandbox or create it, and the packages they import.

    What a module of the checks imports counts only if the chapter imports that module: data sets
    that only chapter 4 uses are not included for other chapters.
    """
    parts = {name: _files_in(repository.root / "autograder" / name) for name in framework}
    own = _files_in(repository.root / package.replace(".", "/")) if package else set()
    checks = parts["checks"]
    engine = _modules(*(files for name, files in parts.items() if name != "checks"))
    reached = follow_imports([*engine, *_modules(own)], imported, repository.root)
    reached.files = follow_imports(engine, (), repository.root, checks).files
    reached.files |= follow_imports(_modules(own), imported, repository.root, set(engine)).files
    reached.files.update(own, *parts.values())
    return reached


def _modules(*folders: Collection[Path]) -> list[Path]:
    return [path for files in folders for path in files if path.suffix == ".py"]


def _files_in(folder: Path) -> set[Path]:
    """Return every file of a package, except hidden and compiled ones."""
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
    """Return the modules that the grade cells import, as these run outside the sandbox."""
    found: set[str] = set()
    for cell in assignment.grade_cells.values():
        if cell.cell_type == "code":
            with suppress(SyntaxError):  # which grading reports
                found.update(modules_imported(cell.source))
    return found


def _notebook(assignment: Assignment) -> str:
    """Return the cells that are run or graded as text, without Markdown."""
    cells = [
        *(
            cell
            for cell in assignment.stripped.cells
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
    """Return the pins of the packages that affect grades, such as ``"numpy==2.4.6"``.

    Parameters
    ----------
    imported : collection of str
        Modules that the trusted files import; only their own packages count, without requirements.
    packages : tuple of str
        Packages that students may import, with their requirements.
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
    """Add pieces to a hash, each with its length, so that boundaries matter."""
    for piece in pieces:
        content = piece.encode() if isinstance(piece, str) else piece
        sha.update(len(content).to_bytes(8, "big") + content)
