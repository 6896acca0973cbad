"""Values come back from the other side as they went."""

from collections import OrderedDict, namedtuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.inside.wire import MAX_BODY_BYTES, MAX_HEADER_BYTES, WireError, pack, unpack
from tests.helpers.crossing import ARRAYS, VALUES, no_export, no_handle, reader, same


def cross(value):
    return unpack(reader(b"".join(pack(value, no_export))), no_handle)


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


def test_a_buffer_that_another_thread_still_looks_at_can_be_used():
    """A profiler that samples the frames of all threads, as Dask's does, keeps their variables."""
    read, seen = reader(b"".join(pack(("value", np.arange(3.0)), no_export))), []

    def watched(size):
        data = read(size)
        seen.append(memoryview(data))
        return data

    assert same(unpack(watched, no_handle), ("value", np.arange(3.0)))


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
