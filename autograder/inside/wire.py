"""Messages of plain values and arrays as bytes; every size is checked before it is used.

A message is a prefix of twelve bytes (the sizes of header and body, little-endian), a JSON header
and a body of arrays in NumPy's ``.npy`` format. The header holds one value and the sizes of the
arrays. In JSON, None, booleans, numbers and strings stand for themselves; the rest is a list that
starts with its kind::

    ["list", item…]  ["tuple", item…]  ["dict", [key, value]…]  ["complex", real, imaginary]
    ["array", whether it may be written to] (the next one of the body)
    ["scalar", dtype, hexadecimal bytes]  ["remote", handle, type name]

Nothing is ever unpickled or evaluated: whatever bytes arrive, `unpack` returns such a value or
raises `WireError`.
"""

import json
import struct
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any, cast

import numpy as np

from .arrays import MAX_BODY_BYTES, WireError, check_items, pack_array, to_array, unpack_array

__all__ = [
    "ALLOWANCE",
    "EXIT_CALL_TIME",
    "EXIT_CPU_TIME",
    "EXIT_MEMORY",
    "EXIT_REPLACED",
    "MAX_BODY_BYTES",
    "MAX_HEADER_BYTES",
    "WireError",
    "pack",
    "unpack",
]

EXIT_MEMORY = 71  # the worker's exit code if too little memory is left to answer
# When all processes together took too much processor time: for one cell or call, or in all.
EXIT_CALL_TIME, EXIT_CPU_TIME = 72, 73
EXIT_REPLACED = 74  # the worker's, if code has replaced functions of Python's own

ALLOWANCE = struct.Struct("<d")  # seconds of processor time for a call, as the keeper gets them

MAX_HEADER_BYTES = 4 << 20
SMALL_BODY = 1 << 16  # bytes that cost less to copy than to send or read alone
MAX_ARRAYS = 10_000  # each takes the reader some time, even if it is small
MAX_ITEMS = 100_000  # and so does each item of a list
MAX_DEPTH = 32
MAX_INT_DIGITS = 400
MAX_HANDLE = 1 << 53
MAX_TYPE_NAME = 100

PREFIX = struct.Struct("<IQ")


def _parse_int(digits: str) -> int:
    if len(digits) > MAX_INT_DIGITS:
        raise WireError("a whole number has too many digits")
    return int(digits)


ENCODER = json.JSONEncoder(separators=(",", ":"))
DECODER = json.JSONDecoder(parse_int=_parse_int)

Export = Callable[[Any], tuple[int, str]]
Resolve = Callable[[int, str], Any]


def pack(value: Any, export: Export) -> list[bytes]:
    """Return the bytes of one message, in pieces to be sent one after another.

    Parameters
    ----------
    value : object
        Plain values and arrays, nested up to 32 deep.
    export : callable
        Called with any other object; returns the handle and the type name that stand for it.

    Raises
    ------
    WireError
        If the value is nested too deeply or too large.
    """
    packer = _Packer(export)
    tree = packer.tree(value, MAX_DEPTH)
    sizes = [len(array) for array in packer.arrays]
    header = ENCODER.encode([tree, sizes]).encode("ascii")
    _check_sizes(len(header), sum(sizes))
    _check_count(header)
    pieces = [PREFIX.pack(len(header), sum(sizes)) + header, *packer.arrays]
    # Every piece that is sent wakes who waits for the message.
    return [b"".join(pieces)] if sum(sizes) <= SMALL_BODY else pieces


def unpack(read: Callable[[int], bytearray], resolve: Resolve) -> Any:
    """Read one message and return its value.

    Parameters
    ----------
    read : callable
        Returns exactly the given number of bytes, in a new buffer that an array may keep.
    resolve : callable
        Takes a handle and a type name and returns the object to put in their place.

    Raises
    ------
    WireError
        If the bytes are not a message, or too many.
    """
    header_bytes, body_bytes = PREFIX.unpack(read(PREFIX.size))
    _check_sizes(header_bytes, body_bytes)
    # Every call of `read` takes some time.
    small = body_bytes if body_bytes <= SMALL_BODY else 0
    data = read(header_bytes + small)
    header, body = data[:header_bytes], memoryview(data)[header_bytes:]
    _check_count(header)
    tree, sizes = _parse_header(header)
    if len(sizes) > MAX_ARRAYS:
        raise WireError(f"it has more than {MAX_ARRAYS} arrays")
    if sum(sizes) != body_bytes:
        raise WireError("the sizes of the arrays do not add up")
    # All parts are read first, so that a refused message leaves no bytes unread.
    parts = _split(body, sizes) if small else [read(size) for size in sizes]
    arrays = map(unpack_array, parts)
    value = _Unpacker(arrays, resolve).value(tree, MAX_DEPTH)
    if next(arrays, None) is not None:
        raise WireError("an array is left over")
    return value


def _split(body: memoryview, sizes: list[int]) -> list[bytearray]:
    ends = accumulate(sizes)
    return [bytearray(body[end - size : end]) for size, end in zip(sizes, ends, strict=True)]


def _check_sizes(header_bytes: int, body_bytes: int) -> None:
    if header_bytes > MAX_HEADER_BYTES:
        raise WireError(
            f"its lists and strings take {header_bytes / 1e6:.0f} MB, and at most "
            f"{MAX_HEADER_BYTES / 1e6:.0f} MB can be handed over"
        )
    if body_bytes > MAX_BODY_BYTES:
        raise WireError(
            f"its arrays take {body_bytes / 1e6:.0f} MB, and at most "
            f"{MAX_BODY_BYTES / 1e6:.0f} MB can be handed over"
        )


