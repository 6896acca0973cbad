"""The binary version of CIFAR: one record per image, its label bytes before its pixels."""

import tarfile
import zlib
from pathlib import Path

import numpy as np

__all__ = ["Arrays", "read_cifar10", "read_cifar100"]

IMAGE = (3, 32, 32)  # the red, the green and the blue plane, each row by row
Arrays = tuple[np.ndarray, np.ndarray]


def read_cifar10(archive: Path) -> tuple[Arrays, Arrays, tuple[str, ...]]:
    """Return training images and labels, test images and labels, and classes of CIFAR-10.

    Parameters
    ----------
    archive : Path
        ``cifar-10-binary.tar.gz``, as its authors distribute it.

    Returns
    -------
    (x_train, y_train), (x_test, y_test), classes
        Images of shape (N, 3, 32, 32) and labels of shape (N,), all uint8.

    Raises
    ------
    ValueError
        If the archive is damaged, or something in it is missing or cut off.

    References
    ----------
    Krizhevsky (2009), "Learning multiple layers of features from tiny images"; the layout is that
    of the section "Binary version" of the data set's page.
    """
    batches = [f"data_batch_{number}.bin" for number in range(1, 6)]
    members = _read_members(archive, [*batches, "test_batch.bin", "batches.meta.txt"])
    train = b"".join(members[name] for name in batches)
    return (
        _records(train, archive, label_bytes=1),
        _records(members["test_batch.bin"], archive, label_bytes=1),
        tuple(members["batches.meta.txt"].decode().split()),
    )


def read_cifar100(archive: Path) -> tuple[Arrays, Arrays, tuple[str, ...]]:
    """Return the same as `read_cifar10`, of CIFAR-100 and with its hundred fine labels.

    A record has two label bytes: the superclass, one of 20, which is left out, and the class.
    """
    members = _read_members(archive, ["train.bin", "test.bin", "fine_label_names.txt"])
    return (
        _records(members["train.bin"], archive, label_bytes=2),
        _records(members["test.bin"], archive, label_bytes=2),
        tuple(members["fine_label_names.txt"].decode().split()),
    )


def _read_members(archive: Path, names: list[str]) -> dict[str, bytes]:
    """Return the named files, read in archive order: seeking back would reread it all."""
    found = {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = Path(member.name).name
                if name in names and member.isfile() and (file := tar.extractfile(member)):
                    found[name] = file.read()
            tar.fileobj.read(-1)  # to the end, where gzip checks its checksum
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{archive.name} is not a whole tar.gz file: {error}.") from error
    missing = [name for name in names if name not in found]
    if missing:
        raise ValueError(f"{archive.name} does not hold {', '.join(missing)}.")
    return found


def _records(raw: bytes, archive: Path, label_bytes: int) -> Arrays:
    size = label_bytes + 3 * 32 * 32
    if not raw or len(raw) % size:
        raise ValueError(
            f"{archive.name} holds {len(raw)} bytes of images, which is not a multiple of {size}."
        )
    records = np.frombuffer(raw, np.uint8).reshape(-1, size)
    images, labels = records[:, label_bytes:], records[:, label_bytes - 1]
    return images.reshape(-1, *IMAGE).copy(), labels.copy()
