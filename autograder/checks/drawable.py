"""Convert two arrays to plain data that a feedback page can draw."""

from typing import Any

import numpy as np

from cnnlib.checking import wrong_values

__all__ = ["drawable"]

LARGEST_NUMBER = 8  # bytes; Python has no type for a long double


def drawable(got: np.ndarray, expected: np.ndarray) -> dict[str, Any] | None:
    """Return both arrays as nested lists and where they differ; None if JSON cannot hold them.

    Returns
    -------
    dict
        ``got`` and ``expected``, with NaN and infinity as strings, which JSON lacks as numbers, and
        ``wrong``, the indices into the flattened arrays where they differ: empty if shapes differ.
    """
    if got.dtype.kind not in "biuf" or got.dtype.itemsize > LARGEST_NUMBER or not got.size:
        return None
    same = got.shape == expected.shape
    wrong = np.flatnonzero(wrong_values(got, expected)).tolist() if same else []
    return {"got": _plain(got), "expected": _plain(expected), "wrong": wrong}


def _plain(array: np.ndarray) -> list[Any]:
    texts = np.array(list(map(str, array.flat)), dtype=object).reshape(array.shape)
    return np.where(np.isfinite(array), array, texts).tolist()
