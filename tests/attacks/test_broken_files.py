"""Invalid files of every kind: links, pipes, devices, archives, other encodings, odd names."""

import gzip
import io
import os
import socket
import tarfile
import zipfile

import pytest

from autograder.grading.submission import read_submission
from tests.attacks.attacking import (
    FUNCTIONS,
    HELD,
    HELD_ANSWERS,
    HELD_FUNCTIONS,
    HONEST,
    MODULE,
    NOTEBOOK,
    earned,
    grade_directory,
)


def archive(kind):
    """Return an archive that unpacks to a gigabyte, with a path that leaves its folder."""
    file = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("../../escaped", bytes(10**7))
            made.writestr("/absolute", b"x")
    else:
        with tarfile.open(fileobj=file, mode="w:gz") as made:
            made.addfile(tarfile.TarInfo("../../escaped"))
    return file.getvalue()


@pytest.mark.parametrize("name", ["work.zip", "work.tar.gz", "Work.ZIP", "work.rar", "a\nb.7z"])
def test_an_archive_is_reported_and_not_opened(attacker, handed_in, name):
    for work in (NOTEBOOK, *attacker.assignment.exercise_files):
        (handed_in / work).unlink()
    (handed_in / name).write_bytes(archive("zip" if name.lower().endswith("zip") else "tar"))
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HELD
    shown = name.replace("\n", "\N{REPLACEMENT CHARACTER}")
    sentence = f"{shown} is an archive, and was not opened: hand in the files themselves."
    assert sentence in result.findings
    assert not list(handed_in.parents[1].glob("**/escaped"))


def as_directory(path):
    path.mkdir()
    (path / "inside").write_text("x")


def as_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


def as_device(path):
    os.mknod(path, 0o666 | 0o020000, os.makedev(1, 5))  # /dev/zero, which is endless


def as_huge(path):
    with path.open("wb") as file:
        file.truncate(500 << 20)


IN_PLACE = {
    "a folder": (as_directory, "is not an ordinary file, and was not opened."),
    "a pipe": (os.mkfifo, "is not an ordinary file, and was not opened."),
    "a socket": (as_socket, "is not an ordinary file, and was not opened."),
    "a device": (as_device, "is not an ordinary file, and was not opened."),
    "500 MB": (as_huge, "was not read."),
    "a link to a secret": (lambda path: path.symlink_to("/etc/passwd"), "is a link"),
    "a link to nowhere": (lambda path: path.symlink_to("nowhere"), "is a link"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "is a link"),
    "a link to a folder": (lambda path: path.symlink_to("/"), "is a link"),
    "a link out of the folder": (lambda path: path.symlink_to("../../../x"), "is a link"),
}


@pytest.mark.parametrize("name", [NOTEBOOK, MODULE])
@pytest.mark.parametrize("what", IN_PLACE)
def test_a_file_replaced_by_something_else(attacker, handed_in, monkeypatch, name, what):
    make, sentence = IN_PLACE[what]
    (handed_in / name).unlink()
    monkeypatch.chdir(handed_in)
    if what == "a device" and os.geteuid() != 0:
        pytest.skip("only root makes devices")
    make(handed_in / name)
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST | (HELD_ANSWERS if name == NOTEBOOK else HELD_FUNCTIONS)
    named = [one for one in result.findings if one.startswith(f"{name} is ")]
    assert len(named) == 1
    assert sentence in named[0]


@pytest.mark.parametrize("what", IN_PLACE)
def test_the_library_folder_replaced_by_something_else(attacker, handed_in, monkeypatch, what):
    (handed_in / "cnnlib").rename(handed_in.parent / "elsewhere")
    monkeypatch.chdir(handed_in)
    if what == "a device" and os.geteuid() != 0:
        pytest.skip("only root makes devices")
    if what != "a folder":
        IN_PLACE[what][0](handed_in / "cnnlib")
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST | HELD_FUNCTIONS | {"correlate2d": None}
    assert any(one.startswith(MODULE) for one in result.findings)


def test_links_and_devices_beside_the_work_are_ignored(attacker, handed_in):
    (handed_in / "all").symlink_to("/")
    (handed_in / "cnnlib" / "conv.py").unlink()
    (handed_in / "cnnlib" / "conv.py").symlink_to("/etc/passwd")
    (handed_in / "cnnlib" / "numpy.py").write_text("raise SystemExit")
    (handed_in / "cnnlib" / "secret.py").symlink_to("/etc/shadow")
    os.mkfifo(handed_in / "pipe")
    (handed_in / "numpy.py").write_text("raise SystemExit")
    assert earned(grade_directory(attacker, handed_in)) == HONEST


MODULES = {
    "UTF-16": ("utf-16", False),
    "Latin-1 with an umlaut": ("latin-1", False),
    "a byte order mark": ("utf-8-sig", True),
}


