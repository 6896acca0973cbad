"""The mutants that a chapter's author has declared harmless, each with a reason."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.mutants import Mutant

__all__ = ["Equivalent", "read_equivalents"]

FILE = "equivalent_mutants.toml"


@dataclass(frozen=True)
class Equivalent:
    """A mutant that no check can or should distinguish from the reference.

    Attributes
    ----------
    was, now : str
        See `Mutant`.
    why : str
        The reason.
    """

    was: str
    now: str
    why: str

    def covers(self, mutant: Mutant) -> bool:
        return (self.was, self.now) == (mutant.was, mutant.now)


def read_equivalents(folder: Path) -> dict[str, tuple[Equivalent, ...]]:
    """Return the declared equivalents by exercise, from ``equivalent_mutants.toml`` in a folder.

    Each exercise has a list, each mutant a line::

        col2im = [
            { was = "c = a // b", now = "c = a / b", why = "b divides a" },
        ]

    Raises
    ------
    ValueError
        If the file does not have this form.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text())
        return {
            name: tuple(Equivalent(**entry) for entry in entries)
            for name, entries in tables.items()
        }
    except (tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path.parent.name}/{FILE} cannot be read: {error}. Each exercise has a list of "
            "{ was = ..., now = ..., why = ... }."
        ) from error
