"""Where everything of one class lies."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ClassFolder"]


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
    def gradebook_url(self) -> str:
        """The address of nbgrader's gradebook; may hold a password.

        Raises
        ------
        ValueError
            If ``class.toml`` is not TOML.
        """
        chosen = self.database or os.environ.get("GRADEBOOK") or self._setting("gradebook")
        return chosen or f"sqlite:///{(self.directory / 'gradebook.db').resolve()}"

    def _setting(self, name: str) -> str:
        path = self.directory / "class.toml"
        try:
            return str(tomllib.loads(path.read_text("utf-8-sig")).get(name, ""))
        except FileNotFoundError:
            return ""
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path}: not TOML: {error}.") from error

    def students(self, assignment: str) -> list[str]:
        """Return the ids of all students who handed in a folder for `assignment`, in order."""
        folders = self.submitted.glob(f"[!.]*/{assignment}")
        return sorted(path.parent.name for path in folders if path.is_dir())
