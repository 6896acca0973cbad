"""The data sets by name, each in its three parts."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from cnnlib.data.cifar_binary import Arrays, read_cifar10, read_cifar100
from cnnlib.data.dataset import Dataset
from cnnlib.data.emnist import EMNIST_BALANCED_CLASSES, read_emnist_balanced
from cnnlib.data.fetch import find_files
from cnnlib.data.idx import read_idx
from cnnlib.data.splits import split_off

__all__ = ["load", "read_four_idx"]

FASHION_MINI = Path(__file__).parent / "fashion-mini.npz"
FASHION_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def load(name: str = "fashion-mini") -> Dataset:
    """Load a data set.

    ==================  ===========  ==========  ======  ==========  =====================
    name                training     validation  test    image       validation, a class
    ==================  ===========  ==========  ======  ==========  =====================
    ``fashion-mini``          6 000       1 000   1 500  1 x 28 x 28                    100
    ``fashion-mnist``        55 000       5 000  10 000  1 x 28 x 28                    500
    ``mnist``                55 000       5 000  10 000  1 x 28 x 28                    500
    ``emnist-balanced``      94 000      18 800  18 800  1 x 28 x 28                    400
    ``cifar10``              45 000       5 000  10 000  3 x 32 x 32                    500
    ``cifar100``             47 500       2 500  10 000  3 x 32 x 32                     25
    ==================  ===========  ==========  ======  ==========  =====================

    The test set is the official one, and validation images are taken from the official training
    set, always the same ones: a fixed number per class, chosen with seed 0 by `splits.split_off`.

    ``fashion-mini`` is a part of Fashion-MNIST that comes with the course. The others are read
    from ``$CNNLIB_DATA/<name>/``, where the official files are under their official names, or else
    downloaded once from their official address, checked, and kept in the user's cache.

    Parameters
    ----------
    name : str
        One of the six above.

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        If there is no such data set, or a file of it is damaged.
    DataUnavailableError
        If it is not on this machine and cannot be downloaded.

    References
    ----------
    Fashion-MNIST: Xiao, Rasul & Vollgraf (2017). MNIST: LeCun, Bottou, Bengio & Haffner (1998).
    EMNIST: Cohen, Afshar, Tapson & van Schaik (2017). CIFAR: Krizhevsky (2009). The split of
    CIFAR-100: *MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional
    Networks*, section 5.
    """
    if name not in SETS:
        raise ValueError(f"There is no data set {name!r}; there are {', '.join(SETS)}.")
    return SETS[name]()


def read_four_idx(files: list[Path]) -> tuple[Arrays, Arrays]:
    """Return training images and labels, test images and labels, from the four files of MNIST."""
    x_train, y_train, x_test, y_test = (read_idx(file.read_bytes(), file.name) for file in files)
    return (x_train, y_train), (x_test, y_test)


def _load_fashion_mini() -> Dataset:
    with np.load(FASHION_MINI) as stored:
        return Dataset(**stored, classes=FASHION_CLASSES)


def _load_fashion_mnist() -> Dataset:
    train, test = read_four_idx(find_files("fashion-mnist"))
    return _split(train, test, FASHION_CLASSES, per_class=500)


def _load_mnist() -> Dataset:
    train, test = read_four_idx(find_files("mnist"))
    return _split(train, test, tuple("0123456789"), per_class=500)


def _load_emnist_balanced() -> Dataset:
    train, test = read_emnist_balanced(*find_files("emnist-balanced"))
    return _split(train, test, EMNIST_BALANCED_CLASSES, per_class=400)


def _load_cifar10() -> Dataset:
    return _split(*read_cifar10(*find_files("cifar10")), per_class=500)


def _load_cifar100() -> Dataset:
    return _split(*read_cifar100(*find_files("cifar100")), per_class=25)


SETS: dict[str, Callable[[], Dataset]] = {
    "fashion-mini": _load_fashion_mini,
    "fashion-mnist": _load_fashion_mnist,
    "mnist": _load_mnist,
    "emnist-balanced": _load_emnist_balanced,
    "cifar10": _load_cifar10,
    "cifar100": _load_cifar100,
}


def _split(train: Arrays, test: Arrays, classes: tuple[str, ...], per_class: int) -> Dataset:
    """Return a data set with validation images split off; grey images get a channel axis."""
    (x, y), (x_test, y_test) = (
        (images[:, None] if images.ndim == 3 else images, labels.astype(np.int64))
        for images, labels in (train, test)
    )
    kept, held_out = split_off(y, per_class)
    return Dataset(x[kept], y[kept], x[held_out], y[held_out], x_test, y_test, classes)
