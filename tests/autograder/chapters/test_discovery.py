"""Chapters are found by being there, and their checks imported when they are asked for."""

import subprocess
import sys

import pytest

from autograder import chapters
from autograder.chapters import CHAPTERS, CHECKS, Chapter
from autograder.checks.function_check import FunctionCheck
from autograder.course.repository import REPOSITORY

MODULES_OF_CLASSES = {
    "ResidualBlock": "residual_block",
    "GradientFlow": "gradient_flow",
    "SGD": "sgd",
    "Adam": "adam",
    "Fire": "fire",
    "DepthwiseSeparable": "depthwise_separable",
}


def test_there_are_eight_in_order():
    slugs = list(CHAPTERS)
    assert slugs == sorted(slugs)
    assert [slug[:2] for slug in slugs] == [f"0{number}" for number in range(1, 9)]
    assert {slug for slug in CHAPTERS if CHAPTERS[slug].exercises} == set(
        REPOSITORY.assignment_names()
    )


def test_each_check_says_the_key_that_it_is_found_by():
    assert [check.key for check in CHECKS.values()] == list(CHECKS)
    assert len(CHECKS) == len(list(CHECKS))


@pytest.mark.parametrize("chapter", CHAPTERS.values(), ids=lambda chapter: chapter.slug)
def test_a_chapter_has_one_module_for_each_exercise_and_answers_for_each_function(chapter):
    assert (chapter.folder / "__init__.py").is_file()
    there = {path.stem for path in chapter.folder.glob("*.py")}
    for name in chapter.exercises:
        module = MODULES_OF_CLASSES.get(name, name)
        assert module in there
        answers = (chapter.folder / "answers" / f"{module}.py").is_file()
        assert answers or not isinstance(chapter.check(name), FunctionCheck)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("09-none.x", "the chapters are 01-convolution, 02-pooling,"),
        ("03-im2col.x", "the chapter has 03-im2col.im2col, 03-im2col.col2im,"),
        ("05-depth.x", "the chapter has 05-depth.batch_norm2d,"),
        ("03-im2col", "There is no check '03-im2col'"),
    ],
)
def test_what_is_not_there_is_said(key, sentence):
    with pytest.raises(KeyError) as caught:
        CHECKS[key]
    assert sentence in caught.value.args[0]


def test_a_chapter_without_exercises_has_none(monkeypatch):
    monkeypatch.setitem(CHAPTERS, "09-x", Chapter("09-x", "autograder.chapters.x", (), ()))
    with pytest.raises(KeyError, match="the chapter has none"):
        CHECKS["09-x.y"]


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"lone": "SLUG = '09-x'\nMODULES = ()"}, "lone is a chapter, and must define EXERCISES."),
        (
            dict.fromkeys(("one", "two"), "SLUG = '09-x'\nMODULES = ()\nEXERCISES = ()"),
            "one and .*two both say SLUG = '09-x'",
        ),
    ],
)
def test_an_entry_that_cannot_be_is_refused(tmp_path, monkeypatch, entries, sentence):
    for name, text in entries.items():
        (tmp_path / f"entry_{name}").mkdir()
        (tmp_path / f"entry_{name}" / "__init__.py").write_text(text)
    monkeypatch.setattr(chapters, "__path__", [str(tmp_path)])
    with pytest.raises(ValueError, match=sentence):
        chapters._found()


def test_an_assignment_is_read_and_keys_are_listed_without_numpy_torch_or_a_check():
    """Reports and exports wait for none of them."""
    text = """
import sys
from autograder.chapters import CHECKS, modules_until
assert "03-im2col.im2col" in CHECKS and "im2col" in modules_until("03-im2col")
heavy = ("numpy", "torch", "autograder.checks", "autograder.chapters.im2col.")
assert not [name for name in sys.modules if name.startswith(heavy)]
from autograder.course.assignment import load_assignment
load_assignment("03-im2col")
assert not [name for name in sys.modules if name.startswith(heavy[1:])]
"""
    subprocess.run([sys.executable, "-c", text], check=True, timeout=60)