@pytest.mark.parametrize("how", MODULES)
def test_a_module_in_another_encoding(attacker, handed_in, how):
    encoding, runs = MODULES[how]
    path = handed_in / MODULE
    path.write_bytes((path.read_text() + "\nname = 'ä'\n").encode(encoding))
    result = grade_directory(attacker, handed_in)
    assert earned(result) == (HONEST if runs else HONEST | HELD_FUNCTIONS)
    assert (result.findings == ()) == runs


NO_TEXT = {
    "an empty file": lambda _: b"",
    "compiled code": lambda text: b"\xa7\r\r\n\0\0\0\0" + text[:50],
    "compressed": gzip.compress,
    "null bytes": lambda text: text + b"\0",
}


@pytest.mark.parametrize("how", NO_TEXT)
def test_a_module_that_is_no_text_is_held(attacker, handed_in, how):
    path = handed_in / MODULE
    path.write_bytes(NO_TEXT[how](path.read_bytes()))
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST | HELD_FUNCTIONS
    (remark,) = result.remarks
    assert remark.exercises == tuple(HELD_FUNCTIONS)


MODULE_BYTES = {
    "another coding line": lambda text: b"# coding: utf-7\n" + text.replace(b"+", b"+AGA-"),
    "an unknown coding line": lambda text: b"# coding: klingon\n" + text,
    "a merge conflict": lambda text: text.replace(b"return", b"<<<<<<< HEAD\nreturn", 1),
    "brackets too deep": lambda text: text + b"x = " + b"(" * 10**5,
    "an import of itself": lambda text: b"from cnnlib.im2col import *\nraise ImportError\n" + text,
}


@pytest.mark.parametrize("how", MODULE_BYTES)
def test_a_module_that_does_not_run_costs_only_its_functions(attacker, handed_in, how):
    path = handed_in / MODULE
    path.write_bytes(MODULE_BYTES[how](path.read_bytes()))
    assert earned(grade_directory(attacker, handed_in)) == HONEST | FUNCTIONS


def test_windows_line_ends_in_a_module(attacker, handed_in):
    path = handed_in / MODULE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST
    assert result.findings == ()


NAMES = [
    "my work.ipynb",
    "two\nlines.ipynb",
    "\u202eypni.ipynb",
    "\x1b]0;title\x07.ipynb",
    "<script>alert(1)<script>.ipynb",
    "=cmd|' !A0.ipynb",
    "-rf.ipynb",
    "$(reboot).ipynb",
    os.fsdecode(b"\xff\xfe.ipynb"),
    "é" * 100 + ".ipynb",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_with_another_name_is_graded(attacker, handed_in, name):
    (handed_in / NOTEBOOK).rename(handed_in / name)
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST
    (finding,) = result.findings
    assert finding.endswith(f"not {NOTEBOOK}; it was graded.")


def test_files_added_by_macos_and_windows(attacker, handed_in):
    """A renamed download, the files that macOS adds, a suffix in capitals."""
    (handed_in / NOTEBOOK).rename(handed_in / "03-im2col (1).IPYNB")
    for name in ("._03-im2col (1).ipynb", ".~03-im2col.ipynb", "._work.zip"):
        (handed_in / name).write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    (handed_in / "__MACOSX").mkdir()
    (handed_in / "__MACOSX" / NOTEBOOK).write_bytes(b"")
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST
    (finding,) = result.findings
    assert finding.endswith(f"not {NOTEBOOK}; it was graded.")


def test_of_very_many_files_only_some_are_named(attacker, handed_in):
    (handed_in / NOTEBOOK).unlink()
    for number in range(2000):
        (handed_in / f"{number}.zip").touch()
        (handed_in / f"{number}.ipynb").touch()
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST | HELD_ANSWERS
    assert sum(map(len, result.findings)) < 2000


def test_work_one_folder_too_deep(attacker, handed_in):
    """As when an archive is unpacked into a folder."""
    deeper = handed_in / "inner"
    deeper.mkdir()
    for name in (NOTEBOOK, "cnnlib"):
        (handed_in / name).rename(deeper / name)
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST
    assert result.findings == ("The work was in the folder inner, and was graded from there.",)


def test_an_empty_folder(attacker, tmp_path):
    (tmp_path / "empty").mkdir()
    result = grade_directory(attacker, tmp_path / "empty")
    assert earned(result) == HELD
    assert result.findings == ("The folder is empty: nothing was handed in.",)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("name", [NOTEBOOK, MODULE, "cnnlib", "."])
def test_files_without_read_permission_are_reported(attacker, handed_in, name):
    (handed_in / name).chmod(0)
    try:
        with pytest.raises(OSError, match="ermission"):
            read_submission(handed_in, "mallory", attacker.assignment)
    finally:
        (handed_in / name).chmod(0o755)
