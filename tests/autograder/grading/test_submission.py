"""Only text is taken from a student's folder, and refused files are reported."""

import os

import pytest

from autograder.grading.result import Remark
from autograder.grading.submission import MAX_MODULE, read_submission

MODULE = "cnnlib/im2col.py"


@pytest.fixture
def folder(tmp_path, assignment):
    """The released folder, unchanged."""
    for name, content in {**assignment.library, assignment.notebook_file: b"{}"}.items():
        path = tmp_path / "handed-in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "handed-in"


def read(folder, assignment):
    return read_submission(folder, "ada", assignment)


def test_the_notebook_and_this_chapters_modules_are_taken(folder, assignment):
    submission = read(folder, assignment)
    assert submission.notebook == b"{}"
    assert submission.modules == {MODULE: assignment.library[MODULE]}
    assert submission.findings == ()


def test_other_files_are_not_taken(folder, assignment):
    (folder / "cnnlib" / "numpy.py").write_text("raise SystemExit")
    (folder / "sitecustomize.py").write_text("raise SystemExit")
    submission = read(folder, assignment)
    assert set(submission.modules) == {MODULE}
    assert submission.findings == ()


def test_a_changed_given_module_is_reported_and_not_taken(folder, assignment):
    (folder / "cnnlib" / "conv.py").write_text("def conv2d(): pass")
    submission = read(folder, assignment)
    assert set(submission.modules) == {MODULE}
    assert submission.findings == (
        "cnnlib/conv.py was changed; your instructor's copy was used instead.",
    )


def test_a_renamed_notebook_is_taken(folder, assignment):
    (folder / assignment.notebook_file).rename(folder / "Untitled (1).ipynb")
    submission = read(folder, assignment)
    assert submission.notebook == b"{}"
    assert "Untitled (1).ipynb" in submission.findings[0]


def test_of_several_wrongly_named_notebooks_none_is_taken(folder, assignment):
    (folder / assignment.notebook_file).rename(folder / "a.ipynb")
    (folder / "b.ipynb").write_text("{}")
    submission = read(folder, assignment)
    assert submission.notebook == b""
    assert "a.ipynb, b.ipynb" in submission.findings[0]


def test_an_empty_folder_holds_everything(tmp_path, assignment):
    submission = read(tmp_path, assignment)
    assert (submission.notebook, submission.modules) == (b"", {})
    everything = ("im2col", "col2im", "conv2d_im2col", "by_hand", "memory", "adjoint")
    assert submission.remarks == (
        Remark("The folder is empty: nothing was handed in.", everything),
    )


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "conv.py", "/nowhere"])
def test_a_link_is_not_followed(folder, assignment, target):
    (folder / MODULE).unlink()
    (folder / MODULE).symlink_to(target)
    submission = read(folder, assignment)
    assert submission.modules == {}
    assert f"{MODULE} is a link, and was not followed." in submission.findings


def test_a_linked_folder_is_not_followed(folder, assignment, tmp_path):
    (folder / "cnnlib").rename(tmp_path / "elsewhere")
    (folder / "cnnlib").symlink_to(tmp_path / "elsewhere")
    submission = read(folder, assignment)
    assert submission.modules == {}
    assert f"{MODULE} is a link, and was not followed." in submission.findings


def test_a_pipe_does_not_block(folder, assignment):
    (folder / MODULE).unlink()
    os.mkfifo(folder / MODULE)
    assert (
        f"{MODULE} is not an ordinary file, and was not opened."
        in read(folder, assignment).findings
    )


def test_a_large_file_is_not_read(folder, assignment):
    with (folder / MODULE).open("wb") as file:
        file.truncate(MAX_MODULE + 1)
    assert f"{MODULE} is larger than 1 MB, and was not read." in read(folder, assignment).findings


def test_the_digest_changes_with_each_byte(folder, assignment):
    before = read(folder, assignment).digest()
    assert read(folder, assignment).digest() == before
    (folder / MODULE).write_bytes(assignment.library[MODULE] + b"#")
    assert read(folder, assignment).digest() != before
