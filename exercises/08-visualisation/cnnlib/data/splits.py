"""Choose images class by class, always the same ones, on every machine."""

import numpy as np

__all__ = ["pick_per_class", "split_off"]


def pick_per_class(labels: np.ndarray, per_class: int, seed: int = 0) -> np.ndarray:
    """Return the indices of `per_class` images of each class, chosen at random, ascending.

    Parameters
    ----------
    labels : ndarray of int, shape (N,)
    per_class : int
    seed : int

    Returns
    -------
    ndarray of int, shape (classes * per_class,)

    Raises
    ------
    ValueError
        If a class has fewer images than `per_class`.
    """
    classes, counts = np.unique(labels, return_counts=True)
    if counts.size and counts.min() < per_class:
        scarce = classes[counts.argmin()]
        raise ValueError(
            f"Class {scarce} has {counts.min()} of the {len(labels)} images, fewer than the "
            f"{per_class} per class that are wanted."
        )
    # RandomState always draws the same numbers; default_rng may change with a new NumPy.
    rng = np.random.RandomState(seed)
    chosen = [rng.permutation(np.flatnonzero(labels == label))[:per_class] for label in classes]
    return np.sort(np.concatenate(chosen)) if chosen else np.empty(0, dtype=np.intp)


def split_off(labels: np.ndarray, per_class: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of training images, and of `per_class` validation images per class.

    Both are ascending; together they are all indices, and none is in both. Arguments and errors are
    those of `pick_per_class`.
    """
    held_out = pick_per_class(labels, per_class, seed)
    return np.setdiff1d(np.arange(len(labels)), held_out), held_out
