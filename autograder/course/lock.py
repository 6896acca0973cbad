"""One writer at a time for the folder of a class."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from autograder.course.class_folder import ClassFolder

__all__ = ["ClassInUseError", "class_lock"]


class ClassInUseError(Exception):
    """Another process is grading this class; the message says so."""


@contextmanager
def class_lock(class_folder: ClassFolder) -> Iterator[None]:
    """Hold the lock of a class; the kernel releases it however this process ends.

    Raises
    ------
    ClassInUseError
        If another process holds it.
    """
    class_folder.directory.mkdir(parents=True, exist_ok=True)
    lock = FileLock(class_folder.directory / ".grading.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ClassInUseError(
            f"Another autograder is grading the class in {class_folder.directory}: "
            "wait until it ends."
        ) from error
    try:
        yield
    finally:
        lock.release()
