"""The files that an archive contains of each student."""

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
        The original name of each file, by its path in the archive.
    late : bool
        Whether the system marks it as late without a time.
    when : datetime or None
        When it was handed in, with a time zone, if the system says so.
    """

    student: str
    members: dict[str, str] = field(default_factory=dict)
    late: bool = False
    when: datetime | None = None


@dataclass(frozen=True)
class Unknown:
    """Files of an unknown student; `name` is the system's name for the student."""

    name: str
    why: str
