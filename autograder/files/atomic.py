"""Write files so that neither a kill nor a full disk nor a lost power line leaves half of one."""

import os
from pathlib import Path

__all__ = ["settle", "write_atomically"]


def write_atomically(path: Path, text: str, durable: bool = False) -> None:
    """Write a file whole or not at all.

    Parameters
    ----------
    durable : bool
        Wait until the content is on the disk; `settle` the folder, too, and so is its name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)  # on a full disk it is in the way
        raise


def settle(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
