"""What one archive says was handed in, and by whom."""

from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["HandedIn", "Unknown"]


@dataclass(frozen=True)
class HandedIn:
    """The files of one student in the archive of a class.

    Attributes
    ----------
    student : str
        The id in the roster, or the outermost name in a plain archive.
    members : dict of str to str
        The name that each file was handed in under, by its path in the archive.
    late : bool
        Whether the system says so, without saying by how much.
    when : datetime or None
        When it was handed in, with a time zone, where the system says it.
    """

    student: str
    members: dict[str, str] = field(default_factory=dict)
    late: bool = False
    when: datetime | None = None


@dataclass(frozen=True)
class Unknown:
    """Files of nobody who is known; `name` is what the system calls the student."""

    name: str
    why: str
