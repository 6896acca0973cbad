"""Draw scores for the losses, and label the cases."""

import numpy as np

__all__ = ["label", "scores"]


def scores(rng: np.random.Generator) -> np.ndarray:
    """Draw scores, with different numbers of examples and classes."""
    n, k = rng.choice(np.arange(3, 9), size=2, replace=False).tolist()
    return 2 * rng.standard_normal((n, k))


def label(x: np.ndarray, words: str = "") -> str:
    words += "" if x.dtype == np.float64 else f", {x.dtype}"
    return f"{len(x)} examples, {x.shape[1]} classes{words}"
