"""The model answers and rubrics of written questions, for people who study on their own."""

import nbformat
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.utils import is_grade, is_solution

from autograder.course.assignment import Assignment, nbgrader_id
from autograder.grading.result import Result

__all__ = ["model_answers"]

INTRODUCTION = """# Written answers

Below each of your answers are the model answer and the rubric that a grader uses. Give yourself
the points that you would give somebody else; the same content in other words earns the same.
"""
LATER = "You have not answered this yet. The model answer appears here once you have."


def model_answers(assignment: Assignment, result: Result) -> str:
    """Return a notebook with the student's answer, the model answer and the rubric of each.

    Questions without an answer are left out.
    """
    answers = {nbgrader_id(cell): cell for cell in from_dict(result.notebook).cells}
    cells = [new_markdown_cell(INTRODUCTION)]
    earned = {item.id: item.earned for item in result.items}
    for name, cell in assignment.grade_cells.items():
        if not (is_grade(cell) and is_solution(cell)):
            continue
        title = f"## {assignment.titles[name]} ({cell.metadata.nbgrader.points:g} points)"
        if earned[name] is not None:  # a blank answer has earned 0 already
            cells.append(new_markdown_cell(f"{title}\n\n{LATER}"))
            continue
        cells += [
            new_markdown_cell(f"{title}\n\n**Your answer**\n\n{answers[name].source}"),
            new_markdown_cell(f"**Model answer**\n\n{_model(cell)}"),
            new_markdown_cell(f"**Rubric**\n\n{assignment.mark_schemes[name]}"),
        ]
    for number, cell in enumerate(cells):
        cell.id = f"text-{number}"
    return f"{nbformat.writes(new_notebook(cells=cells))}\n"


def _model(cell: NotebookNode) -> str:
    return str(cell.source).partition("### BEGIN MARK SCHEME")[0].strip()
