"""A student's library is made from the reference: exercises become stubs."""

import ast
import shutil
from pathlib import Path

import pytest

from autograder.chapters import CHAPTERS, PROVIDED, modules_until
from autograder.course.repository import REPOSITORY
from autograder.course.stubs import belongs, exercise_keys, stub_exercises, student_library
from cnnlib import im2col
from cnnlib.exercise import EXERCISES, exercise

LIBRARY = REPOSITORY.library
NOT_TEXT = bytes(range(256))
MODULE = '''"""A module."""

import numpy as np

@exercise("02-b.first", points=1)
def first(x, *, y=1):
    """Do it.

    In two paragraphs.
    """
    secret = 1

    def inner():
        return secret
    return inner()


def given():
    return 2  # stays

@exercise("02-b.second", points=2)
def second(x):
    "One line."
    return 3
'''


@pytest.fixture(autouse=True)
def no_exercise_is_registered(monkeypatch):
    """Or later tests of this process would take the made-up ones for the course's own."""
    monkeypatch.setattr("cnnlib.exercise.EXERCISES", dict(EXERCISES))


def test_bodies_are_replaced_and_signatures_and_docstrings_stay():
    stubs = stub_exercises(MODULE)
    before, after = ast.parse(MODULE), ast.parse(stubs)
    names = [node.name for node in after.body if isinstance(node, ast.FunctionDef)]
    assert names == ["first", "given", "second"]
    for old, new in zip(before.body, after.body, strict=True):
        if isinstance(old, ast.FunctionDef) and old.name != "given":
            assert ast.unparse(old.args) == ast.unparse(new.args)
            assert ast.get_docstring(old) == ast.get_docstring(new)
            assert isinstance(new.body[1], ast.Raise)
            assert len(new.body) == 2
    assert "secret" not in stubs
    assert "return 3" not in stubs
    assert "return 2  # stays" in stubs


def test_a_stub_raises_with_its_key():
    namespace = {"exercise": exercise}
    exec(stub_exercises(MODULE), namespace)
    with pytest.raises(NotImplementedError, match=r"02-b\.first"):
        namespace["first"](0)


