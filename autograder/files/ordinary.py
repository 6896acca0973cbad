"""Open what was handed in, as far as it is ordinary files; whoever handed it in may be at work."""

import errno
import os
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import BinaryIO

__all__ = ["RefusedError", "open_ordinary"]


class RefusedError(OSError):
    """A file is left alone; the message, after its name, says why."""


def open_ordinary(folder: Path, *parts: str) -> BinaryIO:
    """Open a file below `folder`, one step of the way at a time, and follow no link.

    The folder may change in the meantime: what was looked at is not what a path leads to later.

    Raises
    ------
    RefusedError
        If it is a link, lies behind one, or is no ordinary file.
    OSError
        If it is not there, or cannot be read.
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
