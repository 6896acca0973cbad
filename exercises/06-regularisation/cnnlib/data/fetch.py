"""Find the official files of a data set: in a local folder, or at their official address."""

import os
from pathlib import Path

from cnnlib.data.registry import OFFICIAL_FILES, OfficialFile

__all__ = ["DataUnavailableError", "find_files"]

CHUNK = 2**16
SECONDS_WITHOUT_AN_ANSWER = 30


class DataUnavailableError(Exception):
    """A data set is not on this machine and could not be downloaded."""


def find_files(name: str) -> list[Path]:
    """Return where the official files of a data set are, in the order of the registry.

    A file is taken from ``$CNNLIB_DATA/<name>/<its official name>`` if it is there. Otherwise it
    is downloaded once into the user's cache, checked against its published checksum and kept. An
    interrupted download is resumed at the next call.

    Parameters
    ----------
    name : str
        A key of `OFFICIAL_FILES`, such as ``"cifar10"``.

    Raises
    ------
    DataUnavailableError
        If a file is in neither place; the message names both ways to get it.
    """
    return [_find(name, file) for file in OFFICIAL_FILES[name]]


def _find(name: str, file: OfficialFile) -> Path:
    own_folder = os.environ.get("CNNLIB_DATA")
    if own_folder:
        path = Path(own_folder).expanduser() / name / file.name
        if path.is_file():
            return path
    try:
        return _download(name, file)
    except ValueError:
        reason = "it does not have the published checksum and was deleted"
    except OSError as error:  # no network, or a full disk
        reason = type(error).__name__
    files = " and ".join(f"{name}/{each.name}" for each in OFFICIAL_FILES[name])
    raise DataUnavailableError(
        f"{name} is not on this machine, and {file.url} could not be downloaded ({reason}): "
        f"connect to the internet and call load({name!r}) again, or put {files} into a folder and "
        "set the environment variable CNNLIB_DATA to that folder."
    ) from None


def _download(name: str, file: OfficialFile) -> Path:
    import pooch  # only here, as it is slow to import and fashion-mini does not need it

    folder = pooch.os_cache("convolutional-networks-course") / name
    checksum = f"md5:{file.md5}"
    return Path(pooch.retrieve(file.url, checksum, file.name, folder, downloader=_resume))


def _resume(url: str, output_file: str, _pooch: object) -> None:
    """Download `url`, resuming an interrupted download if there is one."""
    import requests
    from tqdm import tqdm

    name = url.rpartition("/")[2]
    part = Path(output_file).with_name(f"{name}.part")
    done = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"}  # the bytes of the file, not a compressed form
    if done:
        headers["Range"] = f"bytes={done}-"
    with requests.get(
        url, headers=headers, stream=True, timeout=SECONDS_WITHOUT_AN_ANSWER
    ) as response:
        if response.status_code != requests.codes.requested_range_not_satisfiable:
            response.raise_for_status()
            goes_on = response.status_code == requests.codes.partial_content
            done = done if goes_on else 0
            total = done + int(response.headers.get("Content-Length", 0)) or None
            with (
                part.open("ab" if goes_on else "wb") as out,
                tqdm(total=total, initial=done, desc=name, unit="B", unit_scale=True) as bar,
            ):
                for chunk in response.iter_content(CHUNK):
                    out.write(chunk)
                    bar.update(len(chunk))
    # The file is complete; its checksum is tested later.
    part.replace(output_file)
