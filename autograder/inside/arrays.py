"""Arrays as bytes in NumPy's ``.npy`` format, read without trusting them."""

import io
import math
import re
from functools import lru_cache

import numpy as np
from numpy.lib import format as npy

__all__ = ["MAX_BODY_BYTES", "WireError", "check_items", "pack_array", "to_array", "unpack_array"]

MAX_BODY_BYTES = 256 << 20
HEADERS_KEPT = 256  # a check asks for the same shapes again and again
NPY_MAGIC = npy.magic(1, 0)
DTYPE = re.compile(r"[<>|=][biufcU][0-9]{1,8}")
# The header in exactly the form in which NumPy writes it, not any Python expression.
NPY_HEADER = re.compile(
    rb"\{'descr': '([^']{1,12})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:[0-9]{1,15}, ?){0,32}(?:[0-9]{1,15})?)\), \} *\n"
)


class WireError(ValueError):
    """A value that cannot be sent, or bytes that are not a message."""


def pack_array(array: np.ndarray) -> bytes:
    """Return an array as bytes.

    Raises
    ------
    WireError
        If an item is not of its dtype.
    """
    if array.dtype.kind in "bU":
        check_items(array.ravel())
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    header = _npy_header(array.dtype, fortran, array.shape)
    return header + array.tobytes("F" if fortran else "C")


@lru_cache(maxsize=HEADERS_KEPT)
def _npy_header(dtype: np.dtype, fortran: bool, shape: tuple[int, ...]) -> bytes:
    header = io.BytesIO()
    described = {"descr": dtype.str, "fortran_order": fortran, "shape": shape}
    npy.write_array_header_1_0(header, described)
    return header.getvalue()


def unpack_array(data: bytearray) -> np.ndarray:
    """Return the array, which keeps the bytes; raise WireError if they are none."""
    magic, start = NPY_MAGIC, len(NPY_MAGIC) + 2
    end = start + int.from_bytes(data[len(magic) : start], "little")
    header = _parse_npy_header(bytes(data[start:end])) if data.startswith(magic) else None
    if header is None:
        raise WireError("an array is not in the .npy format, version 1.0")
    dtype, shape, fortran = header
    return to_array(data, end, dtype, shape, fortran)


@lru_cache(maxsize=HEADERS_KEPT)
def _parse_npy_header(text: bytes) -> tuple[str, tuple[int, ...], bool] | None:
    header = NPY_HEADER.fullmatch(text)
    if header is None:
        return None
    dtype, fortran, axes = header.groups()
    shape = tuple(int(n) for n in re.findall(rb"[0-9]+", axes))
    return dtype.decode("latin-1"), shape, fortran == b"True"


def to_array(
    data: bytearray, offset: int, dtype: str, shape: tuple[int, ...], fortran: bool
) -> np.ndarray:
    """Return the bytes from `offset` on as an array; raise WireError if they do not fit."""
    if not DTYPE.fullmatch(dtype):
        raise WireError("an array's dtype cannot be sent")
    try:
        kind = np.dtype(dtype)
    except TypeError as error:
        raise WireError("an array's dtype does not exist") from error
    # Axes of length 0 do not count, so that the other lengths are checked as well.
    if kind.itemsize == 0 or math.prod(max(n, 1) for n in shape) * kind.itemsize > MAX_BODY_BYTES:
        raise WireError("an array's shape is too large")
    count = math.prod(shape)
    if count * kind.itemsize != len(data) - offset:
        raise WireError("an array's shape and dtype do not match its bytes")
    flat = np.frombuffer(data, kind, count, offset) if count else np.empty(0, kind)
    check_items(flat)
    return flat.reshape(shape, order="F" if fortran else "C")


def check_items(flat: np.ndarray) -> None:
    """Raise WireError for bytes that NumPy would take for a bool or a character but are none."""
    if flat.dtype.kind == "b" and (flat.view(np.uint8) > 1).any():
        raise WireError("a Boolean array holds a byte that is neither 0 nor 1")
    if flat.dtype.kind == "U":
        points = flat.view(np.dtype("u4").newbyteorder(flat.dtype.byteorder))
        if ((points > 0x10FFFF) | ((points >= 0xD800) & (points < 0xE000))).any():
            raise WireError("an array of strings holds a number that is not a character")
