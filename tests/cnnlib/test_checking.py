"""`compare` and `expect`: the first difference, in a sentence."""

import tracemalloc
from contextlib import suppress

import numpy as np
import pytest

from cnnlib.checking import compare, expect

X = np.arange(6.0).reshape(2, 3)


def changed(array: np.ndarray, index: tuple[int, ...], value: float) -> np.ndarray:
    copy = array.copy()
    copy[index] = value
    return copy


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "bool", "complex128"])
def test_equal_arrays_agree(dtype):
    array = X.astype(dtype)
    assert compare(array, array.copy()) is None


@pytest.mark.parametrize(
    ("actual", "stage", "sentence"),
    [
        (None, "type", "expected a NumPy array, got None (is a return missing?)."),
        (X.tolist(), "type", "expected a NumPy array, got a list."),
        (3, "type", "expected a NumPy array, got an int."),
        (X.astype(object), "type", "expected numbers, got an array of dtype object."),
        (X.astype(str), "type", "expected numbers, got an array of dtype <U32."),
        (X.T, "shape", "expected shape (2, 3), got shape (3, 2)."),
        (np.float64(3), "type", "expected a NumPy array, got a float64."),
        (
            X.astype("float32"),
            "dtype",
            "expected dtype float64, got float32: you compute in float32 somewhere.",
        ),
        (
            changed(X, (1, 0), np.nan),
            "finite",
            "the value at index (1, 0) is nan, not a finite number.",
        ),
        (
            changed(X, (0, 2), -np.inf),
            "finite",
            "the value at index (0, 2) is -inf, not a finite number.",
        ),
        (changed(X, (1, 2), 7), "values", "1 of 6 values differs."),
        (X + np.array([0, 1, 2]), "values", "4 of 6 values differ."),
        (X + 1, "values", "all 6 values differ."),
    ],
)
def test_the_first_difference_is_told(actual, stage, sentence):
    mismatch = compare(actual, X)
    assert (mismatch.stage, mismatch.sentence) == (stage, sentence)


@pytest.mark.parametrize(
    ("actual", "expected", "sentence"),
    [
        (4, 3.5, "the value differs. Got 4, expected 3.5."),
        (True, False, "the value differs. Got True, expected False."),
        (24_920_064, 24_898_432, "the value differs. Got 24920064, expected 24898432."),
        (6.0, 5, "the value differs. Got 6.0, expected 5."),
        (2**53 + 1, 2**53, "the value differs. Got 9007199254740993, expected 9007199254740992."),
        (np.nan, 3.5, "the value is nan, not a finite number."),
        (np.array([3.5]), 3.5, "expected one number, got shape (1,)."),
        (3.5, [3.5, 1], "expected shape (2,), got one number."),
        ("3.5", 3.5, "expected numbers, got a str."),
        ({}, 3.5, "expected numbers, got a dict."),
        ([[1], [2, 3]], [1, 2], "expected numbers, got a list."),
        ([1, 2, 4], [1, 2, 3], "1 of 3 values differs. The worst is at index (2,): got 4, "),
    ],
)
def test_numbers_and_lists_may_be_compared_too(actual, expected, sentence):
    assert str(compare(actual, expected, check_dtype=False)).startswith(sentence)
    assert compare(expected, expected) is None


def test_the_detail_names_the_worst_index_and_the_sentence_no_value():
    wrong = changed(changed(X, (0, 1), 1.5), (1, 1), -40.25)
    mismatch = compare(wrong, X)
    assert mismatch.sentence == "2 of 6 values differ."
    assert mismatch.detail == "The worst is at index (1, 1): got -40.25, expected 4."
    assert str(mismatch) == f"{mismatch.sentence} {mismatch.detail}"


def test_two_different_numbers_are_never_written_alike():
    mismatch = compare(np.array([1 + 1e-5]), np.array([1.0]))
    assert mismatch.detail == "The worst is at index (0,): got 1.00001, expected 1."
    mismatch = compare(np.array([1 + 2e-6]), np.array([1.0]))
    assert mismatch.detail == "The worst is at index (0,): got 1.000002, expected 1."


@pytest.mark.parametrize(
    ("dtype", "within", "beyond"), [("float32", 3e-5, 3e-4), ("float64", 3e-10, 3e-6)]
)
def test_the_tolerance_is_that_of_the_dtype(dtype, within, beyond):
    array = X.astype(dtype)
    assert compare((array * (1 + within)).astype(dtype), array) is None
    assert compare((array * (1 + beyond)).astype(dtype), array).stage == "values"


def test_the_coarser_dtype_decides_when_dtypes_may_differ():
    rounded = np.linspace(0, 1, 7, dtype="float32")
    assert compare(rounded, np.linspace(0, 1, 7), check_dtype=False) is None


def test_float64_that_went_through_float32_is_said_to_have():
    rng = np.random.default_rng(4)
    x, y = rng.standard_normal((5, 40)), rng.standard_normal((40, 3))
    rounded = (x.astype("float32") @ y.astype("float32")).astype("float64")
    mismatch = compare(rounded, x @ y)
    assert mismatch.stage == "precision"
    assert "you compute in float32 somewhere" in mismatch.sentence
    with pytest.raises(AssertionError, match="float32"):
        expect(rounded).close_to(x @ y)


