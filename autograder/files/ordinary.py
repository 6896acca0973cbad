"""Open submitted files if they are ordinary files, even while a student changes the folder."""

import errno
import os
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import BinaryIO

__all__ = ["RefusedError", "open_ordinary"]


class RefusedError(OSError):
    """A file is not opened; the message, which follows the file's name, says why."""


def open_ordinary(folder: Path, *parts: str) -> BinaryIO:
    """Open a file below `folder`, one component of the path at a time, following no link.

    The folder may change meanwhile, so a path that was checked may lead to another file later.

    Raises
    ------
    RefusedError
        If the path contains a link, or the file is not an ordinary file.
    OSError
        If the file is missing or cannot be read.
    """
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for left, part in zip(reversed(range(len(parts))), parts, strict=True):
            mode = os.stat(part, dir_fd=here, follow_symlinks=False).st_mode
            if not left and not S_ISLNK(mode):
                _must_be_ordinary(mode)  # a device is not even opened
            elif left and not (S_ISDIR(mode) or S_ISLNK(mode)):
                raise NotADirectoryError(part)
            outer, here = here, _step(part, here)
            os.close(outer)
        _must_be_ordinary(os.fstat(here).st_mode)
        return os.fdopen(os.dup(here), "rb")
    finally:
        os.close(here)


def _step(part: str, outer: int) -> int:
    try:
        return os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=outer)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise RefusedError("is a link, and was not followed.") from error
        raise


def _must_be_ordinary(mode: int) -> None:
    if not S_ISREG(mode):
        raise RefusedError("is not an ordinary file, and was not opened.")
