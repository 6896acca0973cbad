"""The data set that comes with the course: what it holds, and that it is what it is made of."""

import hashlib
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnnlib.data import load
from cnnlib.data.make_fashion_mini import select_fashion_mini
from cnnlib.data.registry import OFFICIAL_FILES
from cnnlib.data.sets import FASHION_MINI

DEBIAN = Path("/usr/share/datasets/fashion-mnist")
needs_the_originals = pytest.mark.skipif(
    not DEBIAN.is_dir(), reason="Debian's package dataset-fashion-mnist is not installed"
)
PARTS = ("train", "val", "test")


def test_fashion_mini_is_the_default_and_has_every_class_equally_often():
    data = load()
    for part, per_class in zip(PARTS, (600, 100, 150), strict=True):
        x, y = getattr(data, f"x_{part}"), getattr(data, f"y_{part}")
        assert (x.shape, x.dtype) == ((10 * per_class, 1, 28, 28), np.uint8)
        assert y.dtype == np.int64
        assert np.bincount(y).tolist() == [per_class] * 10
    assert len(set(data.classes)) == 10


def test_fashion_mini_has_the_mean_and_deviation_of_fashion_mnist():
    # .2860 and .3530 are the figures by which Fashion-MNIST is normalised everywhere.
    x = load().x_train / 255
    assert abs(x.mean() - 0.2860) < 0.003
    assert abs(x.std() - 0.3530) < 0.003


def test_fashion_mini_is_small_and_has_its_licence_beside_it():
    assert FASHION_MINI.stat().st_size <= 4_000_000
    licence = FASHION_MINI.with_suffix(".LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in licence
    assert "Zalando SE" in licence


@needs_the_originals
def test_fashion_mini_is_what_its_builder_makes_of_the_originals():
    made = select_fashion_mini(DEBIAN)
    with np.load(FASHION_MINI) as stored:
        assert sorted(stored) == sorted(made)
        for name in stored:
            np.testing.assert_array_equal(stored[name], made[name])


@needs_the_originals
@pytest.mark.parametrize(
    ("file", "seconds"),
    list(zip(OFFICIAL_FILES["fashion-mnist"], (606, 606, 627, 627), strict=True)),
    ids=lambda value: getattr(value, "name", ""),
)
def test_debians_files_are_the_official_ones_without_name_and_time(file, seconds):
    # Debian takes both out of the gzip header; put back, they give the published checksum.
    raw = (DEBIAN / file.name).read_bytes()
    time = struct.pack("<I", 1_504_176_000 + seconds)
    name = file.name.removesuffix(".gz").encode() + b"\0"
    official = b"\x1f\x8b\x08\x08" + time + b"\x00\x03" + name + raw[10:]
    assert hashlib.md5(official).hexdigest() == file.md5


@needs_the_originals
def test_fashion_mnist_is_read_from_a_folder_of_official_files(monkeypatch):
    monkeypatch.setenv("CNNLIB_DATA", str(DEBIAN.parent))
    data = load("fashion-mnist")
    assert [len(getattr(data, f"y_{part}")) for part in PARTS] == [55_000, 5_000, 10_000]
    # The first ten labels of the training set begin 9 0 0 3, an ankle boot first.
    assert data.classes[data.y_train[0]] == "Ankle boot"
    assert np.bincount(data.y_val).tolist() == [500] * 10


def test_loading_it_needs_neither_torch_nor_a_network_library():
    code = (
        "import sys; from cnnlib.data import load; load(); "
        "print({'torch', 'pooch', 'requests', 'tqdm'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match=r"no data set 'cifar'; .* fashion-mini, .*cifar100"):
        load("cifar")
