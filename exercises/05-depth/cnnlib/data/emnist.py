"""EMNIST Balanced: 47 classes of handwritten digits and letters."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from cnnlib.data.cifar_binary import Arrays
from cnnlib.data.idx import read_idx

__all__ = ["EMNIST_BALANCED_CLASSES", "read_emnist_balanced"]

# Letters that look the same in both cases share the class of the capital.
EMNIST_BALANCED_CLASSES = tuple("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt")


def read_emnist_balanced(archive: Path) -> tuple[Arrays, Arrays]:
    """Return training images and labels, and test images and labels, upright.

    The official files hold every image transposed, as MATLAB stores a matrix.

    Parameters
    ----------
    archive : Path
        ``gzip.zip``, as NIST distributes it; it holds the IDX files of all six EMNIST splits.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        Images of shape (N, H, W) and labels of shape (N,), all uint8.

    Raises
    ------
    ValueError
        If the archive is damaged, or a file of the Balanced split is missing or cut off.

    References
    ----------
    Cohen, Afshar, Tapson & van Schaik (2017), "EMNIST: an extension of MNIST to handwritten
    letters", table II.
    """
    try:
        with zipfile.ZipFile(archive) as file:
            return _read_part(file, "train"), _read_part(file, "test")
    except (zipfile.BadZipFile, EOFError, OSError, KeyError, zlib.error) as error:
        raise ValueError(f"{archive.name} is not EMNIST's zip file: {error}.") from error


def _read_part(file: zipfile.ZipFile, part: str) -> Arrays:
    images, labels = (
        read_idx(file.read(name), name)
        for name in (
            f"gzip/emnist-balanced-{part}-images-idx3-ubyte.gz",
            f"gzip/emnist-balanced-{part}-labels-idx1-ubyte.gz",
        )
    )
    return np.ascontiguousarray(images.swapaxes(-1, -2)), labels
