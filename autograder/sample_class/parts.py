"""The parts of which the sample submissions are made."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from autograder.authoring.release import REFERENCE
from autograder.course.assignment import Assignment, nbgrader_id
from autograder.course.repository import REPOSITORY
from autograder.course.stubs import exercise_keys

__all__ = ["Folder", "Parts", "replace_functions"]

# Text that no student writes: the rubric, and the markers around the model answer.
INSTRUCTORS = re.compile(
    r"^### BEGIN MARK SCHEME.*?^### END MARK SCHEME$|^### (?:BEGIN|END) SOLUTION\n?", re.M | re.S
)


@dataclass
class Folder:
    """An unfinished submission: one module and one notebook, which can be changed.

    Attributes
    ----------
    module : str
        The text of the chapter's first module.
    notebook : NotebookNode
    notebook_file : str
        The file name of the notebook.
    others : Mapping[str, bytes]
        The chapter's other modules, by path.
    raw_notebook : bytes or None
        Handed in instead of `notebook`.
    """

    module: str
    notebook: NotebookNode
    notebook_file: str
    others: Mapping[str, bytes]
    raw_notebook: bytes | None = None

    def cell(self, grade_id: str) -> NotebookNode:
        found: NotebookNode = next(c for c in self.notebook.cells if nbgrader_id(c) == grade_id)
        return found


class Parts:
    """The answers of the reference, and the released files to put them into.

    Parameters
    ----------
    assignment : Assignment
    reference_module : str
        The text of the chapter's first module.
    student : str
        Whose work it becomes: the id that personal numbers follow.
    """

    def __init__(
        self, assignment: Assignment, reference_module: str, student: str = REFERENCE
    ) -> None:
        self.assignment = assignment
        keys = exercise_keys(reference_module)
        self.module_file = next(
            name
            for name in assignment.exercise_files
            if exercise_keys(assignment.library[name].decode()) == keys
        )
        self.functions = _functions(reference_module)
        self._others = {
            name: (REPOSITORY.root / name).read_bytes()
            for name in assignment.exercise_files - {self.module_file}
        }
        self.answers = {
            cell.metadata.nbgrader.grade_id: INSTRUCTORS.sub("", cell.source).rstrip()
            for cell in assignment.source.cells
            if is_solution(cell)
        }
        if "student" in self.answers:
            self.answers["student"] = f"STUDENT = {student!r}"

    def blank(self) -> Folder:
        """Return the folder as it was released."""
        released = nbformat.from_dict(self.assignment.released)
        module = self.assignment.library[self.module_file].decode()
        others = {name: self.assignment.library[name] for name in self._others}
        return Folder(module, released, self.assignment.notebook_file, others)

    def answered(
        self, functions: Mapping[str, str] | None = None, answers: Mapping[str, str] | None = None
    ) -> Folder:
        """Return a folder with the answers of the reference, except those given here.

        Parameters
        ----------
        functions : Mapping[str, str]
            The text of functions by name.
        answers : Mapping[str, str]
            The text of answer cells by nbgrader id.
        """
        folder = self.blank()
        folder.others = self._others
        exercises = [name for name in self.functions if f"def {name}(" in folder.module]
        reference = {name: self.functions[name] for name in exercises}
        folder.module = replace_functions(folder.module, {**reference, **(functions or {})})
        for grade_id, text in {**self.answers, **(answers or {})}.items():
            folder.cell(grade_id).source = text
        return folder

    def files(self, folder: Folder) -> dict[str, bytes]:
        """Return what the student hands in, by relative path."""
        notebook = folder.raw_notebook or nbformat.writes(folder.notebook).encode()
        module = {self.module_file: folder.module.encode()}
        files = {**self.assignment.library, **folder.others, **module}
        return {**files, folder.notebook_file: notebook}


def replace_functions(module: str, functions: Mapping[str, str]) -> str:
    """Replace functions by those of the same name in `functions`; decorators stay."""
    lines = module.splitlines(keepends=True)
    for node in reversed(ast.parse(module).body):
        if isinstance(node, ast.FunctionDef) and node.name in functions:
            lines[node.lineno - 1 : node.end_lineno] = [functions[node.name].rstrip() + "\n"]
    return "".join(lines)


def _functions(module: str) -> dict[str, str]:
    lines = module.splitlines(keepends=True)
    return {
        node.name: "".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.parse(module).body
        if isinstance(node, ast.FunctionDef)
    }
