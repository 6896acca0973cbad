"""Whatever a student's function returns, the message is in the student's terms."""

import re

import pytest

from autograder.chapters import CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcome_check import OutcomeCheck
from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY
from autograder.grading import grade as grading
from autograder.grading.checking import check_run
from autograder.grading.gradecell import run_grade_cell
from autograder.sandbox.student import StudentProcess
from tests.helpers.inmates import need_sandbox

need_sandbox()

# What comes back, and how the message calls it.
RETURNED = {
    "None": "None",
    "(1, 2, 3, 4, 5, 6, 7)": "tuple|got shape \\(7,\\)|7 values|an int in the list",
    "[[1, 2], [3, [4]]]": "list|2 values",
    "'abc'": "str|text",
    "(i for i in range(3))": "generator",
    "np.array([None, 'x'], dtype=object)": "array of objects|an array",
}
# What no student should have to read: the grader's own failures and names.
INTERNAL = re.compile(
    r"Traceback|[A-Z][a-z]+Error|Remote|autograder|student's process|NoneType|<.* object|"
    r"has no attribute|subscriptable|not iterable|unsupported operand|inhomogeneous"
)
# Its test looks at what happens while it runs, and takes long.
NOT_BY_WHAT_IT_RETURNS = {"train_best"}


def said(assignment, name, lookup):
    """Return the message of a grade cell."""
    with check_run(3, "ada"):
        try:
            _, message = run_grade_cell(assignment.grade_cells[name].source, lookup)
        except grading.STUDENT_ERRORS as error:
            message = grading._in_words(error)
    return message


def _reference(check):
    return check.reference.function if isinstance(check, FunctionCheck) else None


@pytest.mark.parametrize("values", ["some", pytest.param("all", marks=pytest.mark.long)])
@pytest.mark.parametrize("chapter", REPOSITORY.assignment_names())
def test_what_comes_back_is_named_and_nothing_of_the_grader(chapter, values):
    """Each exercise is tried with every third value, its neighbours with others, or with all."""
    step = 3 if values == "some" else 1
    assignment = load_assignment(chapter)
    cells = [name for name, cell in assignment.grade_cells.items() if cell.cell_type == "code"]
    found = []
    with StudentProcess(assignment.library, assignment.limits) as student:
        student.run_cell("import numpy as np")
        for number, name in enumerate(cells):
            check = CHECKS[f"{chapter}.{name}"]
            of_function = isinstance(check, FunctionCheck | OutcomeCheck)
            if name in NOT_BY_WHAT_IT_RETURNS or isinstance(_reference(check), type):
                continue  # what a class makes is an object of its own
            for returned, called in [*RETURNED.items()][number % step :: step]:
                student.run_cell(f"value = {returned}\ndef answer(*_, **__): return {returned}")
                taken = {name: "answer"} if of_function else {}

                def lookup(wanted, taken=taken, of_function=of_function):
                    if wanted == "STUDENT":
                        return "ada"
                    return student.lookup(taken.get(wanted, wanted if of_function else "value"))

                message = said(assignment, name, lookup)
                found += [
                    (name, returned, line) for line in message.splitlines() if INTERNAL.search(line)
                ]
                if of_function and not re.search(called, message):
                    found.append((name, returned, message))
    assert not found, found[:5]
