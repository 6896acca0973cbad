"""Hand in an attack, grade it as `autograder grade` does, and inspect everything it produces."""

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from autograder.course.assignment import Assignment, nbgrader_id
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.course.settings import ClassSettings
from autograder.feedback import render_feedback
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.submission import Submission, read_submission
from autograder.records.grades import Grades
from autograder.sample_class.parts import Folder, Parts
from autograder.sandbox import Limits

__all__ = [
    *(
        "BRIEF",
        "FUNCTIONS",
        "HELD",
        "HELD_ANSWERS",
        "HELD_FUNCTIONS",
        "HONEST",
        "LIAR",
        "MODULE",
        "NOTEBOOK",
        "PATIENCE",
        "SMALL",
    ),
    *("Attacker", "answer_cell", "earned", "everything_said", "grade_directory", "item"),
]

SEED = 20
STUDENT = "mallory"
PATIENCE = 60.0  # seconds; longer than any test takes that does end, even on a busy machine
SMALL = Limits(
    seconds=3.0, memory=300 << 20, processes=16, disk=8 << 20, file_size=8 << 20, files=500
)
BRIEF = replace(SMALL, seconds=1.5)
NOTEBOOK, MODULE = "03-im2col.ipynb", "cnnlib/im2col.py"
# The points of right work; the last cell is graded by hand.
HONEST = {
    **dict.fromkeys(("im2col", "col2im", "conv2d_im2col"), 20.0),
    **dict.fromkeys(("by_hand", "correlate2d"), 9.0),
    **dict.fromkeys(("memory", "time_model"), 6.0),
    "adjoint": None,
}
# The points lost with a module that does not run.
FUNCTIONS = dict.fromkeys(("im2col", "col2im", "conv2d_im2col"), 0.0)
# What is held without the module, and without the notebook.
HELD_FUNCTIONS = dict.fromkeys(FUNCTIONS)
HELD_ANSWERS = dict.fromkeys(("by_hand", "memory", "time_model", "adjoint"))
# What waits without any work: nothing of it earns or costs points.
HELD = dict.fromkeys(HONEST)

LIAR = """
import numpy as np

class Liar:
    shape, ndim, size, dtype, nbytes = (4, 6), 2, 24, np.dtype(float), 192
    type_name = property(lambda self: "ndarray")
    __eq__ = __le__ = __ge__ = __contains__ = lambda self, other: True
    __hash__ = lambda self: 0
    __len__ = lambda self: 4
    __bool__ = lambda self: True
    __float__ = lambda self: 25.0
    __array__ = lambda self, *_, **__: np.zeros((4, 6))
    __array_ufunc__ = lambda self, *_, **__: True
    __array_function__ = lambda self, *_, **__: True
    __getattr__ = lambda self, name: self
    __call__ = lambda self, *_, **__: self
"""


@dataclass
class Attacker:
    """A student whose work is right, except for what a test changes."""

    assignment: Assignment
    class_folder: ClassFolder
    limits: Limits = SMALL
    parts: Parts = field(init=False)

    def __post_init__(self) -> None:
        reference = (REPOSITORY.library / "im2col.py").read_text()
        self.parts = Parts(self.assignment, reference, STUDENT)

    def folder(
        self,
        body: str = "",
        answers: Mapping[str, str] | None = None,
        first: str = "",
        top: str = "",
    ) -> Folder:
        """Return right work with changes.

        Parameters
        ----------
        body : str
            The body of `col2im`, on which no other exercise depends.
        answers : Mapping[str, str]
            The text of answer cells by nbgrader id.
        first : str
            A cell above all others.
        top : str
            Code at the top of the module.
        """
        answers = {name: textwrap.dedent(text) for name, text in (answers or {}).items()}
        folder = self.parts.answered(_function(body) if body else None, answers)
        folder.module = textwrap.dedent(top) + "\n" + folder.module
        if first:
            folder.notebook.cells.insert(0, new_code_cell(textwrap.dedent(first)))
        return folder

    def submission(self, folder: Folder) -> Submission:
        modules = {**folder.others, self.parts.module_file: folder.module.encode()}
        notebook = folder.raw_notebook or nbformat.writes(folder.notebook).encode()
        return Submission(STUDENT, notebook, modules)

    def grade(self, *body: str, limits: Limits | None = None, **spoilt: object) -> Result:
        """Grade right work with the changes of `folder`."""
        return self.grade_folder(self.folder(*body, **spoilt), limits)

    def grade_folder(self, folder: Folder, limits: Limits | None = None) -> Result:
        submission = self.submission(folder)
        result = grade(submission, self.assignment, SEED, "", limits or self.limits)
        # As it is stored: strict JSON that can be read back.
        text = json.dumps(replace(result, seconds=0).to_json(), allow_nan=False)
        text.encode()
        return Result.from_json(json.loads(text))

    def pages(self, result: Result) -> tuple[str, str]:
        """Return the feedback as a page and as text."""
        scores = {one.id: one.earned for one in result.items}
        grades = Grades(STUDENT, scores=scores)
        return render_feedback(self.class_folder, self.assignment, result, grades, ClassSettings())


def earned(result: Result) -> dict[str, float | None]:
    """Return the points of each graded cell."""
    return {one.id: one.earned for one in result.items}


def item(result: Result, name: str = "col2im"):
    """Return the result of one graded cell."""
    return next(one for one in result.items if one.id == name)


def everything_said(attacker: Attacker, result: Result) -> str:
    """Return the record, the autograded notebook, the page and the text as one text."""
    notebook = nbformat.writes(nbformat.from_dict(result.notebook))
    record = json.dumps(result.to_json(), ensure_ascii=False)
    return "\n".join([record, notebook, *attacker.pages(result)])


def grade_directory(attacker: Attacker, root: Path) -> Result:
    """Read and grade a folder, and check that the result can be stored and shown."""
    submission = read_submission(root, STUDENT, attacker.assignment)
    result = grade(submission, attacker.assignment, 3, "", attacker.limits)
    assert json.dumps(result.to_json(), allow_nan=False).isascii()
    everything_said(attacker, result).encode()
    assert all(one.look == "" for one in result.items)
    for finding in result.findings:
        assert finding.isprintable()
        assert finding[-1] in ".:)"
    return result


def answer_cell(folder: Folder, name: str):
    """Return a cell of the notebook by its nbgrader id."""
    return next(cell for cell in folder.notebook.cells if nbgrader_id(cell) == name)


def _function(body: str) -> dict[str, str]:
    head = "def col2im(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):\n"
    return {"col2im": head + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n"}