def _check_count(header: bytes | bytearray) -> None:
    """Count the starts of items before parsing, ignoring those inside strings."""
    if len(header) <= MAX_ITEMS:
        return
    unescaped = bytes(header).replace(rb"\\", b"").replace(rb"\"", b"")
    outside = b"".join(unescaped.split(b'"')[::2])
    if sum(map(outside.count, b",[{")) > MAX_ITEMS:
        raise WireError(f"it has more than {MAX_ITEMS} items")


class _Packer:
    """Turns one value into JSON, and puts its arrays aside."""

    def __init__(self, export: Export) -> None:
        self.arrays: list[bytes] = []
        self._bytes = 0
        self._export = export

    def tree(self, value: Any, depth: int) -> Any:
        if depth == 0:
            raise WireError(f"it is nested more than {MAX_DEPTH} deep")
        if _is_plain(value):
            return value
        # isinstance, so that a named tuple or an OrderedDict crosses; the base class's own
        # iteration, so that a subclass cannot make it say anything else.
        if isinstance(value, tuple):
            return ["tuple", *[self.tree(item, depth - 1) for item in tuple.__iter__(value)]]
        if isinstance(value, list):
            return ["list", *[self.tree(item, depth - 1) for item in list.__iter__(value)]]
        if isinstance(value, dict) and all(type(key) is str for key in dict.keys(value)):
            return ["dict", *[[k, self.tree(item, depth - 1)] for k, item in dict.items(value)]]
        if type(value) is complex:
            return ["complex", value.real, value.imag]
        if isinstance(value, np.generic) and _crosses(value.dtype):
            check_items(np.atleast_1d(value))
            return ["scalar", value.dtype.str, value.tobytes().hex()]
        if type(value) in (np.ndarray, np.memmap) and _crosses(value.dtype):
            self._put_aside(value)
            return ["array", bool(value.flags.writeable)]
        return ["remote", *self._export(value)]

    def _put_aside(self, array: np.ndarray) -> None:
        if len(self.arrays) == MAX_ARRAYS:
            raise WireError(f"it has more than {MAX_ARRAYS} arrays")
        self._bytes += array.nbytes
        _check_sizes(0, self._bytes)
        self.arrays.append(pack_array(array))


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is int:
        return value.bit_length() <= 3 * MAX_INT_DIGITS  # type: ignore[no-any-return]
    return value is None or kind is str or kind is float or kind is bool


def _crosses(dtype: np.dtype) -> bool:
    return dtype.kind in "biufc" or (dtype.kind == "U" and dtype.itemsize > 0)


class _Unpacker:
    """Turns JSON back into the value, or raises WireError."""

    def __init__(self, arrays: Iterator[np.ndarray], resolve: Resolve) -> None:
        # Each array is used once, as a thousand references to a large one would be a small message.
        self._arrays = arrays
        self._resolve = resolve

    def value(self, tree: Any, depth: int) -> Any:
        if depth == 0:
            raise WireError(f"it is nested more than {MAX_DEPTH} deep")
        kind = type(tree)
        if kind is str:
            return _clean(tree)
        if kind is not list and kind is not dict:  # None, a Boolean or a number
            return tree
        if kind is list and tree:
            # The most frequent kinds do without a pattern, which takes several times as long.
            if tree[0] == "tuple":
                return tuple([self.value(item, depth - 1) for item in tree[1:]])
            if tree[0] == "list":
                return [self.value(item, depth - 1) for item in tree[1:]]
            if tree[0] == "dict":
                return dict([self._pair(pair, depth - 1) for pair in tree[1:]])
        return self._special(tree)

    def _special(self, tree: Any) -> Any:
        match tree:
            case ["array", bool(writeable)]:
                return self._next_array(writeable)
            case ["complex", int() | float() as real, int() | float() as imaginary]:
                return complex(real, imaginary)
            case ["scalar", str(dtype), str(digits)]:
                return _parse_scalar(dtype, digits)
            case ["remote", int(handle), str(name)] if _is_handle(handle):
                return self._resolve(handle, _clean(name[:MAX_TYPE_NAME]))
        raise WireError("the header holds something that is not a value")

    def _pair(self, pair: Any, depth: int) -> tuple[str, Any]:
        if type(pair) is list and len(pair) == 2 and type(pair[0]) is str:
            return _clean(pair[0]), self.value(pair[1], depth)
        raise WireError("an item of a dict is not a string and a value")

    def _next_array(self, writeable: bool) -> np.ndarray:
        array = next(self._arrays, None)
        if array is None:
            raise WireError("an array is missing")
        array.flags.writeable = writeable
        return array


def _is_handle(number: int) -> bool:
    return type(number) is int and 0 <= number < MAX_HANDLE  # a bool is an int, too


def _clean(text: str) -> str:
    if text.isascii():
        return text
    # JSON may contain half of a surrogate pair, which cannot be written to a file.
    return text.encode("utf-8", "replace").decode("utf-8")


def _parse_header(data: bytearray) -> tuple[Any, list[int]]:
    try:
        header = DECODER.decode(data.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise WireError("the header is not JSON that can be read") from error
    match header:
        case [tree, list(sizes)] if all(type(size) is int and size >= 0 for size in sizes):
            return tree, sizes
    raise WireError("the header is not a value and the sizes of the arrays")


def _parse_scalar(dtype: str, digits: str) -> np.generic:
    try:
        data = bytearray.fromhex(digits)
    except ValueError as error:
        raise WireError("a NumPy number is not hexadecimal") from error
    return cast(np.generic, to_array(data, 0, dtype, (), fortran=False)[()])
