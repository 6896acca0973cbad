"""Read zip archives within limits, as a small archive may expand to terabytes."""

import stat
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

__all__ = ["ArchiveError", "Members", "is_archive", "safe_path", "strip_folders", "unpacked"]

LARGEST_FILE = 50_000_000  # bytes, unpacked
LARGEST_TOTAL = 200_000_000  # of one student
MOST_FILES = 2_000  # of one student
DEEPEST = 4  # archives within each other
MOST_MEMBERS = 500_000  # of the archive of a class
LONGEST_NAME = 200  # characters; the file systems' own limit is 255 bytes
CHUNK = 1 << 16
ENCRYPTED = 0x1
# Files that systems and tools add, besides hidden ones: a virtual environment has 20 000.
ADDED = ("__MACOSX", "Thumbs.db", "__pycache__", "node_modules", "venv")


class ArchiveError(ValueError):
    """An archive, or a file in it, is refused; the message says why."""


class Members:
    """The files of a zip archive.

    Parameters
    ----------
    file : path or binary file
        The archive.
    name : str
        Its name in messages.

    Raises
    ------
    ArchiveError
        If it is not a zip archive, or has too many members.
    """

    def __init__(self, file: str | IO[bytes], name: str) -> None:
        try:
            self._zip = ZipFile(file)
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ArchiveError(f"{name} is not a zip archive that can be read: {error}.") from error
        if len(self._zip.infolist()) > MOST_MEMBERS:
            raise ArchiveError(f"{name} has more than {MOST_MEMBERS} members.")
        self._infos = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}

    def __enter__(self) -> "Members":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def names(self) -> Iterator[str]:
        """Yield the path of each file, except those that a system or a tool added."""
        for name in self._infos:
            if not any(part in ADDED or _is_hidden(part) for part in name.split("/")):
                yield name

    def read(self, name: str, most: int = LARGEST_FILE) -> bytes:
        """Return the content of a file.

        Raises
        ------
        ArchiveError
            If it is larger than `most`, a link, encrypted or damaged.
        """
        info = self._infos[name]
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ArchiveError("it is a link, and was not followed.")
        if info.flag_bits & ENCRYPTED:
            raise ArchiveError("it is encrypted.")
        return self._content(info, min(most, LARGEST_FILE))

    def _content(self, info: ZipInfo, most: int) -> bytes:
        content = bytearray()
        try:
            with self._zip.open(info) as file:
                # The size stated in the archive may be wrong: count.
                while chunk := file.read(CHUNK):
                    content += chunk
                    if len(content) > most:
                        raise ArchiveError(
                            f"it is larger than {LARGEST_FILE / 1e6:.0f} MB, or all files of this "
                            f"student together than {LARGEST_TOTAL / 1e6:.0f} MB."
                        )
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise ArchiveError(f"it is damaged: {error}.") from error
        return bytes(content)


def _is_hidden(part: str) -> bool:
    return part.startswith(".") and part not in (".", "..")


def is_archive(name: str) -> bool:
    """Return whether a file is a zip archive, by its name."""
    return name.lower().endswith(".zip")


def unpacked(content: bytes, name: str, deepest: int = DEEPEST) -> dict[str, bytes]:
    """Return the files in an archive that one student handed in, by relative path.

    An archive with nothing in it but another one is unpacked further.

    Raises
    ------
    ArchiveError
        If it cannot be read, or contains too much.
    """
    files: dict[str, bytes] = {}
    left = LARGEST_TOTAL
    with Members(BytesIO(content), name) as members:
        for path in members.names():
            if len(files) >= MOST_FILES:
                raise ArchiveError(f"{name} holds more than {MOST_FILES} files.")
            safe = safe_path(path)
            files[safe] = members.read(path, left)
            left -= len(files[safe])
    files = strip_folders(files)
    inner = next(iter(files), "")
    if len(files) == 1 and is_archive(inner) and deepest > 1:
        return unpacked(files[inner], inner, deepest - 1)
    return files


def safe_path(name: str) -> str:
    """Return a path in an archive as a relative path below a folder.

    Raises
    ------
    ArchiveError
        If it leads out of the folder, or has too long a name.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise ArchiveError(f"{name!r} leads out of the folder.")
    if any(len(part) > LONGEST_NAME for part in path.parts):
        raise ArchiveError(f"{name[:40]!r}… has too long a name.")
    return str(path)


def strip_folders(files: dict[str, bytes]) -> dict[str, bytes]:
    """Remove the folders that enclose all files, as in ``03-im2col/03-im2col/…``."""
    while files and all("/" in name for name in files):
        outer = {name.partition("/")[0] for name in files}
        if len(outer) > 1 or "cnnlib" in outer:
            break
        files = {name.partition("/")[2]: content for name, content in files.items()}
    return files