@pytest.mark.parametrize(
    ("actual", "expected", "sentence"),
    [
        (6.0, 6, "got 6.0, a float. Return an integer: use `//`."),
        (np.float64(6.5), 6, "got 6.5, a float. Return an integer: use `//`."),
        (np.ones(2), np.ones(2, int), "expected dtype int64, got float64."),
        (np.int32(6), 6, None),
    ],
)
def test_a_float_where_an_integer_is_asked_for(actual, expected, sentence):
    mismatch = compare(actual, expected)
    assert (mismatch and mismatch.sentence) == sentence


def test_small_errors_in_small_values_do_not_count():
    # Relative to 1 at least: a sum that should vanish comes out as a few units of rounding.
    assert compare(np.array([1e-10]), np.array([0.0])) is None
    assert compare(np.array([1e-6]), np.array([0.0])).stage == "values"


def test_a_wrong_answer_as_large_as_can_be_raises_no_warning():
    assert compare(np.full(2, 1.5e308), np.full(2, -1.5e308)).sentence == "all 2 values differ."


def test_an_empty_array_agrees_with_an_empty_array():
    assert compare(np.empty((0, 3)), np.empty((0, 3))) is None
    assert compare(np.empty((0, 3)), np.empty((3, 0))).stage == "shape"


def test_an_object_left_in_a_students_process_goes_by_the_name_of_its_type():
    class Remote:
        type_name = "Tensor"

    assert compare(Remote(), X).sentence == "expected a NumPy array, got a Tensor."


def test_expect_close_to_ignores_the_dtype_and_takes_lists_and_numbers():
    expect(X.astype("float32")).close_to(X.tolist())
    expect(np.float64(0.5)).close_to(0.5)
    expect(0.5 + 1e-6).close_to(0.5, rtol=1e-5)


@pytest.mark.parametrize(
    ("actual", "message"),
    [
        (X + 1, "y: all 6 values differ. The worst is at index (0, 0): got 1, expected 0."),
        (X.tolist(), "y: expected a NumPy array, got a list."),
        (X[0], "y: expected shape (2, 3), got shape (3,)."),
    ],
)
def test_expect_close_to_names_the_answer(actual, message):
    with pytest.raises(AssertionError) as failure:
        expect(actual, "y").close_to(X)
    assert str(failure.value) == message


def test_expect_has_shape():
    expect(X).has_shape(2, 3)
    with pytest.raises(AssertionError, match=r"^y: expected shape \(3, 2\), got \(2, 3\)\.$"):
        expect(X, "y").has_shape(3, 2)
    expect(X.tolist(), "y").has_shape(2, 3)
    with pytest.raises(AssertionError, match=r"^y: expected numbers, got a list\.$"):
        expect([["1", "2"]], "y").has_shape(1, 2)
    with pytest.raises(AssertionError, match=r"^y: expected shape \(2, 2\), got rows of unequal"):
        expect([[1, 2], [3]], "y").has_shape(2, 2)


@pytest.mark.parametrize("ask", [compare, lambda got, _: expect(got).has_shape(2, 2)])
def test_a_list_of_unlike_arrays_takes_no_room(ask):
    """NumPy would give each of the small numbers the 32 bytes of the one complex long double."""
    got = [np.zeros(10_000, np.int8)] * 200 + [np.zeros(10_000, np.clongdouble)]
    tracemalloc.start()
    try:
        with suppress(AssertionError):
            assert ask(got, [[1, 2], [3, 4]]).stage == "shape"
        assert tracemalloc.get_traced_memory()[1] < 1e6
    finally:
        tracemalloc.stop()


def test_an_expected_dtype_is_asked_for_by_name():
    expect(np.zeros(3, dtype="float32"), "y").has_dtype("float32")
    with pytest.raises(AssertionError, match=r"^y: expected dtype float32, got float64\.$"):
        expect(np.zeros(3), "y").has_dtype("float32")
    with pytest.raises(AssertionError, match=r"^y: expected a NumPy array, got a list\.$"):
        expect([0.0], "y").has_dtype("float64")


def test_a_function_keeps_the_dtype_and_leaves_its_input():
    where = np.array([0, 1])
    expect(lambda x, indices, scale: x[indices] * scale, "f").keeps_dtype(
        np.ones(3), where, scale=2
    )
    expect(lambda x: (x, x.argmax(keepdims=True)), "f").keeps_dtype(np.ones(3))
    with pytest.raises(AssertionError, match=r"^f of float32: expected dtype float32, got float64"):
        expect(lambda x: x.astype("float64"), "f").keeps_dtype(np.ones(3))
    with pytest.raises(AssertionError, match=r"^f of float64: expected dtype float64, got float32"):
        expect(lambda x: (x, x.astype("float32")), "f").keeps_dtype(np.ones(3))
    given = np.ones(3)

    def changes(_, x):
        x += 1
        return x

    with pytest.raises(AssertionError, match=r"^f changed its argument 2: use a copy\.$"):
        expect(changes, "f").keeps_dtype(1.0, given)
    assert (given == 1).all()
