"""The version of the grader covers everything that decides a grade, and nothing else.

Files are changed in a copy of the repository.
"""

import os
import shutil
import subprocess
import sys
from functools import partial

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.authoring.equivalents import FILE as EQUIVALENTS
from autograder.course.assignment import load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY, Repository
from autograder.grading import version
from autograder.grading.imports import follow_imports
from autograder.sample_class.roster import hand_in
from tests.helpers.inmates import need_sandbox

ONE, TWO, THREE, FOUR = NAMES = ("01-convolution", "02-pooling", "03-im2col", "04-backprop")
NONE, ALL = (), NAMES


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the files that could decide a grade, and of some that cannot."""
    root = tmp_path_factory.mktemp("repository")
    compiled = shutil.ignore_patterns("__pycache__", "_build")
    for folder in ("autograder", "cnnlib", "solutions", "docs", "book"):
        shutil.copytree(REPOSITORY.root / folder, root / folder, ignore=compiled)
    for file in ("requirements.txt", "pyproject.toml"):
        shutil.copy(REPOSITORY.root / file, root / file)
    return Repository(root)


@pytest.fixture(scope="module")
def versions(copy):
    """Return a function that computes the versions of the four assignments again."""
    kept = {}

    def work_out(file="solutions"):
        """Load the assignments again if the file may be part of them, now and afterwards."""
        version._trusted.cache_clear()
        part = file.startswith(("solutions", "cnnlib"))
        if part or not kept:
            kept.update({name: load_assignment(name, copy) for name in NAMES})
        found = {name: version.grader_version(one, copy) for name, one in kept.items()}
        if part:
            kept.clear()
        return found

    yield work_out
    version._trusted.cache_clear()


@pytest.fixture(scope="module")
def before(versions):
    return versions()


@pytest.fixture
def touched(copy, versions, before):
    """Return a function that changes a file, lists the assignments affected, and restores it."""
    undo = []

    def change(file, edit):
        path = copy.root / file
        undo.append((path, path.read_bytes() if path.exists() else None))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(edit(undo[-1][1] or b""))
        assert path.read_bytes() != undo[-1][1]
        after = versions(file)
        return tuple(name for name in NAMES if after[name] != before[name])

    yield change
    for path, content in undo:
        path.unlink() if content is None else path.write_bytes(content)


def add(content: bytes) -> bytes:
    return content + b"\n"


def replaced(old: str, new: str, content: bytes) -> bytes:
    assert old.encode() in content
    return content.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize(
    "file",
    [
        "autograder/cli/commands/grade.py",
        "autograder/feedback/content.py",
        "autograder/report/rows.py",
        "autograder/exports/canvas.py",
        "autograder/pages/templates/feedback.html.j2",
        "autograder/authoring/release.py",
        "autograder/records/store.py",
        "autograder/run/plan.py",
        "autograder/files/atomic.py",
        "autograder/course/settings.py",
        "autograder/chapters/a_ninth/__init__.py",
        "autograder/chapters/a_ninth/exercise.py",
        "autograder/chapters/depth/__init__.py",
        f"autograder/chapters/im2col/{EQUIVALENTS}",
        "autograder/chapters/im2col/__pycache__/im2col.cpython-311.pyc",
        "autograder/chapters/im2col/.im2col.py.swp",
        "autograder/checks/.DS_Store",
        "solutions/09-a-ninth.md",
        "cnnlib/models/lenet_variants.py",
        "cnnlib/training/train.py",
        "cnnlib/of_no_chapter.py",
        "docs/teaching.md",
        "book/03-im2col.md",
        "README.md",
        "pyproject.toml",
        "class.toml",
        "sample-class/class.toml",
    ],
)
def test_a_file_that_decides_no_grade_regrades_nothing(touched, file):
    assert touched(file, add) == NONE


@pytest.mark.parametrize(
    ("file", "whose"),
    [
        # the engine
        ("autograder/grading/grade.py", ALL),
        ("autograder/sandbox/limits.py", ALL),
        ("autograder/inside/worker.py", ALL),
        ("autograder/checks/outcomes.py", ALL),
        ("autograder/checks/fashion-held-out.npz", ALL),
        ("autograder/checks/a_new_kind.py", ALL),
        ("autograder/files/ordinary.py", ALL),  # which grading imports
        ("autograder/course/assignment.py", ALL),
        # a chapter's own
        ("autograder/chapters/convolution/oracles.py", (ONE,)),
        ("autograder/chapters/pooling/answers/max_pool2d.py", (TWO,)),
        ("autograder/chapters/backprop/__init__.py", (FOUR,)),
        ("autograder/chapters/im2col/col2im.py", (THREE,)),
        ("autograder/chapters/im2col/a_new_exercise.py", (THREE,)),
        ("autograder/chapters/pooling/table.csv", (TWO,)),
        ("autograder/chapters/backprop/train.calibration.json", (FOUR,)),
        # the library: what students have, and what checks import
        ("cnnlib/conv.py", ALL),
        ("cnnlib/checking.py", ALL),
        ("cnnlib/conv1d.py", (TWO, THREE, FOUR)),
        ("cnnlib/pooling.py", (TWO, THREE, FOUR)),
        ("cnnlib/im2col.py", (THREE, FOUR)),
        ("cnnlib/descent.py", (FOUR,)),
        ("cnnlib/layers/layer.py", (FOUR,)),
        ("cnnlib/data/fashion-mini.npz", (FOUR,)),
        ("cnnlib/data/sets.py", (FOUR,)),
        ("cnnlib/__init__.py", ALL),
    ],
)
def test_a_change_regrades_exactly_the_assignments_that_it_touches(touched, file, whose):
    assert touched(file, add) == whose


@pytest.mark.parametrize(
    ("file", "whose"),
    [
        ("autograder/chapters/depth/he_normal.py", "5"),
        ("autograder/chapters/efficient/answers/fire.py", "7"),
        ("autograder/chapters/visualisation/levels.json", "8"),
        ("cnnlib/dropout.py", "678"),
        ("cnnlib/training/train.py", "78"),
        ("cnnlib/architecture/build.py", "45678"),  # where students' networks are built
        ("cnnlib/visualisation/activation_maps.py", "8"),
    ],
)
def test_among_all_chapters_exactly_those_are_regraded(copy, in_all_chapters, file, whose):
    path = copy.root / file
    content = path.read_bytes()
    try:
        path.write_bytes(content + b"\n")
        after = _versions_in(copy)
    finally:
        path.write_bytes(content)
    touched = [name for name in after if after[name] != in_all_chapters[name]]
    assert [name.partition("-")[0] for name in touched] == [f"0{number}" for number in whose]


@pytest.fixture(scope="module")
def in_all_chapters(copy):
    return _versions_in(copy)


def _versions_in(copy):
    version._trusted.cache_clear()
    names = copy.assignment_names()
    return {name: version.grader_version(load_assignment(name, copy), copy) for name in names}


PINS = {
    pin.name: str(pin)
    for line in (REPOSITORY.root / "requirements.txt").read_text().splitlines()
    if (stated := line.partition("#")[0].strip())
    for pin in [Requirement(stated)]
}


@pytest.mark.parametrize(
    ("package", "whose"),
    [
        ("numpy", ALL),
        ("torch", ALL),  # oracles
        ("ipython", ALL),  # runs the cells
        ("traitlets", ALL),
        ("jedi", ALL),  # which IPython brings
        ("nbgrader", ALL),
        ("pytest", NONE),
        ("Sphinx", NONE),
        ("typer", NONE),
        ("SQLAlchemy", NONE),
    ],
)
def test_the_pins_of_packages_that_affect_results_count(touched, package, whose):
    other = f"{package}==0.0.1"
    assert touched("requirements.txt", partial(replaced, PINS[package], other)) == whose


@pytest.mark.parametrize(
    ("old", "new", "whose"),
    [
        ("  points: 9\n", "  points: 8\n", (THREE,)),
        ('earned = check("03-im2col.col2im", col2im)', "earned = 20.0", (THREE,)),
        ("ones = np.ones((1, 4, 6))", "ones = np.ones((1, 4, 6), float)", (THREE,)),
        ("import numpy as np\n\nfrom cnnlib", "import numpy as np\nfrom cnnlib", (THREE,)),
        ("name: python3\n---", "name: python3\ncourse: {seconds: 20}\n---", (THREE,)),
        ("Copy every window of every image", "Copy each window of each image", NONE),
        ("## 3 · `col2im`\n", "A word more.\n\n+++\n\n## 3 · `col2im`\n", NONE),
    ],
    ids=["points", "hidden test", "visible test", "locked cell", "limits", "prose", "prose cell"],
)
def test_only_cells_that_are_run_or_graded_count(touched, old, new, whose):
    assert touched(f"solutions/{THREE}.md", partial(replaced, old, new)) == whose


def test_imports_of_a_grade_cell_count(touched, copy):
    """It runs outside the sandbox, and may import modules that no student has."""
    path = copy.root / f"solutions/{THREE}.md"
    text = path.read_text()
    try:
        old = "ones = np.ones((1, 4, 6))"
        path.write_text(text.replace(old, f"from cnnlib.models import lenet_variants\n{old}"))
        assert touched("cnnlib/models/lenet_variants.py", add) == (THREE,)
        path.write_text(text)
        assert touched("cnnlib/models/lenet_variants.py", add) == NONE
    finally:
        path.write_text(text)


def test_every_package_that_grading_imports_is_pinned_under_its_own_name():
    """Otherwise a change of its version would go unnoticed."""
    packages = ("grading", "sandbox", "inside", "checks", "chapters")
    files = [
        path for name in packages for path in (REPOSITORY.root / "autograder" / name).rglob("*.py")
    ]
    others = follow_imports(files, (), REPOSITORY.root).others - sys.stdlib_module_names
    assert "numpy" in others
    assert {canonicalize_name(name) for name in others} <= set(map(canonicalize_name, PINS))


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("autograder/chapters/backprop/conv2d_backward.py", True),
        ("autograder/checks/function_check.py", True),
        ("cnnlib/conv_backward.py", True),
        ("cnnlib/descent.py", True),
        ("cnnlib/data/sets.py", True),
        ("autograder/chapters/backprop/train.calibration.json", False),
        (f"autograder/chapters/backprop/{EQUIVALENTS}", False),
        ("autograder/chapters/im2col/im2col.py", False),
        ("autograder/grading/grade.py", False),
        ("cnnlib/models/lenet_variants.py", False),
        (f"solutions/{FOUR}.md", False),
    ],
)
def test_a_file_invalidates_mutants_and_calibrations_only_if_it_decides_them(copy, file, counts):
    def work_out():
        version._trusted.cache_clear()
        return version.checks_version("autograder.chapters.backprop", copy)

    path, before = copy.root / file, work_out()
    content = path.read_bytes()
    try:
        path.write_bytes(content + b"\n")
        assert (work_out() != before) is counts
    finally:
        path.write_bytes(content)
    assert work_out() == before


def dry_run(copy: Repository, class_folder: ClassFolder, *options: str) -> str:
    """Return the output of the copy's own `autograder grade` for one student."""
    where = ["--course", str(class_folder.directory), "--student", "half-done", *options]
    run = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", THREE, *where],
        cwd=copy.root,  # the first place where Python looks for modules
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return " ".join(run.stdout.split())


@pytest.mark.long
def test_the_command_regrades_a_class_only_after_a_decisive_change(copy, tmp_path):
    need_sandbox()
    class_folder = ClassFolder(tmp_path / "class")
    hand_in(class_folder)
    dry_run(copy, class_folder, "--jobs", "1")  # grades
    left = "It would grade 0, grade again 0, restore 0 and leave 1 unchanged."
    program = copy.root / "autograder/cli/commands/grade.py"
    kept = program.read_text()
    program.write_text(kept.replace("Grade again even if nothing changed.", "Grade all again."))
    (class_folder.directory / "class.toml").write_text('book = "https://example.org"\n')
    assert left in dry_run(copy, class_folder, "--dry-run")
    check = copy.root / "autograder/chapters/im2col/memory.py"
    text = check.read_text()
    check.write_text(f"{text}\n")
    said = dry_run(copy, class_folder, "--dry-run")
    assert "half-done: regrade, because the assignment or the grader has changed" in said
    check.write_text(text)
    assert left in dry_run(copy, class_folder, "--dry-run")
    program.write_text(kept)
