"""Bytes that a hostile process may send are refused before they cost anything."""

import io
import json
import math
import struct
import time
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.inside.wire import WireError, pack, unpack
from tests.helpers.crossing import no_export, no_handle, reader


def any_handle(_handle, _name):
    return None


def frame(tree, *arrays, header=None, sizes=None, body_bytes=None):
    sizes = [len(array) for array in arrays] if sizes is None else sizes
    header = json.dumps([tree, sizes]).encode() if header is None else header
    body = b"".join(arrays)
    body_bytes = len(body) if body_bytes is None else body_bytes
    return struct.pack("<IQ", len(header), body_bytes) + header + body


def npy(array, **kwargs):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, **kwargs)
    return buffer.getvalue()


def npy_claiming(header, data=b"", version=b"\x01\x00"):
    text = header if isinstance(header, bytes) else header.encode()
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text + data


def claim(descr="'<f8'", shape="(2,)", fortran="False"):
    return f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n"


DEEP_JSON = b'[["list",' * 100_000
ARRAY = ["array", True]
GOOD = npy(np.arange(2.0))

HOSTILE = {
    "a header of 4 GB": struct.pack("<IQ", 2**32 - 1, 0),
    "a body of 16 EB": struct.pack("<IQ", 2, 2**64 - 1) + b"[]",
    "a million empty lists": frame(None, header=b'[["list"' + b',["list"]' * 400_000 + b"],[]]"),
    "a million brackets": frame(None, header=b"[" + (b"[" * 900 + b"]" * 900 + b",") * 200 + b"0]"),
    "lists between quotes": frame(
        None, header=b'["a\\"",[["list"' + b',["list"]' * 99_999 + b"]],[]]"
    ),
    "no JSON": frame(None, header=b"}{"),
    "no ASCII": frame(None, header='["é",[]]'.encode()),
    "no header at all": frame(None, header=b""),
    "not a pair": frame(None, header=b"[1]"),
    "an object": frame(None, header=b'{"a": 1}'),
    "an object inside": frame(["list", {"a": 1}]),
    "an empty list": frame(["list", []]),
    "sizes that are no list": frame(None, sizes=3),
    "a size of nan": frame(ARRAY, GOOD, sizes=[math.nan]),
    "a size that is true": frame(ARRAY, GOOD, sizes=[True]),
    "a negative size": frame(["list"], sizes=[-5, 5]),
    "sizes that do not add up": frame(ARRAY, GOOD, sizes=[len(GOOD) - 1]),
    "a million opening brackets": frame(None, header=DEEP_JSON),
    "lists forty deep": frame(None, header=b"[" + b'["list",' * 40 + b"1" + b"]" * 40 + b",[]]"),
    "a size of a terabyte": frame(ARRAY, GOOD, sizes=[2**40]),
    "an integer of 500 digits": frame(10**500),
    "an integer of a million digits": frame(None, header=b"[" + b"9" * 10**6 + b",[]]"),
    "an unknown kind": frame(["pickle", "gASVKAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlA=="]),
    "an empty kind": frame([]),
    "a kind that is a number": frame([1, 2]),
    "a JSON object as value": frame({"a": 1}),
    "a dict with a number as key": frame(["dict", [1, 2]]),
    "a dict with a lone key": frame(["dict", ["a"]]),
    "a complex number of strings": frame(["complex", "1", "2"]),
    "a handle of nan": frame(["remote", math.nan, "f"]),
    "a handle of infinity": frame(["remote", math.inf, "f"]),
    "a negative handle": frame(["remote", -1, "f"]),
    "a huge handle": frame(["remote", 2**60, "f"]),
    "a handle that is a string": frame(["remote", "1", "f"]),
    "a handle that is true": frame(["remote", True, "f"]),
    "twenty thousand arrays": frame(["list", *[ARRAY] * 20_000], *[GOOD] * 20_000),
    "a handle without a name": frame(["remote", 1]),
    "an array of which it is not said whether it may be written to": frame(["array"], GOOD),
    "an array that is not there": frame(ARRAY),
    "one array used twice": frame(["list", ARRAY, ARRAY], GOOD),
    "an array left over": frame(None, GOOD),
    "a scalar of objects": frame(["scalar", "|O", "00" * 8]),
    "a scalar of no dtype": frame(["scalar", "<f3", "000000"]),
    "a structured scalar": frame(["scalar", "<i4,<i4", "00" * 8]),
    "a scalar with too few bytes": frame(["scalar", "<f8", "00" * 7]),
    "a scalar that is not hexadecimal": frame(["scalar", "<f8", "zz" * 8]),
    "a string scalar of 400 MB": frame(["scalar", "<U99999999", "00"]),
    "a string scalar without length": frame(["scalar", "<U0", ""]),
    "an empty array part": frame(ARRAY, b""),
    "another magic string": frame(ARRAY, b"PK\x03\x04" + GOOD[4:]),
    "a truncated npy": frame(ARRAY, GOOD[:-1]),
    "a truncated npy header": frame(ARRAY, GOOD[:40]),
    "a npy with more bytes": frame(ARRAY, GOOD + b"\0"),
    "npy version 2": frame(ARRAY, npy(np.arange(2.0), version=(2, 0))),
    "pickled objects": frame(ARRAY, npy(np.array([{}, []], dtype=object))),
    "a structured array": frame(ARRAY, npy(np.zeros(2, "i4,f8"))),
    "dates": frame(ARRAY, npy(np.zeros(2, "M8[s]"))),
    "bytes": frame(ARRAY, npy(np.array([b"ab"]))),
    "a shape that claims more": frame(ARRAY, npy_claiming(claim(shape="(3,)"), bytes(16))),
    "a shape that claims less": frame(ARRAY, npy_claiming(claim(shape="(1,)"), bytes(16))),
    "a shape of a terabyte": frame(ARRAY, npy_claiming(claim(shape="(400000, 400000)"))),
    "a shape that overflows to 0": frame(
        ARRAY, npy_claiming(claim(shape="(4294967296, 4294967296)"))
    ),
    "absurd axes beside an empty one": frame(ARRAY, npy_claiming(claim(shape="(0, 99999999999)"))),
    "negative axes": frame(ARRAY, npy_claiming(claim(shape="(-1, -2)"), bytes(16))),
    "forty axes": frame(ARRAY, npy_claiming(claim(shape=f"({'1, ' * 40})"), bytes(8))),
    "a shape of many digits": frame(ARRAY, npy_claiming(claim(shape=f"({'1' * 10_000})"))),
    "a shape that is a call": frame(ARRAY, npy_claiming(claim(shape="(exit(),)"))),
    "a dtype that is a list": frame(ARRAY, npy_claiming(claim(descr="[('a', '<f8')]"))),
    "a dtype that does not exist": frame(ARRAY, npy_claiming(claim(descr="'<f7'"), bytes(14))),
    "an order that is 1": frame(ARRAY, npy_claiming(claim(fortran="1"), bytes(16))),
    "a Boolean that is 2": frame(ARRAY, npy_claiming(claim("'|b1'", "(1,)"), b"\2")),
    "a character beyond Unicode": frame(
        ARRAY, npy_claiming(claim("'<U1'", "(1,)"), struct.pack("<I", 0x110000))
    ),
    "half a surrogate pair": frame(
        ARRAY, npy_claiming(claim("'>U1'", "(1,)"), struct.pack(">I", 0xD800))
    ),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_bytes_are_refused(data):
    with pytest.raises(WireError):
        unpack(reader(data), any_handle)


@pytest.mark.parametrize("sign", [",", "[", '"', "\\", '\\"[{,'])
def test_brackets_in_texts_do_not_count_as_items(sign):
    text = sign * (200_000 // len(sign))
    assert unpack(reader(b"".join(pack([text, {text: text}], no_export))), no_handle)[0] == text


def test_many_items_are_refused_before_they_are_made():
    began = time.process_time()
    for what in ("a million empty lists", "a million brackets", "lists between quotes"):
        with pytest.raises(WireError, match="100000 items"):
            unpack(reader(HOSTILE[what]), no_handle)
    assert time.process_time() - began < 0.5


def test_a_truncated_message_is_waited_for_and_no_more():
    data = b"".join(pack([np.arange(3.0), "text"], no_export))
    for end in range(len(data)):
        with pytest.raises(EOFError):
            unpack(reader(data[:end]), no_handle)


def test_text_that_cannot_be_encoded_is_replaced():
    value = unpack(reader(frame("a\ud800b")), no_handle)
    assert value.encode("utf-8") == b"a?b"


MESSAGE = b"".join(
    pack({"a": [1, 2.5, None, "x", (True,), 1j, np.int8(3)], "b": np.arange(4.0)}, no_export)
)


@given(st.lists(st.tuples(st.integers(0, len(MESSAGE) - 1), st.integers(0, 255)), max_size=4))
@settings(deadline=None, max_examples=400)
def test_damaged_messages_are_values_or_refused(damage):
    data = bytearray(MESSAGE)
    for place, byte in damage:
        data[place] = byte
    read = reader(bytes(data) + bytes(1 << 16))
    with suppress(WireError, EOFError):
        unpack(read, any_handle)


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=200)
def test_noise_is_refused(noise):
    data = struct.pack("<IQ", len(noise), 0) + noise
    with pytest.raises(WireError):
        unpack(reader(data), no_handle)
