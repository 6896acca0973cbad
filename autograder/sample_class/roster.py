"""The students of the sample class, with their expected points and feedback."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from autograder.chapters import CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.course.assignment import load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.sample_class import wrong
from autograder.sample_class.parts import Folder, Parts

__all__ = ["CHAPTER", "ROSTER", "Sample", "hand_in"]

CHAPTER = "03-im2col"
FULL: dict[str, float | None] = {
    "im2col": 20.0,
    "col2im": 20.0,
    "conv2d_im2col": 20.0,
    "by_hand": 9.0,
    "memory": 6.0,
    "correlate2d": 9.0,
    "time_model": 6.0,
    "adjoint": None,  # graded by hand
}
NO_CODE = FULL | {"im2col": 0.0, "col2im": 0.0, "conv2d_im2col": 0.0}
NOTHING = dict.fromkeys(FULL, 0.0)


@dataclass(frozen=True)
class Sample:
    """One sample student.

    Attributes
    ----------
    student : str
        The id, which describes the work.
    make : callable
        Takes the `Parts` and returns the folder, or None for an empty one.
    expected : dict
        The points of each graded cell; None is to be graded by hand.
    says : str
        A text that the feedback page must contain.
    honest : bool
        Whether stock nbgrader can grade it: right or wrong, but complete and harmless.
    """

    student: str
    make: Callable[[Parts], Folder | None]
    expected: Mapping[str, float | None]
    says: str
    honest: bool = False

    @property
    def total(self) -> float:
        return sum(points or 0.0 for points in self.expected.values())


def _in_style(style: str) -> Callable[[Parts], Folder]:
    """Return a function that makes a folder with the right functions of one style."""

    def make(parts: Parts) -> Folder:
        checks = {name: _check(name) for name in FUNCTIONS}
        texts = {
            name: next(v for v in check.variants if v.name == style).source(name)
            for name, check in checks.items()
        }
        return parts.answered(texts)

    return make


def _with(function: str, misconception: str) -> Callable[[Parts], Folder]:
    """Return a function that makes a folder with one misconception in the reference."""

    def make(parts: Parts) -> Folder:
        known = _check(function).misconceptions
        wrong = next(m for m in known if m.name == misconception)
        return parts.answered({function: wrong.source(function)})

    return make


def _check(function: str) -> FunctionCheck:
    check = CHECKS[f"{CHAPTER}.{function}"]
    assert isinstance(check, FunctionCheck)
    return check


FUNCTIONS = ("im2col", "col2im", "conv2d_im2col")
PASSED = "Passed: windows, square images, stride, padding, dilation, all together, dtype and input."

ROSTER = (
    Sample("reference", Parts.answered, FULL, PASSED, honest=True),
    Sample("loops", _in_style("loops"), FULL, PASSED, honest=True),
    Sample("sliding-window-view", _in_style("sliding_windows"), FULL, PASSED, honest=True),
    Sample("fancy-indexing", _in_style("fancy_indexing"), FULL, PASSED, honest=True),
    Sample("as-strided", _in_style("strides"), FULL, PASSED, honest=True),
    Sample("blank", Parts.blank, NOTHING, "not written yet", honest=True),
    Sample(
        "half-done",
        wrong.half_done,
        NOTHING | {"im2col": 20.0, "by_hand": 9.0, "adjoint": None},
        "Not given yet.",
        honest=True,
    ),
    Sample(
        "pads-one-side-only",
        _with("im2col", "pads_one_side_only"),
        # conv2d_im2col calls it, and loses the parts with padding too.
        FULL | {"im2col": 14.0, "conv2d_im2col": 15.0},
        "The zeros are added at the top and on the left only",
        honest=True,
    ),
    Sample(
        "positions-before-channels",
        _with("im2col", "puts_positions_before_channels"),
        FULL | {"im2col": 0.0, "conv2d_im2col": 0.0},
        "Their order should be channel, kernel row, kernel column",
        honest=True,
    ),
    Sample(
        "overwrites-overlaps",
        _with("col2im", "overwrites_overlaps"),
        FULL | {"col2im": 0.0},
        "the last one overwrites the others",
        honest=True,
    ),
    Sample(
        "keeps-the-padding",
        _with("col2im", "keeps_the_padding"),
        FULL | {"col2im": 14.0},
        "drop the sums on the padding",
        honest=True,
    ),
    Sample(
        "flips-the-kernels",
        _with("conv2d_im2col", "flips_the_kernels"),
        FULL | {"conv2d_im2col": 0.0},
        "A convolutional layer cross-correlates",
        honest=True,
    ),
    Sample(
        "bias-along-the-width",
        _with("conv2d_im2col", "adds_bias_along_the_width"),
        FULL | {"conv2d_im2col": 15.0},
        "The bias is added along the width",
        honest=True,
    ),
    Sample("syntax-error", wrong.syntax_error, NO_CODE, "SyntaxError"),
    Sample("exception", wrong.exception, FULL | {"conv2d_im2col": 0.0}, "ValueError", honest=True),
    Sample("endless-loop", wrong.endless_loop, FULL | {"col2im": 0.0}, "did not finish within"),
    Sample(
        "too-much-memory",
        wrong.too_much_memory,
        FULL | {"im2col": 0.0, "conv2d_im2col": 0.0},
        "MemoryError",
    ),
    Sample("os-exit", wrong.os_exit, NO_CODE, "ended the Python process"),
    Sample("million-lines", wrong.million_lines, FULL, PASSED),
    Sample(
        "deleted-grade-cells",
        wrong.deleted_grade_cells,
        FULL,
        "The cells 'col2im', 'memory' were missing; your instructor's copies were used.",
    ),
    Sample(
        "doubled-test-cell",
        wrong.doubled_test_cell,
        FULL,
        "The cell 'im2col' was there several times; each was graded once.",
    ),
    Sample("renamed-notebook", wrong.renamed_notebook, FULL, "my solution (final) v2.ipynb"),
    Sample(
        "invalid-json",
        wrong.invalid_json,
        FULL | {"by_hand": None, "memory": None, "time_model": None},
        "it is not valid JSON",
    ),
    Sample("empty-folder", lambda _: None, dict.fromkeys(FULL), "The folder is empty"),
    Sample(
        "torch-smuggled-in",
        wrong.torch_smuggled_in,
        FULL | {"im2col": 0.0, "conv2d_im2col": 0.0},
        "torch cannot be imported where this exercise is checked",
    ),
)


def hand_in(class_folder: ClassFolder, students: Mapping[str, Sample] | None = None) -> list[str]:
    """Write submissions into ``submitted/`` and return the students' ids.

    Parameters
    ----------
    class_folder : ClassFolder
    students : mapping of str to Sample, optional
        Whose work is like which sample's; by default every sample hands in its own.
    """
    reference = (REPOSITORY.library / "im2col.py").read_text()
    assignment = load_assignment(CHAPTER)
    students = students or {sample.student: sample for sample in ROSTER}
    for student, sample in students.items():
        folder = class_folder.submitted / student / CHAPTER
        folder.mkdir(parents=True, exist_ok=True)
        parts = Parts(assignment, reference, student)
        made = sample.make(parts)
        for name, content in (parts.files(made) if made else {}).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return list(students)
