"""Scores for the losses, and what the cases are called."""

import numpy as np

__all__ = ["label", "scores"]


def scores(rng: np.random.Generator) -> np.ndarray:
    """Draw the scores of some examples for some classes, not as many of one as of the other."""
    n, k = rng.choice(np.arange(3, 9), size=2, replace=False).tolist()
    return 2 * rng.standard_normal((n, k))


def label(x: np.ndarray, words: str = "") -> str:
    words += "" if x.dtype == np.float64 else f", {x.dtype}"
    return f"{len(x)} examples, {x.shape[1]} classes{words}"
