"""The other data sets, from small files of the official formats that the tests write."""

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from cnnlib.data import Dataset, load
from cnnlib.data.cifar_binary import read_cifar10
from cnnlib.data.emnist import EMNIST_BALANCED_CLASSES, read_emnist_balanced
from cnnlib.data.idx import read_idx
from cnnlib.data.registry import OFFICIAL_FILES
from cnnlib.data.splits import split_off

PARTS = ("train", "val", "test")


def idx_gz(array: np.ndarray) -> bytes:
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return gzip.compress(header + array.tobytes(), compresslevel=1, mtime=0)


def random_arrays(classes: int, per_class: int, *image: int) -> tuple[np.ndarray, np.ndarray]:
    """Random images, and labels that go round."""
    labels = np.tile(np.arange(classes, dtype=np.uint8), per_class)
    pixels = np.random.default_rng(per_class).integers(0, 256, (len(labels), *image))
    return pixels.astype(np.uint8), labels


def write_tar(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def cifar_records(images: np.ndarray, *labels: np.ndarray) -> bytes:
    return np.hstack([np.stack(labels, axis=1), images.reshape(len(images), -1)]).tobytes()


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path))
    return tmp_path


def check_loaded(data: Dataset, train, test, per_class: int) -> None:
    """The official test set, and the official training set in two parts, in the official order."""
    (x, y), (x_test, y_test) = train, test
    np.testing.assert_array_equal(data.x_test, x_test)
    np.testing.assert_array_equal(data.y_test, y_test)
    assert np.bincount(data.y_val).tolist() == [per_class] * len(data.classes)
    kept, held_out = split_off(y, per_class)
    np.testing.assert_array_equal(data.x_train, x[kept])
    np.testing.assert_array_equal(data.y_train, y[kept])
    np.testing.assert_array_equal(data.x_val, x[held_out])
    np.testing.assert_array_equal(data.y_val, y[held_out])
    for part in PARTS:
        torch.from_numpy(getattr(data, f"x_{part}"))  # warns unless it may be written to
        torch.from_numpy(getattr(data, f"y_{part}"))
        assert getattr(data, f"x_{part}").flags.c_contiguous


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_mnist_is_four_idx_files(folder, name):
    train, test = random_arrays(10, 510, 3, 4), random_arrays(10, 3, 3, 4)
    (folder / name).mkdir()
    for file, array in zip(OFFICIAL_FILES[name], (*train, *test), strict=True):
        (folder / name / file.name).write_bytes(idx_gz(array))
    train, test = ((x[:, None], y) for x, y in (train, test))
    check_loaded(load(name), train, test, per_class=500)


def test_emnist_comes_in_a_zip_and_is_turned_upright(folder):
    train, test = random_arrays(47, 402, 3, 4), random_arrays(47, 1, 3, 4)
    (folder / "emnist-balanced").mkdir()
    with zipfile.ZipFile(folder / "emnist-balanced/gzip.zip", "w") as file:
        for part, (x, y) in (("train", train), ("test", test)):
            stem = f"gzip/emnist-balanced-{part}"
            transposed = np.ascontiguousarray(x.transpose(0, 2, 1))
            file.writestr(f"{stem}-images-idx3-ubyte.gz", idx_gz(transposed))
            file.writestr(f"{stem}-labels-idx1-ubyte.gz", idx_gz(y))
    train, test = ((x[:, None], y) for x, y in (train, test))
    data = load("emnist-balanced")
    check_loaded(data, train, test, per_class=400)
    assert (data.classes[10], data.classes[36], data.classes[46]) == ("A", "a", "t")


def test_cifar10_has_five_training_files_and_one_label_byte(folder):
    train, test = random_arrays(10, 510, 3, 32, 32), random_arrays(10, 2, 3, 32, 32)
    names = ["airplane", "automobile", "bird", "cat", "deer"]
    names += ["dog", "frog", "horse", "ship", "truck"]
    members = {"cifar-10-batches-bin/batches.meta.txt": ("\n".join(names) + "\n\n").encode()}
    parts = zip(*(np.array_split(array, 5) for array in train), strict=True)
    for number, part in reversed(list(enumerate(parts, start=1))):  # the archive has its own order
        members[f"cifar-10-batches-bin/data_batch_{number}.bin"] = cifar_records(*part)
    members["cifar-10-batches-bin/test_batch.bin"] = cifar_records(*test)
    (folder / "cifar10").mkdir()
    write_tar(folder / "cifar10/cifar-10-binary.tar.gz", members)
    data = load("cifar10")
    check_loaded(data, train, test, per_class=500)
    assert data.classes == tuple(names)


