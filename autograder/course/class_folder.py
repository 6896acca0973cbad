"""Where everything of one class lies."""

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
    """The folder of one class: what was handed in, and what grading makes of it.

    Parameters
    ----------
    directory : Path
        The folder of the class: ``submitted/``, and what grading makes of it.
    database : str
        Where nbgrader's gradebook is, as SQLAlchemy writes addresses. If it is empty, the
        environment variable GRADEBOOK says so, or ``gradebook`` in the folder's ``class.toml``,
        or else it is ``gradebook.db`` in the folder.
    """

    directory: Path
    database: str = ""

    @property
    def source(self) -> Path:
        """The instructor's notebooks, made from `solutions` for nbgrader's own commands."""
        return self.directory / "source"

    @property
    def release(self) -> Path:
        """What formgrader's Generate makes; ``exercises/`` is for `autograder release` alone."""
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
        """One JSON file a graded submission: everything that grading found, and its seed."""
        return self.directory / "results"

    @property
    def settings_file(self) -> Path:
        """What the class decides for itself."""
        return self.directory / "class.toml"

    @property
    def gradebook_url(self) -> str:
        """The address of nbgrader's gradebook; may hold a password.

        Raises
        ------
        ValueError
            If ``class.toml`` is not TOML.
        """
        chosen = self.database or os.environ.get("GRADEBOOK") or self.settings().get("gradebook")
        return str(chosen or f"sqlite:///{(self.directory / 'gradebook.db').resolve()}")

    @property
    def zone(self) -> tzinfo:
        """The time zone of the class; UTC if ``class.toml`` names none that there is."""
        chosen: Any = self.settings().get("class")
        try:
            return ZoneInfo(chosen["time_zone"])
        except (TypeError, KeyError, ValueError, OSError):  # `load_settings` names what is wrong
            return UTC

    def settings(self) -> dict[str, Any]:
        """Return what is in ``class.toml``, as it stands; `load_settings` makes sense of it.

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
        """Return the ids of all students who handed in a folder for `assignment`, in order."""
        return sorted(self._handed_in(assignment))

    def submission(self, student: str, assignment: str) -> Path:
        """Return the folder that a student handed in, whether or not it is there.

        Names are compared in Unicode's form C; macOS writes folders in another.
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
                    f"{path.parent} and {found[student].parent} look the same, and differ in how "
                    "Unicode writes their names: put what belongs together into one of them."
                )
            found[student] = path
        return found
