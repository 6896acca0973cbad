"""Files that are swapped between being checked and being read."""

import os
from pathlib import Path

import pytest

from autograder.grading.submission import read_submission
from tests.attacks.attacking import MODULE, NOTEBOOK

SECRET = b"# a canary, in another's folder\n"


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_bytes(SECRET)
    return path


def as_link(path, secret):
    path.unlink()
    path.symlink_to(secret)


def as_pipe(path, _):
    path.unlink()
    os.mkfifo(path)


def as_folder_behind_a_link(path, secret):
    """Swap the folder of the file, which is checked on the way."""
    folder = path.parent.rename(path.parent.with_name("moved"))
    (secret.parent / "other").mkdir()
    (secret.parent / "other" / path.name).write_bytes(SECRET)
    folder.with_name(path.parent.name).symlink_to(secret.parent / "other")


def swap_once_looked_at(monkeypatch, path, swap):
    """Call `swap` as soon as the type of the file at `path` has been checked."""
    stat, left = os.stat, [swap]

    def looks(where, *args, **kwargs):
        found = stat(where, *args, **kwargs)
        if left and Path(os.fspath(where)).name == path.name:
            left.pop()()
        return found

    monkeypatch.setattr(os, "stat", looks)


@pytest.mark.parametrize("name", [NOTEBOOK, MODULE])
@pytest.mark.parametrize("become", [as_link, as_pipe])
def test_a_swapped_file_is_not_read(attacker, handed_in, monkeypatch, secret, name, become):
    path = handed_in / name
    swap_once_looked_at(monkeypatch, path, lambda: become(path, secret))
    taken = read_submission(handed_in, "mallory", attacker.assignment)
    assert SECRET not in (taken.notebook, *taken.modules.values())
    assert any(one.startswith(f"{name} is ") for one in taken.findings)


def test_a_folder_swapped_for_a_link_is_not_entered(attacker, handed_in, monkeypatch, secret):
    path = handed_in / MODULE
    swap_once_looked_at(monkeypatch, path.parent, lambda: as_folder_behind_a_link(path, secret))
    taken = read_submission(handed_in, "mallory", attacker.assignment)
    assert SECRET not in taken.modules.values()
    assert f"{MODULE} is a link, and was not followed." in taken.findings


def test_a_file_that_grows_while_being_read_is_cut_off(attacker, handed_in, monkeypatch):
    path = handed_in / MODULE
    swap_once_looked_at(monkeypatch, path, lambda: path.write_bytes(b"#" * 50_000_000))
    taken = read_submission(handed_in, "mallory", attacker.assignment)
    assert MODULE not in taken.modules
    assert any(one.startswith(f"{MODULE} is larger than 1 MB") for one in taken.findings)
