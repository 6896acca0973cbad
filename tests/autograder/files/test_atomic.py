"""Files and folders are written completely or not at all."""

import pytest

from autograder.files.atomic import replace_folder, whole_file, write_atomically


def test_a_file_replaces_the_old_one(tmp_path):
    path = tmp_path / "new" / "file.txt"
    for text in ("first", "second, ü"):
        write_atomically(path, text, durable=True)
        assert path.read_text("utf-8") == text
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_only_the_old_file(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")

    def fail():
        with whole_file(path) as unfinished:
            unfinished.write_text("half of the n")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fail()
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "\ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_replaces_the_old_one(tmp_path):
    folder = tmp_path / "folder"
    replace_folder(folder, {"a/b.txt": b"1", "c.txt": b"2"})
    replace_folder(folder, {"c.txt": b"3"})
    assert [path.name for path in folder.iterdir()] == ["c.txt"]
    replace_folder(folder, {}, old=tmp_path / "old")
    assert (tmp_path / "old" / "c.txt").read_bytes() == b"3"
    assert not list(folder.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "old"]
