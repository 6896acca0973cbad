"""The paths of the repository."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["REPOSITORY", "Repository"]


@dataclass(frozen=True)
class Repository:
    """The files of the course.

    Parameters
    ----------
    root : Path
        The top-level folder.
    """

    root: Path

    @property
    def solutions(self) -> Path:
        """One text notebook for each chapter: the assignment with answers and tests."""
        return self.root / "solutions"

    @property
    def library(self) -> Path:
        """The reference library, complete."""
        return self.root / "cnnlib"

    @property
    def exercises(self) -> Path:
        """The students' folders, written by `autograder release`."""
        return self.root / "exercises"

    @property
    def pages(self) -> Path:
        """The sources of the book."""
        return self.root / "book"

    def assignment_names(self) -> list[str]:
        """Return the slugs of all chapters that have an assignment, in order."""
        return sorted(path.stem for path in self.solutions.glob("*.md"))


REPOSITORY = Repository(Path(__file__).resolve().parents[2])
