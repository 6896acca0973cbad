"""Answers outside their cells are found, or held where they may not count."""

from copy import deepcopy

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.grading.result import Remark
from tests.helpers.rebuilding import find, index, rebuild

TEXT, CODE = "Because it adds.", "a_prime = 1\nresult = 2"


@pytest.fixture
def blank(assignment):
    """The released notebook, as a student begins with it."""
    return deepcopy(assignment.released)


def question(notebook, grade_id):
    """The cell above an answer."""
    return notebook.cells[index(notebook, grade_id) - 1]


def above_the_cell(notebook):
    notebook.cells.insert(index(notebook, "adjoint"), new_markdown_cell(TEXT))


def in_the_questions_cell(notebook):
    question(notebook, "adjoint").source += f"\n\n{TEXT}"


def in_the_questions_cell_without_ids(notebook):
    in_the_questions_cell(notebook)
    for cell in notebook.cells:
        cell.id, cell.metadata = f"other-{cell.id}", {}


def in_a_raw_cell_below(notebook):
    notebook.cells.insert(index(notebook, "adjoint") + 1, new_raw_cell(TEXT))


def typed_again(notebook):
    notebook.cells[index(notebook, "adjoint")] = new_markdown_cell(TEXT)


def typed_again_as_code(notebook):
    notebook.cells[index(notebook, "adjoint")] = new_code_cell(TEXT)


def at_the_end(notebook):
    notebook.cells.append(new_markdown_cell(TEXT))


@pytest.mark.parametrize(
    "place",
    [
        *(above_the_cell, in_the_questions_cell, in_the_questions_cell_without_ids),
        *(in_a_raw_cell_below, typed_again, typed_again_as_code, at_the_end),
    ],
)
def test_a_written_answer_is_found_outside_its_cell(blank, assignment, place):
    place(blank)
    rebuilt = rebuild(blank, assignment)
    assert find(rebuilt.notebook, "adjoint").source == TEXT
    assert len(rebuilt.notebook.cells) == len(assignment.released.cells)
    assert not any(remark.exercises for remark in rebuilt.remarks)
    assert "The answer to 'adjoint' was outside its cell" in rebuilt.findings[0]


def code_typed_again(notebook):
    notebook.cells[index(notebook, "by_hand_answer")] = new_code_cell(CODE)


def code_below_its_test(notebook):
    notebook.cells.insert(index(notebook, "by_hand") + 1, new_code_cell(CODE))


def code_at_the_end(notebook):
    notebook.cells.append(new_code_cell(CODE))


@pytest.mark.parametrize(
    ("place", "held"),
    [
        (code_typed_again, ()),
        # It may not run in its new place.
        (code_below_its_test, ("by_hand",)),
        (code_at_the_end, ("by_hand",)),
    ],
)
def test_code_is_found_outside_its_cell(blank, assignment, place, held):
    place(blank)
    rebuilt = rebuild(blank, assignment)
    assert find(rebuilt.notebook, "by_hand_answer").source == CODE
    assert len(rebuilt.notebook.cells) == len(assignment.released.cells)
    sentence = "The answer to 'by_hand_answer' was outside its cell; it was taken from there."
    assert rebuilt.remarks == (Remark(sentence, held),)


def test_an_answer_in_the_cell_of_its_test_is_held(blank, assignment):
    find(blank, "by_hand").source = CODE
    rebuilt = rebuild(blank, assignment)
    assert rebuilt.remarks == (
        Remark("The cell 'by_hand' was changed; your instructor's copy was used.", ("by_hand",)),
    )


def test_text_of_another_section_is_no_answer(blank, assignment):
    blank.cells.insert(1, new_markdown_cell("My notes."))
    blank.cells.insert(index(blank, "by_hand") + 1, new_markdown_cell("I could not do this."))
    rebuilt = rebuild(blank, assignment)
    assert rebuilt.notebook == assignment.released
    assert rebuilt.remarks == ()
