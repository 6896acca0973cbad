"""What a student's process tells: texts of a bounded length, without control characters."""

from autograder.files.text import plain
from autograder.sandbox.errors import StudentCodeError

__all__ = ["MAX_NAME", "cleaned", "code_error"]

MAX_NAME, MAX_MESSAGE, MAX_WHERE = 100, 2_000, 4_000


def code_error(ename: str, evalue: str, where: str, unwritten: str | None) -> StudentCodeError:
    """Return the error of a student's code that the process tells of."""
    return StudentCodeError(
        cleaned(ename, MAX_NAME) or "Exception",  # a class may have any name, or none
        cleaned(evalue, MAX_MESSAGE),
        cleaned(where, MAX_WHERE),
        None if unwritten is None else cleaned(unwritten, MAX_NAME),
    )


def cleaned(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`; a carriage return begins a new line."""
    return plain(text[:limit].replace("\r\n", "\n").replace("\r", "\n"))