def test_only_this_chapters_exercises_become_stubs(tmp_path):
    (tmp_path / "early.py").write_text(MODULE.replace("02-b", "01-a"))
    (tmp_path / "own.py").write_text(MODULE)
    (tmp_path / "late.py").write_text(MODULE.replace("02-b", "03-c"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sets.py").write_text("VALUE = 1\n")
    (tmp_path / "data" / "images.npz").write_bytes(NOT_TEXT)
    (tmp_path / "data" / "sets.pyc").write_bytes(NOT_TEXT)
    (tmp_path / "data" / "notes.txt").write_text("not handed out\n")
    assert student_library(tmp_path, "02-b", {"early", "own", "data"}) == {
        "cnnlib/early.py": MODULE.replace("02-b", "01-a").encode(),
        "cnnlib/own.py": stub_exercises(MODULE).encode(),
        "cnnlib/data/sets.py": b"VALUE = 1\n",
        "cnnlib/data/images.npz": NOT_TEXT,
    }


def test_a_module_of_two_chapters_is_refused(tmp_path):
    (tmp_path / "mixed.py").write_text(MODULE + MODULE.replace("02-b", "03-c"))
    with pytest.raises(ValueError, match=r"mixed\.py contains exercises of \['02-b', '03-c'\]"):
        student_library(tmp_path, "02-b", {"mixed"})


def library_files():
    return [path.relative_to(LIBRARY).as_posix() for path in sorted(LIBRARY.rglob("*.py"))]


@pytest.mark.parametrize("file", library_files())
def test_every_file_belongs_to_one_chapter_or_to_all_or_is_never_released(file):
    rooms = [PROVIDED, *(chapter.modules for chapter in CHAPTERS.values())]
    homes = sum(belongs(file, modules) for modules in rooms)
    if file.startswith("experiments/"):  # for readers of the book, never released
        assert not homes
    else:
        assert homes == 1 or (file.endswith("__init__.py") and homes)


def test_every_module_of_the_list_exists():
    files = library_files()
    for name in [*PROVIDED, *(name for chapter in CHAPTERS.values() for name in chapter.modules)]:
        assert any(belongs(file, {name}) and not file.endswith("__init__.py") for file in files)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_imports_nothing_from_later_ones(chapter):
    there = [file for file in library_files() if belongs(file, modules_until(chapter))]
    for file in there:
        for node in ast.walk(ast.parse((LIBRARY / file).read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cnnlib"):
                names = [node.module] if node.module != "cnnlib" else []
                names += [f"{node.module}.{alias.name}" for alias in node.names]
                paths = {name.replace(".", "/") + ".py" for name in names}
                paths |= {name.replace(".", "/") + "/__init__.py" for name in names}
                wanted = {path.removeprefix("cnnlib/") for path in paths} & set(library_files())
                assert wanted <= set(there), (file, wanted - set(there))


def test_exercises_are_in_a_module_of_their_chapter():
    for slug, chapter in CHAPTERS.items():
        for file in library_files():
            if belongs(file, chapter.modules) and not file.endswith("__init__.py"):
                keys = exercise_keys((LIBRARY / file).read_text())
                assert {key.split(".")[0] for key in keys} <= {slug}


def test_modules_of_later_chapters_are_left_out():
    assert modules_until("01-convolution") == {*PROVIDED, *CHAPTERS["01-convolution"].modules}
    assert "im2col" in modules_until("03-im2col")
    assert "im2col" not in modules_until("02-pooling")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_module_that_no_chapter_names_is_never_released(tmp_path, chapter):
    shutil.copytree(LIBRARY, tmp_path / "cnnlib", ignore=shutil.ignore_patterns("*.pyc"))
    for name in ("ahead.py", "layers/ahead.py", "ahead/__init__.py", "ahead/inside.py"):
        (tmp_path / "cnnlib" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "cnnlib" / name).write_text('"""Not in a chapter yet."""\n')
    released = student_library(tmp_path / "cnnlib", chapter, modules_until(chapter))
    assert released == student_library(LIBRARY, chapter, modules_until(chapter))


def test_an_exercise_without_docstring_is_refused():
    with pytest.raises(ValueError, match=r"02-b\.bare has no docstring"):
        stub_exercises('@exercise("02-b.bare", points=1)\ndef bare():\n    return 1\n')


def test_points_agree_between_library_and_notebook(assignment):
    """The decorator and the notebook's metadata both state the points of an exercise."""
    keys = exercise_keys(Path(im2col.__file__).read_text())
    assert keys
    for key in keys:
        cell = assignment.grade_cells[key.removeprefix(f"{assignment.name}.")]
        assert EXERCISES[key].points == cell.metadata.nbgrader.points


CLASS = '''"""A module."""

@exercise("04-d.Layer", points=3)
class Layer(Base):
    """A layer.

    It remembers.
    """

    kind = "layer"

    def __init__(self, size: int) -> None:
        """Draw the weights."""
        super().__init__()
        self.size = size

    @staticmethod
    def _secret():
        return 42

    @property
    def area(self):
        # squared
        return self.size**2

    def forward(
        self, x
    ):
        """Go."""
        return self._secret() * x


def given():
    return Layer
'''


def test_in_a_class_signatures_stay_and_bodies_and_private_methods_are_removed():
    stubs = stub_exercises(CLASS)
    layer = next(node for node in ast.parse(stubs).body if isinstance(node, ast.ClassDef))
    before = next(node for node in ast.parse(CLASS).body if isinstance(node, ast.ClassDef))
    assert ast.get_docstring(layer) == ast.get_docstring(before)
    methods = {node.name: node for node in layer.body if isinstance(node, ast.FunctionDef)}
    assert list(methods) == ["__init__", "area", "forward"]
    assert [ast.get_docstring(node) for node in methods.values()] == [
        "Draw the weights.",
        None,
        "Go.",
    ]
    assert 'kind = "layer"' in stubs
    assert "return Layer" in stubs
    for secret in ("42", "_secret", "staticmethod", "squared", "self.size"):
        assert secret not in stubs
    scope = {"exercise": exercise, "Base": object}
    exec(stubs, scope)
    with pytest.raises(NotImplementedError, match=r"04-d\.Layer"):
        scope["Layer"](3)


def test_a_body_on_the_line_of_its_signature_is_refused():
    with pytest.raises(ValueError, match="forward: write the body on separate lines"):
        stub_exercises(
            """
@exercise("04-d.L", points=1)
class L:
    "A layer."
    def forward(self): return 1
"""
        )


def test_the_embedded_data_set_and_its_licence_are_released_with_their_module():
    there, not_yet = (
        student_library(LIBRARY, chapter, modules_until(chapter))
        for chapter in ("04-backprop", "03-im2col")
    )
    for name in ("fashion-mini.npz", "fashion-mini.LICENSE"):
        assert there[f"cnnlib/data/{name}"] == (LIBRARY / "data" / name).read_bytes()
        assert f"cnnlib/data/{name}" not in not_yet
