"""The border: values come back as they went, and hostile bytes are refused before they cost."""

import io
import json
import math
import struct
import time
from collections import OrderedDict, namedtuple
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.inside.wire import MAX_BODY_BYTES, MAX_HEADER_BYTES, WireError, pack, unpack

DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?"),
    hnp.complex_number_dtypes(endianness="?"),
    hnp.unicode_string_dtypes(endianness="?", min_len=1, max_len=5),
)
CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.text(CHARACTERS)


def arrays(dtype):
    elements = hnp.from_dtype(dtype, alphabet=CHARACTERS) if dtype.kind == "U" else None
    shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0)
    return hnp.arrays(dtype, shapes, elements=elements)


ARRAYS = DTYPES.flatmap(arrays)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**300), 10**300),
    st.floats(),
    st.complex_numbers(),
    TEXT,
)
VALUES = st.recursive(
    st.one_of(PLAIN, ARRAYS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(TEXT, inner, max_size=4),
    ),
    max_leaves=10,
)


def no_export(value):
    raise AssertionError(f"{value!r} was not to be exported")


def any_handle(_handle, _name):
    return None


def no_handle(handle, name):
    raise AssertionError(f"handle {handle} ({name}) was not to be resolved")


def reader(data):
    stream = io.BytesIO(data)

    def read(size):
        assert size <= MAX_BODY_BYTES, "a size was used before it was checked"
        piece = stream.read(size)
        if len(piece) < size:
            raise EOFError
        return bytearray(piece)

    return read


def cross(value):
    return unpack(reader(b"".join(pack(value, no_export))), no_handle)


def same(a, b):
    """Compare by type and by bits: -0.0 is not 0.0, and nan is nan."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return (a.dtype.str, a.shape, a.tobytes()) == (b.dtype.str, b.shape, b.tobytes())
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return repr(a) == repr(b)


@given(VALUES)
@settings(deadline=None, max_examples=150)
def test_a_value_comes_back_as_it_went(value):
    assert same(cross(value), value)


@given(ARRAYS, st.data())
@settings(deadline=None, max_examples=100)
def test_a_view_comes_back_with_its_values(array, data):
    """Steps, reversed axes and transposes: memory that is neither C nor Fortran contiguous."""
    view = array[data.draw(hnp.basic_indices(array.shape, allow_ellipsis=True))]
    view = np.asarray(view).T
    back = cross(view)
    assert back.dtype.str == view.dtype.str
    assert back.shape == view.shape
    assert back.tobytes() == view.tobytes()


def test_fortran_order_is_kept():
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    assert cross(array).flags.f_contiguous
    assert not cross(array).flags.c_contiguous


def test_an_array_can_be_written_and_is_aligned():
    back = cross([np.arange(3, dtype=np.int8), np.arange(5.0)])
    assert all(array.flags.writeable and array.flags.aligned for array in back)


def test_what_is_not_to_be_written_to_stays_so():
    array = np.arange(6.0)
    array.flags.writeable = False
    assert not cross(array).flags.writeable


@pytest.mark.parametrize(
    "scalar",
    [
        *(np.float32(0.1), np.float16("nan"), np.longdouble("0.1"), np.complex64(1 - 2j)),
        *(np.int8(-3), np.uint64(2**64 - 1), np.bool_(True), np.str_("naïve")),
    ],
    ids=repr,
)
def test_a_numpy_scalar_keeps_its_type(scalar):
    back = cross(scalar)
    assert type(back) is type(scalar)
    assert same(back, scalar)


def test_subclasses_of_containers_cross_as_the_container():
    point = namedtuple("Point", "x y")(1, 2)
    assert cross(point) == (1, 2)
    assert type(cross(OrderedDict(a=1))) is dict


def test_other_objects_cross_as_handles():
    class Layer:
        pass

    layer, table = Layer(), []

    def export(value):
        table.append(value)
        return len(table) - 1, "Layer"

    odd = [layer, np.array([layer]), np.array([(1, 2.0)], "i4,f8"), {1: 2}, b"bytes", 10**1000]
    odd += [np.datetime64("2026-01-01"), np.ma.masked_array([1], [True]), {1, 2}, range(3)]
    data = b"".join(pack(odd, export))
    back = unpack(reader(data), lambda handle, _name: ("handle", handle))
    assert back == [("handle", n) for n in range(len(odd))]
    assert all(a is b for a, b in zip(table, odd, strict=True))


@pytest.mark.parametrize(
    "value",
    [np.array(["a\udc83"]), np.str_("\udc83"), np.array([[0, 2]], np.uint8).view(bool)],
    ids=["half a surrogate pair", "a scalar of it", "a Boolean that is 2"],
)
def test_what_the_other_side_would_refuse_is_not_sent(value):
    with pytest.raises(WireError):
        pack([1, value], no_export)


def test_what_is_too_deep_or_too_large_is_refused():
    deep = []
    deep.append(deep)
    with pytest.raises(WireError, match="nested"):
        pack(deep, no_export)
    with pytest.raises(WireError, match="MB"):
        pack("x" * (MAX_HEADER_BYTES + 1), no_export)
    with pytest.raises(WireError, match="10000 arrays"):
        pack([np.zeros(1)] * 10_001, no_export)
    with pytest.raises(WireError, match="100000 items"):
        pack([0] * 100_000, no_export)
    huge = np.broadcast_to(np.zeros(1), (MAX_BODY_BYTES // 8 + 1,))
    with pytest.raises(WireError, match="MB"):
        pack(huge, no_export)
    half = huge[: MAX_BODY_BYTES // 16 + 1]
    with pytest.raises(WireError, match="MB"):
        pack([half, half], no_export)


# What a hostile process may send ------------------------------------------------------------------


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
def test_signs_in_texts_are_not_counted(sign):
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


def test_text_that_nobody_can_write_is_replaced():
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
