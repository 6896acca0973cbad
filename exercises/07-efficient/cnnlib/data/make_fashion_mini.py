"""Create the included data set from the four original files of Fashion-MNIST.

``python -m cnnlib.data.make_fashion_mini FOLDER`` writes ``fashion-mini.npz`` next to this file.
Debian's package ``dataset-fashion-mnist`` puts the originals in
``/usr/share/datasets/fashion-mnist``.
"""

import sys
from pathlib import Path

import numpy as np

from cnnlib.data.registry import OFFICIAL_FILES
from cnnlib.data.sets import FASHION_MINI, read_four_idx
from cnnlib.data.splits import pick_per_class, split_off

__all__ = ["select_fashion_mini"]

# As many as fit in 4 MB: a compressed image takes about 440 bytes.
TRAIN, VALIDATION, TEST = 600, 100, 150


def select_fashion_mini(folder: Path) -> dict[str, np.ndarray]:
    """Return the arrays of `fashion-mini`, named as in `Dataset`.

    600 training and 100 validation images per class come from the original training set, 150 test
    images per class from the original test set; seed 0, in their original order.

    Parameters
    ----------
    folder : Path
        Where the four original files are, under their original names.
    """
    files = [folder / file.name for file in OFFICIAL_FILES["fashion-mnist"]]
    (x, y), (x_test, y_test) = read_four_idx(files)
    chosen, chosen_test = pick_per_class(y, TRAIN + VALIDATION), pick_per_class(y_test, TEST)
    train, val = (chosen[part] for part in split_off(y[chosen], VALIDATION))
    return {
        "x_train": x[train, None],
        "y_train": y[train].astype(np.int64),
        "x_val": x[val, None],
        "y_val": y[val].astype(np.int64),
        "x_test": x_test[chosen_test, None],
        "y_test": y_test[chosen_test].astype(np.int64),
    }


if __name__ == "__main__":
    arrays = select_fashion_mini(Path(sys.argv[1]))
    np.savez_compressed(FASHION_MINI, allow_pickle=False, **arrays)
