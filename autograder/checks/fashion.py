"""Fashion-MNIST as a task whose test labels no submission holds.

``python -m autograder.checks.fashion FOLDER`` writes ``fashion-held-out.npz`` next to this file,
from the four original files in FOLDER; Debian's package ``dataset-fashion-mnist`` puts them in
``/usr/share/datasets/fashion-mnist``. Its licence, MIT, is in ``cnnlib/data/fashion-mini.LICENSE``.
"""

import sys
from pathlib import Path

import numpy as np

from autograder.checks.perturbation import perturb
from autograder.checks.task import Task
from cnnlib.data import load
from cnnlib.data.registry import OFFICIAL_FILES
from cnnlib.data.sets import FASHION_MINI, read_four_idx
from cnnlib.data.splits import pick_per_class

__all__ = ["fashion_task", "select_held_out"]

HELD_OUT = Path(__file__).with_name("fashion-held-out.npz")
PER_CLASS = 200
TEST = 1_000


def fashion_task(rng: np.random.Generator) -> Task:
    """Draw a task: all of ``fashion-mini`` to learn from, 1 000 other images to be tested on.

    Every image is perturbed, and the ten classes are numbered anew: neither a table of the
    published labels nor weights that were trained before know these numbers.
    """
    mini = load("fashion-mini")
    numbers = rng.permutation(10)
    with np.load(HELD_OUT) as held_out:
        chosen = rng.permutation(len(held_out["y"]))[:TEST]
        x, y = held_out["x"][chosen], held_out["y"][chosen]
    return Task(
        perturb(mini.x_train, rng),
        numbers[mini.y_train],
        perturb(x, rng),
        numbers[y],
        classes=10,
    )


def select_held_out(folder: Path) -> dict[str, np.ndarray]:
    """Return official test images that are not in ``fashion-mini``, and their labels.

    Parameters
    ----------
    folder : Path
        Where the four original files are, under their original names.
    """
    files = [folder / file.name for file in OFFICIAL_FILES["fashion-mnist"]]
    _, (x, y) = read_four_idx(files)
    with np.load(FASHION_MINI) as mini:
        taken = {image.tobytes() for image in mini["x_test"]}
    free = np.array([n for n, image in enumerate(x) if image.tobytes() not in taken])
    chosen = free[pick_per_class(y[free], PER_CLASS)]
    return {"x": x[chosen, None], "y": y[chosen].astype(np.int64)}


if __name__ == "__main__":
    arrays = select_held_out(Path(sys.argv[1]))
    np.savez_compressed(HELD_OUT, allow_pickle=False, **arrays)
