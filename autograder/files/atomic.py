"""Write files so that a kill, a full disk or a power cut never leaves half a file."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from cnnlib.training.whole_file import whole_file

__all__ = ["replace_folder", "settle", "whole_file", "write_atomically"]


def write_atomically(path: Path, text: str, durable: bool = False) -> None:
    """Write a file completely or not at all.

    Parameters
    ----------
    durable : bool
        Wait until the content is on the disk; call `settle` to wait for its name, too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as unfinished, unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def replace_folder(folder: Path, files: Mapping[str, bytes], old: Path | None = None) -> None:
    """Replace a folder by one with these files.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path, relative to the folder.
    old : Path, optional
        Where the old folder is moved; by default it is removed.
    """
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, content in files.items():
        path = unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if old is None:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        folder.rename(old)
    unfinished.rename(folder)


def settle(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
