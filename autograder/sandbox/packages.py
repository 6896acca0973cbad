"""The installed files of the distributions, with requirements, that a student can import."""

from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.sandbox.unavailable import SandboxUnavailableError

__all__ = ["importable_paths", "with_requirements"]


@cache
def importable_paths(packages: tuple[str, ...]) -> dict[str, Path]:
    """Return the modules and folders of `packages`, by their names in site-packages.

    Parameters
    ----------
    packages : tuple of str
        Names of installed distributions. Their requirements on this machine are included, without
        extras. Namespace packages shared by several distributions are included as a whole.

    Raises
    ------
    SandboxUnavailableError
        If one of them or of their requirements is not installed.
    """
    paths: dict[str, Path] = {}
    for name in with_requirements(packages):
        distribution = metadata.distribution(name)
        for file in distribution.files or ():
            if file.parts[0] == "..":  # scripts and manual pages
                continue
            # The cache of top-level modules is one folder for all distributions.
            parts = file.parts if file.parts[0] == "__pycache__" else file.parts[:1]
            path = Path(str(distribution.locate_file(Path(*parts))))
            if path.exists():
                paths[str(Path(*parts))] = path
    return paths


def with_requirements(packages: tuple[str, ...]) -> set[str]:
    """Return the names of distributions and of all their requirements on this machine.

    Raises
    ------
    SandboxUnavailableError
        If one of them is not installed.
    """
    found: set[str] = set()
    waiting: list[str] = [canonicalize_name(name) for name in packages]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += _requirements(name)
    return found


@cache  # installed packages do not change while a process runs
def _requirements(name: str) -> list[str]:
    try:
        requirements = [Requirement(line) for line in metadata.requires(name) or ()]
    except metadata.PackageNotFoundError as error:
        raise SandboxUnavailableError(
            f"The students' code needs {name}, which is not installed: "
            "type `pip install -r requirements.txt`."
        ) from error
    return [
        canonicalize_name(requirement.name)
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]