def test_cifar100_has_its_fine_label_after_the_coarse_one(folder):
    train, test = random_arrays(100, 26, 3, 32, 32), random_arrays(100, 1, 3, 32, 32)
    names = [f"class_{number}" for number in range(100)]
    members = {"cifar-100-binary/fine_label_names.txt": "\n".join(names).encode()}
    for part, (x, y) in (("train", train), ("test", test)):
        members[f"cifar-100-binary/{part}.bin"] = cifar_records(x, y // 5, y)
    (folder / "cifar100").mkdir()
    write_tar(folder / "cifar100/cifar-100-binary.tar.gz", members)
    data = load("cifar100")
    check_loaded(data, train, test, per_class=25)
    assert data.classes == tuple(names)


# --- the readers, given damaged files


def test_idx_is_read_with_any_number_of_axes():
    for shape in ((7,), (2, 3, 5), (2, 3, 2, 2)):
        array = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
        np.testing.assert_array_equal(read_idx(idx_gz(array), "a"), array)


IMAGES = idx_gz(np.zeros((2, 3, 4), np.uint8))


@pytest.mark.parametrize(
    ("compressed", "message"),
    [
        (b"no gzip at all", "f.gz is not a whole gzip file"),
        (IMAGES[:-9], "f.gz is not a whole gzip file"),
        (IMAGES[:12] + b"\xff\xff" + IMAGES[14:], "f.gz is not a whole gzip file"),
        (gzip.compress(b""), "f.gz is not an IDX file"),
        (gzip.compress(b"\x00\x00\x0d\x01" + bytes(8)), "f.gz is not an IDX file of unsigned byt"),
        (gzip.compress(b"\x00\x00\x08\x03" + bytes(5)), r"shape is \(\), but holds 9 bytes"),
        (gzip.compress(gzip.decompress(IMAGES)[:-1]), r"\(2, 3, 4\), but holds 39 bytes"),
        (gzip.compress(gzip.decompress(IMAGES) + b"x"), r"\(2, 3, 4\), but holds 41 bytes"),
    ],
    # The bytes hold the time of compression, and names have to be the same in every worker.
    ids=[f"damage {number}" for number in range(8)],
)
def test_a_damaged_idx_file_is_named(compressed, message):
    with pytest.raises(ValueError, match=message):
        read_idx(compressed, "f.gz")


def test_a_damaged_cifar_archive_is_named(tmp_path):
    archive = tmp_path / "c.tar.gz"
    write_tar(archive, {"a/test_batch.bin": bytes(3073)})
    with pytest.raises(ValueError, match=r"c.tar.gz does not hold data_batch_1.bin.*meta.txt\."):
        read_cifar10(archive)
    members = {f"a/data_batch_{number}.bin": bytes(3073) for number in range(1, 6)}
    members |= {"a/test_batch.bin": bytes(3072), "a/batches.meta.txt": b"cat"}
    write_tar(archive, members)
    with pytest.raises(ValueError, match=r"c.tar.gz holds 3072 bytes.* multiple of 3073"):
        read_cifar10(archive)
    whole = archive.read_bytes()
    for damaged in (whole[:-20], whole[:-8] + b"?" + whole[-7:], whole[: len(whole) // 2]):
        archive.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"c.tar.gz is not a whole tar.gz file"):
            read_cifar10(archive)
    archive.write_bytes(b"a page that says: not found")
    with pytest.raises(ValueError, match=r"c.tar.gz is not a whole tar.gz file"):
        read_cifar10(archive)


def test_a_damaged_emnist_archive_is_named(tmp_path):
    archive = tmp_path / "gzip.zip"
    archive.write_bytes(b"a page that says: not found")
    with pytest.raises(ValueError, match=r"gzip.zip is not EMNIST's zip file"):
        read_emnist_balanced(archive)
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("gzip/emnist-letters-train-images-idx3-ubyte.gz", IMAGES)
    with pytest.raises(ValueError, match=r"gzip.zip is not EMNIST's zip file: .*balanced-train-im"):
        read_emnist_balanced(archive)


def test_emnist_balanced_has_47_classes_eleven_of_them_lower_case():
    # Cohen et al. (2017): 15 letters look alike in both cases and share a class.
    assert len(set(EMNIST_BALANCED_CLASSES)) == 47
    lower = {name for name in EMNIST_BALANCED_CLASSES if name.islower()}
    assert set("abcdefghijklmnopqrstuvwxyz") - lower == set("cijklmopsuvwxyz")
