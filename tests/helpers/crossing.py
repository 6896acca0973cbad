"""What the tests of messages between the grader and a student's process share."""

import io

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.inside.wire import MAX_BODY_BYTES

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
