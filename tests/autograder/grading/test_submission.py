"""Only text is taken from a student's folder, and refused files are reported."""

import os
from types import SimpleNamespace

import pytest

from autograder.course.repository import REPOSITORY
from autograder.grading.result import Remark
from autograder.grading.submission import MAX_MODULE, MAX_NOTEBOOK, read_submission
from autograder.sample_class.parts import Parts

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
    assert submission.modules[MODULE] == assignment.library[MODULE]
    assert submission.findings == ()


def test_other_files_are_not_taken(folder, assignment):
    (folder / "cnnlib" / "numpy.py").write_text("raise SystemExit")
    (folder / "sitecustomize.py").write_text("raise SystemExit")
    submission = read(folder, assignment)
    assert set(submission.modules) == assignment.exercise_files
    assert submission.findings == ()


def test_a_changed_given_module_is_reported_and_not_taken(folder, assignment):
    (folder / "cnnlib" / "conv.py").write_text("def conv2d(): pass")
    submission = read(folder, assignment)
    assert set(submission.modules) == assignment.exercise_files
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
    everything = FUNCTIONS + ANSWERS
    assert submission.remarks == (
        Remark("The folder is empty: nothing was handed in.", everything),
    )


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "conv.py", "/nowhere"])
def test_a_link_is_not_followed(folder, assignment, target):
    (folder / MODULE).unlink()
    (folder / MODULE).symlink_to(target)
    submission = read(folder, assignment)
    assert MODULE not in submission.modules
    assert f"{MODULE} is a link, and was not followed." in submission.findings


def test_a_linked_folder_is_not_followed(folder, assignment, tmp_path):
    (folder / "cnnlib").rename(tmp_path / "elsewhere")
    (folder / "cnnlib").symlink_to(tmp_path / "elsewhere")
    submission = read(folder, assignment)
    assert MODULE not in submission.modules
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


def test_a_notebook_with_huge_outputs_is_not_read_and_how_to_clear_them_is_said(folder, assignment):
    with (folder / assignment.notebook_file).open("ab") as file:
        file.truncate(MAX_NOTEBOOK + 1)
    said = f"{assignment.notebook_file} is larger than 20 MB, and was not read. Clear its outputs, "
    assert any(finding.startswith(said) for finding in read(folder, assignment).findings)


def test_the_digest_changes_with_each_byte(folder, assignment):
    before = read(folder, assignment).digest()
    assert read(folder, assignment).digest() == before
    (folder / MODULE).write_bytes(assignment.library[MODULE] + b"#")
    assert read(folder, assignment).digest() != before


# Work that is not where it should be.
NOTEBOOK, COPY = "03-im2col.ipynb", "03-im2col-Copy1.ipynb"
DATED = "03-im2col__20261101093000.ipynb"  # as nbgitpuller renames a student's file
FUNCTIONS = ("im2col", "col2im", "conv2d_im2col", "correlate2d")
ANSWERS = ("by_hand", "memory", "time_model", "adjoint")


@pytest.fixture(scope="module")
def files(assignment):
    """The files of right work, and of a blank folder."""
    parts = Parts(assignment, (REPOSITORY.library / "im2col.py").read_text(), "ada")
    return SimpleNamespace(
        right=parts.files(parts.answered()), blank=parts.files(parts.blank()), parts=parts
    )


@pytest.fixture
def hand_in(tmp_path, assignment):
    """Return a function that hands files in and reads them again."""

    def write(files):
        for name, content in files.items():
            (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "in" / name).write_bytes(content)
        return read(tmp_path / "in", assignment)

    return write


def moved(files, **names):
    """Return files under other names: the endings stand for the notebook and the module."""
    places = {NOTEBOOK: names["notebook"], MODULE: names["module"]}
    return {places.get(name, name): content for name, content in files.items()}


COPIES = {
    "a copy by Jupyter": (COPY, MODULE),
    "a copy by nbgitpuller": (DATED, MODULE),
    "a copy by Colab": ("Copy of 03-im2col.ipynb", MODULE),
    "a copied module": (NOTEBOOK, "cnnlib/im2col-Copy1.py"),
    "both copied": (COPY, "cnnlib/im2col (1).py"),
    "a module that Canvas has renamed": (NOTEBOOK, "im2col-1.py"),
    "a module with a name of one's own": (NOTEBOOK, "my_solution.py"),
    "a module beside the notebook": (NOTEBOOK, "im2col.py"),
}


