"""The paths of one class."""

import os
import tomllib
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

__all__ = ["AmbiguousFolderError", "ClassFolder"]


class AmbiguousFolderError(OSError):
    """Two folders cannot be told apart; the message names them."""


@dataclass(frozen=True)
class ClassFolder:
    """The folder of one class: submissions, results, feedback and the gradebook.

    Parameters
    ----------
    directory : Path
        The folder of the class.
    database : str
        The address of nbgrader's gradebook for SQLAlchemy. If it is empty, the environment variable
        GRADEBOOK is used, then ``gradebook`` in ``class.toml``, then ``gradebook.db`` in the
        folder.
    """

    directory: Path
    database: str = ""

    @property
    def source(self) -> Path:
        """The instructor's notebooks, made from ``solutions/`` for nbgrader's own commands."""
        return self.directory / "source"

    @property
    def release(self) -> Path:
        """The output of formgrader's Generate; only `autograder release` writes ``exercises/``."""
        return self.directory / "release"

    @property
    def submitted(self) -> Path:
        return self.directory / "submitted"

    @property
    def autograded(self) -> Path:
        return self.directory / "autograded"

    @property
    def feedback(self) -> Path:
        return self.directory / "feedback"

    @property
    def results(self) -> Path:
        """One JSON file for each graded submission: the whole result, with its seed."""
        return self.directory / "results"

    @property
    def settings_file(self) -> Path:
        """The settings of the class."""
        return self.directory / "class.toml"

    @property
    def gradebook_url(self) -> str:
        """The address of nbgrader's gradebook; it may contain a password.

        Raises
        ------
        ValueError
            If ``class.toml`` is not TOML.
        """
        chosen = self.database or os.environ.get("GRADEBOOK") or self.settings().get("gradebook")
        return str(chosen or f"sqlite:///{(self.directory / 'gradebook.db').resolve()}")

    @property
    def zone(self) -> tzinfo:
        """The time zone of the class; UTC if ``class.toml`` names none, or an unknown one."""
        chosen: Any = self.settings().get("class")
        try:
            return ZoneInfo(chosen["time_zone"])
        except (TypeError, KeyError, ValueError, OSError):  # `load_settings` reports it
            return UTC

    def settings(self) -> dict[str, Any]:
        """Return the content of ``class.toml``, which `load_settings` checks.

        Raises
        ------
        ValueError
            If it is not TOML.
        """
        try:
            return tomllib.loads(self.settings_file.read_text("utf-8-sig"))
        except FileNotFoundError:
            return {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{self.settings_file}: not TOML: {error}.") from error

    def students(self, assignment: str) -> list[str]:
        """Return the ids of the students who handed in a folder for `assignment`, in order."""
        return sorted(self._handed_in(assignment))

    def submission(self, student: str, assignment: str) -> Path:
        """Return the path of a student's submission, whether or not it exists.

        Names are compared in Unicode's form C, as macOS uses another form.
        """
        plain = self.submitted / student / assignment
        return plain if plain.is_dir() else self._handed_in(assignment).get(student, plain)

    def _handed_in(self, assignment: str) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for path in self.submitted.glob(f"[!.]*/{assignment}"):
            if not path.is_dir():
                continue
            student = normalize("NFC", path.parent.name)
            if student in found:
                raise AmbiguousFolderError(
                    f"{path.parent} and {found[student].parent} look the same, and differ only in "
                    "the Unicode form of their names: move the files into one of them."
                )
            found[student] = path
        return found
