"""A chapter's assignment, read from its source: the released part and the graded part."""

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

import jupytext
from nbformat import NotebookNode
from nbgrader import preprocessors
from nbgrader.utils import is_grade

from autograder.chapters import modules_until
from autograder.course.repository import REPOSITORY, Repository
from autograder.course.stubs import exercise_keys, student_library
from autograder.course.success import success_line
from autograder.sandbox import Limits

__all__ = ["Assignment", "load_assignment", "nbgrader_id"]

# The steps of nbgrader's `generate_assignment`, except those that need a gradebook.
MARK = (
    preprocessors.LockCells,
    preprocessors.ClearOutput,
    preprocessors.CheckCellMetadata,
    preprocessors.ComputeChecksums,
)
STRIP = (
    preprocessors.ClearSolutions,
    preprocessors.ClearHiddenTests,
    preprocessors.ClearMarkScheme,
    preprocessors.ComputeChecksums,
    preprocessors.CheckCellMetadata,
)
SEAL = (preprocessors.ComputeChecksums,)

DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Assignment:
    """An assignment and everything that grading it needs.

    Attributes
    ----------
    name : str
        The slug of the chapter, for example ``"03-im2col"``; the notebook has the same name.
    source : NotebookNode
        The notebook with answers and hidden tests.
    library : Mapping[str, bytes]
        The released ``cnnlib/`` files by relative path, data sets included.
    exercise_files : frozenset of str
        The paths in `library` that a student completes.
    limits : Limits
        What the students' code may use; ``course: {packages: [numpy, ipython, torch]}`` at the head
        of the source changes the default.
    """

    name: str
    source: NotebookNode
    library: Mapping[str, bytes]
    exercise_files: frozenset[str]
    limits: Limits = DEFAULT_LIMITS

    @cached_property
    def stripped(self) -> NotebookNode:
        """The notebook without answers and hidden tests."""
        return _apply(STRIP, self.source)

    @cached_property
    def released(self) -> NotebookNode:
        """The notebook that students get: stripped, and each visible test says when it passes."""
        notebook = deepcopy(self.stripped)
        for cell in notebook.cells:
            if is_grade(cell) and cell.cell_type == "code":
                graded = self.grade_cells[cell.metadata.nbgrader.grade_id].source
                line = success_line(graded, cell.source)
                cell.source = f"{cell.source}\n{line}".strip()
        return _apply(SEAL, notebook)

    @property
    def gpu(self) -> bool:
        """Whether grading needs a GPU."""
        return self.limits.gpu

    @property
    def notebook_file(self) -> str:
        return f"{self.name}.ipynb"

    @property
    def title(self) -> str:
        """The first heading of the notebook."""
        first: str = self.source.cells[0].source.splitlines()[0]
        return first.lstrip("# ")

    @cached_property
    def grade_cells(self) -> dict[str, NotebookNode]:
        """The instructor's graded cells by id, hidden tests included, in order."""
        return {
            cell.metadata.nbgrader.grade_id: cell for cell in self.source.cells if is_grade(cell)
        }

    @cached_property
    def titles(self) -> dict[str, str]:
        """The heading above each graded cell, by id; with the id if several cells share one."""
        titles, heading = {}, self.title
        for cell in self.source.cells:
            # Headings in the model answer or rubric of a written answer are not titles.
            if cell.cell_type == "markdown" and not is_grade(cell):
                headings = [line for line in cell.source.splitlines() if line.startswith("#")]
                heading = headings[-1].lstrip("# ") if headings else heading
            if is_grade(cell):
                titles[cell.metadata.nbgrader.grade_id] = heading
        shared = Counter(titles.values())
        return {i: f"{title}: `{i}`" if shared[title] > 1 else title for i, title in titles.items()}

    @cached_property
    def mark_schemes(self) -> dict[str, str]:
        """The rubrics of written answers, by id; never released."""
        step = preprocessors.ClearMarkScheme()
        schemes = {}
        for name, cell in self.grade_cells.items():
            _, begins, rest = cell.source.partition(f"### {step.begin_mark_scheme_delimeter}\n")
            if begins:
                rubric, _, _ = rest.partition(f"### {step.end_mark_scheme_delimeter}")
                schemes[name] = rubric.strip()
        return schemes

    @property
    def exercise_points(self) -> dict[str, float]:
        """The maximum points of each graded cell, by id, in order."""
        return {
            name: float(cell.metadata.nbgrader.points) for name, cell in self.grade_cells.items()
        }

    @property
    def points(self) -> float:
        return sum(self.exercise_points.values())


def nbgrader_id(cell: NotebookNode) -> str | None:
    """Return the nbgrader id of a cell, or None for a cell that has none."""
    grade_id: str | None = cell.metadata.get("nbgrader", {}).get("grade_id")
    return grade_id


def load_assignment(name: str, repository: Repository = REPOSITORY) -> Assignment:
    """Read ``solutions/<name>.md`` and prepare the student's `cnnlib`.

    Raises
    ------
    FileNotFoundError
        If there is no such assignment; the message lists those that exist.
    ValueError
        If the settings under ``course:`` at its head are invalid.
    """
    path = repository.solutions / f"{name}.md"
    if not path.is_file():
        known = ", ".join(repository.assignment_names())
        if not known:  # as where the wheel is installed
            raise FileNotFoundError(
                f"There are no assignments in {repository.solutions}: `autograder` works in a copy "
                "of the course's repository."
            )
        raise FileNotFoundError(f"There is no assignment {name!r}. The assignments are: {known}.")
    text = jupytext.read(path)
    try:
        limits = Limits.from_head(text.metadata.get("course", {}))
    except ValueError as error:
        raise ValueError(f"At the head of {path}: {error}") from error
    source = _apply(MARK, _as_handed_out(text))
    library = student_library(repository.library, name, modules_until(name))
    own = {
        file
        for file, content in library.items()
        if file.endswith(".py")
        and any(key.startswith(f"{name}.") for key in exercise_keys(content.decode()))
    }
    return Assignment(name, source, library, frozenset(own), limits)


def _as_handed_out(notebook: NotebookNode) -> NotebookNode:
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec}
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = nbgrader_id(cell) or f"text-{number}"
    return notebook


def _apply(steps: tuple[type, ...], notebook: NotebookNode) -> NotebookNode:
    notebook = deepcopy(notebook)
    resources: dict[str, object] = {}
    for step in steps:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook
