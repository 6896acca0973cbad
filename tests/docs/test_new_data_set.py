"""The data set that the guide adds as an example is read from files in MNIST's format."""

import re
import textwrap

import numpy as np

from autograder.course.repository import REPOSITORY
from cnnlib.data import fetch, sets
from cnnlib.data.registry import OfficialFile
from tests.cnnlib.data.test_data_files import idx_gz

PAGE = REPOSITORY.root / "docs" / "new-exercise.md"
NAMES = ("train-images", "train-labels", "test-images", "test-labels")
IMAGES, LABELS = 5_100, 12


def test_the_example_loads(tmp_path, monkeypatch):
    section = PAGE.read_text(encoding="utf-8").partition("# A data set")[2]
    (example,) = re.findall(r"^ *```python\n(.*?)^ *```$", section, re.M | re.S)
    (tmp_path / "letters").mkdir()
    for name, count in zip(NAMES, (IMAGES, IMAGES, LABELS, LABELS), strict=True):
        shape = (count, 2, 3) if "images" in name else (count,)
        array = np.resize(np.arange(10, dtype=np.uint8), shape)
        (tmp_path / "letters" / name).write_bytes(idx_gz(array))
    files = tuple(OfficialFile("https://example.org", name, "") for name in NAMES)
    monkeypatch.setitem(fetch.OFFICIAL_FILES, "letters", files)
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path))
    names = dict(vars(sets))
    exec(textwrap.dedent(example), names)
    monkeypatch.setitem(sets.SETS, "letters", names["_load_letters"])

    letters = sets.load("letters")
    assert letters.x_train.shape == (IMAGES - 5_000, 1, 2, 3)
    assert np.bincount(letters.y_val).tolist() == [500] * 10
    assert len(letters.x_test) == LABELS
    assert letters.classes == tuple("ABCDEFGHIJ")
