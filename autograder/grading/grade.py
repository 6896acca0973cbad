"""Grade one submission: bytes in, result out, nothing stored."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.utils import compute_checksum, is_grade, is_solution

from autograder.chapters import CHECKS
from autograder.checks.kinds import numpy_alone
from autograder.checks.reports import CheckReport
from autograder.course.assignment import Assignment, nbgrader_id
from autograder.grading.causes import with_causes
from autograder.grading.checking import (
    NotGradedError,
    NothingEarnedError,
    Unexplained,
    check_run,
)
from autograder.grading.examples import with_examples
from autograder.grading.failed import failed_function
from autograder.grading.gradecell import UnusableAnswerError, run_grade_cell
from autograder.grading.processes import Processes
from autograder.grading.reassemble import reassemble
from autograder.grading.remarks import hold
from autograder.grading.repairs import with_repairs
from autograder.grading.result import FailedCell, Item, Result
from autograder.grading.session import StudentNameError
from autograder.grading.submission import Submission
from autograder.sandbox import Limits
from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from autograder.sandbox.student import CellRun

__all__ = ["grade"]

MAX_OUTPUT = 400_000  # characters of all cells together; `Limits.output` is the limit for each

# Mistakes in the student's work; any other exception in a grade cell needs review.
STUDENT_ERRORS = (
    AssertionError,
    StudentCodeError,
    StudentStoppedError,
    StudentNameError,
    UnusableAnswerError,
)


def grade(
    submission: Submission,
    assignment: Assignment,
    seed: int,
    key: str,
    limits: Limits | None = None,
) -> Result:
    """Run a submission in a new sandbox and its grade cells in this process.

    Parameters
    ----------
    seed : int
        The seed for the inputs of the checks.
    key : str
        Stored in the result to identify it.
    limits : Limits, optional
        What the student's process may use; by default the assignment's limits.
    """
    started = time.monotonic()
    rebuilt = reassemble(submission.notebook, assignment)
    notebook = rebuilt.notebook
    graded, failed = [], []
    unexplained: Unexplained = {}
    room = MAX_OUTPUT
    limits = limits or assignment.limits
    with Processes(assignment.library, submission.modules, limits) as processes:
        for count, cell in enumerate(_code_or_graded(notebook), start=1):
            if is_grade(cell):
                lookup = processes.lookup(_is_numpy_alone(cell, assignment))
                with check_run(seed, submission.student, unexplained) as reports:
                    graded.append(_grade_cell(cell, assignment, lookup, reports))
            else:
                name = nbgrader_id(cell) or cell.id
                run = processes.run(name, cell.source)
                cell.outputs = _outputs(run, room)
                failed += [_failed(name, run.error, run.stopped)] if run.error else []
                room = max(0, room - len(run.stdout))
            if cell.cell_type == "code":
                cell.execution_count = count
        graded = with_causes(graded, assignment.name, processes, limits, seed, unexplained)
        graded = with_repairs(
            graded, assignment.name, processes, submission.modules, seed, unexplained
        )
        graded = with_examples(graded, assignment.name, processes, seed)
    _write_explained(notebook, graded, assignment.name)
    # For the wrong assignment, this one reason explains all other remarks.
    remarks = rebuilt.remarks if rebuilt.another else submission.remarks + rebuilt.remarks
    items, remarks = hold(graded, remarks)
    _write_held(notebook, items)
    return Result(
        student=submission.student,
        assignment=assignment.name,
        key=key,
        seed=seed,
        items=items,
        remarks=remarks,
        failed_cells=tuple(failed),
        killed=processes.killed,
        refused_calls=processes.refused_calls,
        notebook=notebook,
        seconds=round(time.monotonic() - started, 3),
    )


def _code_or_graded(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code" or is_grade(cell)]


def _is_numpy_alone(cell: NotebookNode, assignment: Assignment) -> bool:
    return numpy_alone(CHECKS.get(f"{assignment.name}.{cell.metadata.nbgrader.grade_id}"))


def _grade_cell(
    cell: NotebookNode,
    assignment: Assignment,
    lookup: Callable[[str], Any],
    reports: list[CheckReport],
) -> Item:
    """Grade one cell, and write outputs from which nbgrader reads the same grade."""
    name: str = cell.metadata.nbgrader.grade_id
    points = float(cell.metadata.nbgrader.points)
    title = assignment.titles[name]
    if is_solution(cell):
        blank = cell.metadata.nbgrader.checksum == compute_checksum(cell)
        message = "No answer was given." if blank else "To be graded by hand."
        return Item(name, title, points, 0.0 if blank else None, message)

    item = Item(name, title, points, None)
    try:
        earned, message = run_grade_cell(assignment.grade_cells[name].source, lookup)
        # A check that gives less than full points prints its report first.
        item = replace(item, told_by_parts=any(r.earned < r.points for r in reports))
    except NotGradedError as error:
        cell.outputs = [_error("NotGraded", str(error), str(error))]
        return replace(
            item,
            message=str(error),
            reports=[report.as_dict() for report in reports],
            look=f"{title} could not be graded on this machine.",
        )
    except Exception as error:
        # A failing visible test does not remove points that a check has given.
        earned = float(sum(report.earned for report in reports))
        item, message = _with_error(item, error), _in_words(error)
    looks = [item.look] if item.look else [report.look for report in reports if report.look]
    earned = points if earned is None else min(earned, points)
    cell.outputs = _grade_outputs(earned, points, message)
    return replace(
        item,
        earned=earned,
        message=message.strip(),
        reports=[report.as_dict() for report in reports],
        look=" ".join(looks),
    )


def _write_explained(notebook: NotebookNode, items: Iterable[Item], assignment: str) -> None:
    """Write what was found after the test into its outputs, for formgrader."""
    explained = {item.id: item for item in items if failed_function(assignment, item)}
    for cell in notebook.cells:
        if item := explained.get(nbgrader_id(cell) or ""):
            cell.outputs = _grade_outputs(item.earned or 0.0, item.points, item.message)


def _write_held(notebook: NotebookNode, items: Iterable[Item]) -> None:
    """Write why a test is held into its outputs, for formgrader."""
    said = {item.id: item.message for item in items if item.held}
    for cell in notebook.cells:
        if cell.cell_type == "code" and (name := nbgrader_id(cell)) in said:
            cell.outputs = [_error("Held", said[name], said[name])]


def _with_error(item: Item, error: Exception) -> Item:
    """Return the item with the exception that ended its grade cell."""
    if isinstance(error, NothingEarnedError):
        return replace(item, told_by_parts=True)
    if isinstance(error, StudentNameError):
        return replace(item, missing=error.missing, failed_cell=error.cell)
    if isinstance(error, STUDENT_ERRORS):
        return item
    said = f"{type(error).__name__}: {error}"
    return replace(item, look=f"The grade cell {item.id!r} ended with {said}")


def _in_words(error: Exception) -> str:
    if isinstance(error, StudentCodeError):
        if error.unwritten is not None:
            return f"Not written yet ({error.evalue})." if error.evalue else "Not written yet."
        return f"Your code raised {error}\n{error.where}".strip()
    if isinstance(error, STUDENT_ERRORS):
        return str(error)
    return f"The test could not use your answer: {type(error).__name__}: {error}"


def _failed(name: str, error: StudentCodeError, stopped: bool) -> FailedCell:
    return FailedCell(name, error.ename, error.evalue, error.where, stopped)


def _outputs(run: CellRun, room: int) -> list[NotebookNode]:
    stdout, error = run.stdout, run.error
    if len(stdout) > room:
        stdout = f"{stdout[:room]}\n… only {MAX_OUTPUT} characters are kept for all cells together"
    outputs = [_printed(stdout)] if stdout else []
    if error is not None:
        outputs.append(_error(error.ename, error.evalue, f"{error}\n{error.where}".strip()))
    return outputs


def _grade_outputs(earned: float, points: float, message: str) -> list[NotebookNode]:
    if earned == 0:
        return [_error("AssertionError", message, message)]
    outputs = [_printed(message)] if message else []
    if earned < points:
        data = {"text/plain": repr(earned)}
        outputs.append(_output("execute_result", metadata={}, data=data, execution_count=None))
    return outputs


def _printed(text: str) -> NotebookNode:
    return _output("stream", name="stdout", text=text)


def _error(ename: str, evalue: str, text: str) -> NotebookNode:
    return _output("error", ename=ename, evalue=evalue, traceback=text.splitlines())


def _output(kind: str, **content: Any) -> NotebookNode:
    # nbformat's own `new_output` validates each of them, which takes longer than the rest.
    output: NotebookNode = from_dict({"output_type": kind, **content})
    return output