@pytest.mark.parametrize("how", COPIES)
def test_a_finished_copy_beside_an_untouched_file_is_taken(files, hand_in, how):
    notebook, module = COPIES[how]
    submission = hand_in(files.blank | moved(files.right, notebook=notebook, module=module))
    assert submission.notebook == files.right[NOTEBOOK]
    assert submission.modules[MODULE] == files.right[MODULE]
    assert set(submission.findings) == {
        f"{name} is as released; {copy} was graded instead."
        for name, copy in ((NOTEBOOK, notebook), (MODULE, module))
        if name != copy
    }
    assert not any(remark.exercises for remark in submission.remarks)


@pytest.mark.parametrize(
    "name", ["im2col.py", "cnnlib/im2col-Copy1.py", "code/im2col.py", "my_solution.py"]
)
def test_a_module_with_another_name_is_taken(files, hand_in, name):
    submission = hand_in(moved(files.right, notebook=NOTEBOOK, module=name))
    assert submission.modules[MODULE] == files.right[MODULE]
    assert submission.findings == (f"The file is called {name}, not {MODULE}; it was graded.",)


@pytest.mark.parametrize("name", ["03-im2col.ipynb.json", "03-im2col.ipynb.txt", DATED])
def test_a_notebook_with_another_ending_is_taken(files, hand_in, name):
    submission = hand_in(moved(files.right, notebook=name, module=MODULE))
    assert submission.notebook == files.right[NOTEBOOK]
    assert submission.findings == (
        f"The notebook is called {name}, not {NOTEBOOK}; it was graded.",
    )


@pytest.mark.parametrize("inside", ["03-im2col", "a/b/c"])
def test_inner_folders_are_looked_into(files, hand_in, inside):
    submission = hand_in({f"{inside}/{name}": files.right[name] for name in files.right})
    assert submission.notebook == files.right[NOTEBOOK]
    assert submission.modules[MODULE] == files.right[MODULE]
    assert submission.findings == (
        f"The work was in the folder {inside}, and was graded from there.",
    )


def test_of_two_finished_copies_none_is_taken(files, hand_in):
    other = files.parts.files(files.parts.answered(answers={"adjoint": "Otherwise."}))
    copies = {COPY: files.right[NOTEBOOK], DATED: other[NOTEBOOK]}
    submission = hand_in(files.blank | {MODULE: files.right[MODULE]} | copies)
    assert submission.notebook == files.blank[NOTEBOOK]
    sentence = f"{NOTEBOOK} is as released, but several others ({COPY}, {DATED}): none was taken."
    assert submission.remarks == (Remark(sentence, ANSWERS),)


def test_what_only_a_copy_answers_is_held(files, hand_in):
    half = files.parts.blank()
    half.cell("adjoint").source = files.parts.answers["adjoint"]
    half.notebook_file = NOTEBOOK
    half.module = files.right[MODULE].decode()
    submission = hand_in(files.parts.files(half) | {COPY: files.right[NOTEBOOK]})
    sentence = (
        f"{NOTEBOOK} was graded, but does not answer by_hand, memory, time_model; {COPY} does."
    )
    assert submission.remarks == (Remark(sentence, ANSWERS[:-1]),)


def test_a_script_instead_of_the_notebook_is_named(files, hand_in):
    without = {name: files.right[name] for name in files.right if name != NOTEBOOK}
    submission = hand_in(without | {"03-im2col.py": b"a_prime = 1\n"})
    (remark,) = submission.remarks
    assert remark.exercises == ANSWERS
    assert "only 03-im2col.py, which is not a notebook" in remark.sentence


@pytest.mark.parametrize("there", [{"essay.pdf": b"%PDF"}, {"notes/a.txt": b"a"}])
def test_other_files_alone_are_named_in_one_remark(hand_in, there):
    (remark,) = hand_in(there).remarks
    assert remark.exercises == FUNCTIONS + ANSWERS
    assert f"only {next(iter(there))}: hand in the whole folder" in remark.sentence


def test_only_a_timestamp_is_an_empty_folder(hand_in):
    assert hand_in({"timestamp.txt": b"2026-11-16 20:15:00 UTC"}).findings == (
        "The folder is empty: nothing was handed in.",
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content + b"\n\n",
    ],
    ids=["Windows line ends", "a byte order mark", "final lines"],
)
def test_what_means_nothing_makes_no_remark(files, hand_in, change):
    changed = {
        name: change(content) if name.endswith(".py") else content
        for name, content in files.right.items()
    }
    assert hand_in(changed).remarks == ()


def test_changed_files_of_the_library_are_one_remark(files, hand_in):
    changed = dict.fromkeys(("cnnlib/conv.py", "cnnlib/checking.py"), b"x = 1\n")
    assert hand_in(files.right | changed).findings == (
        "cnnlib/checking.py, cnnlib/conv.py were changed; your instructor's copies were used "
        "instead.",
    )
