"""Clean texts from a student's process: limit their length and remove control characters."""

from autograder.files.text import plain
from autograder.sandbox.errors import StudentCodeError

__all__ = ["MAX_NAME", "cleaned", "code_error"]

MAX_NAME, MAX_MESSAGE, MAX_WHERE = 100, 2_000, 4_000


def code_error(ename: str, evalue: str, where: str, unwritten: str | None) -> StudentCodeError:
    """Return the error of a student's code that the process reported."""
    return StudentCodeError(
        cleaned(ename, MAX_NAME) or "Exception",  # a class may have any name, even an empty one
        cleaned(evalue, MAX_MESSAGE),
        cleaned(where, MAX_WHERE),
        None if unwritten is None else cleaned(unwritten, MAX_NAME),
    )


def cleaned(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, with carriage returns as new lines."""
    return plain(text[:limit].replace("\r\n", "\n").replace("\r", "\n"))
