"""The IDX format of MNIST: a magic number, the sizes of the axes, then the bytes."""

import gzip
import struct
import zlib
from math import prod

import numpy as np

__all__ = ["read_idx"]

UNSIGNED_BYTE = 0x08


def read_idx(compressed: bytes, name: str) -> np.ndarray:
    """Return the array in a gzip-compressed IDX file.

    Parameters
    ----------
    compressed : bytes
        The whole file.
    name : str
        What to call it in a message.

    Returns
    -------
    ndarray of uint8
        ``(N, H, W)`` for images and ``(N,)`` for labels.

    Raises
    ------
    ValueError
        If the file is damaged or is not one of unsigned bytes.

    References
    ----------
    LeCun, Cortes & Burges, "The MNIST database of handwritten digits", section "File formats": two
    zero bytes, the type, the number of axes, each size as a big-endian 32-bit number, the data.
    """
    try:
        raw = gzip.decompress(compressed)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{name} is not a whole gzip file: {error}.") from error
    if len(raw) < 4 or raw[:3] != bytes([0, 0, UNSIGNED_BYTE]):
        raise ValueError(f"{name} is not an IDX file of unsigned bytes: it begins {raw[:4]!r}.")
    axes = raw[3]
    start = 4 + 4 * axes
    shape = struct.unpack(f">{axes}I", raw[4:start]) if len(raw) >= start else ()
    if len(raw) != start + prod(shape):
        raise ValueError(
            f"{name} says that its shape is {shape}, but holds {len(raw)} bytes with its header."
        )
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape).copy()
