"""Personal numbers: each student gets an exercise with numbers drawn from the student's id."""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["PersonalNumbers"]

MAX_ATTEMPTS = 1_000


@dataclass(frozen=True)
class PersonalNumbers:
    """The numbers of one exercise, as a function of the student's id.

    They depend only on SHA-256, so the same id gives the same numbers with every version of Python
    and NumPy. Capitals, and spaces around the id, make no difference.

    Attributes
    ----------
    key : str
        The exercise; different exercises draw independently.
    choices : mapping of str to sequence
        The values of each number, drawn uniformly: a range or a tuple. A value may itself be a
        tuple, for numbers that belong together.
    where : callable, optional
        Takes the numbers by name and returns whether they make a good exercise; numbers are drawn
        until it is True.

    Examples
    --------
    >>> LAYER = PersonalNumbers("00-example.size", {"pixels": range(20, 60), "kernel": (3, 5, 7)})
    >>> LAYER.of("ada")
    {'pixels': 46, 'kernel': 3}
    """

    key: str
    choices: Mapping[str, Sequence[Any]]
    where: Callable[..., bool] | None = None

    def of(self, student: str) -> dict[str, Any]:
        """Return the numbers of the student with this id, by name.

        Raises
        ------
        ValueError
            If the id is empty or not a string, or if `where` accepts no numbers.
        """
        if not isinstance(student, str) or not student.strip():
            raise ValueError(
                'Your numbers follow from your id: write it between the quotes in STUDENT = "...".'
            )
        text = unicodedata.normalize("NFKC", student).strip().casefold()
        for attempt in range(MAX_ATTEMPTS):
            numbers = {
                name: items[_hash(self.key, text, name, attempt) % len(items)]
                for name, items in self.choices.items()
            }
            if self.where is None or self.where(**numbers):
                return numbers
        raise ValueError(f"{self.key}: {MAX_ATTEMPTS} draws gave no numbers that `where` accepts.")


def _hash(*parts: object) -> int:
    # Each part ends with a byte that no text contains, so different parts give different bytes.
    data = b"".join(str(part).encode("utf-8", "replace") + b"\xff" for part in parts)
    return int.from_bytes(hashlib.sha256(data).digest())
