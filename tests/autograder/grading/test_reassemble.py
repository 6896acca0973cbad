"""The student's text, from a whole or a broken notebook, goes into the instructor's notebook."""

import json
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.grading.cells import MAX_CELLS
from autograder.grading.places import Places
from autograder.grading.reassemble import MOST_WRITTEN, reassemble
from autograder.grading.result import Remark
from tests.helpers.rebuilding import copied, find, index, rebuild


@pytest.fixture
def student(assignment):
    """A released notebook in which a student has answered."""
    notebook = deepcopy(assignment.released)
    find(notebook, "by_hand_answer").source = "a_prime = 1\nresult = 2"
    find(notebook, "adjoint").source = "Because."
    return notebook


def test_answers_are_taken_and_nothing_is_found(student, assignment):
    rebuilt = rebuild(student, assignment)
    assert rebuilt.findings == ()
    assert rebuilt.notebook == student


def test_metadata_of_the_student_is_ignored(student, assignment):
    for cell in student.cells:
        if nbgrader_id(cell):
            cell.metadata.nbgrader.update(points=1000, grade=True, solution=True, locked=False)
    rebuilt = rebuild(student, assignment)
    for got, released in zip(rebuilt.notebook.cells, assignment.released.cells, strict=True):
        assert got.metadata == released.metadata


def test_a_deleted_test_cell_is_put_back(student, assignment):
    student.cells.remove(find(student, "col2im"))
    rebuilt = rebuild(student, assignment)
    assert rebuilt.remarks == (
        Remark("The cell 'col2im' was missing; your instructor's copy was used."),
    )
    assert find(rebuilt.notebook, "col2im") == find(assignment.released, "col2im")


def test_a_deleted_answer_is_held(student, assignment):
    student.cells.remove(find(student, "by_hand_answer"))
    rebuilt = rebuild(student, assignment)
    assert rebuilt.remarks == (
        Remark("The answer cell 'by_hand_answer' was missing.", ("by_hand",)),
    )
    assert find(rebuilt.notebook, "by_hand_answer") == find(assignment.released, "by_hand_answer")


def test_a_changed_test_cell_is_restored(student, assignment):
    find(student, "im2col").source = "pass"
    rebuilt = rebuild(student, assignment)
    assert rebuilt.remarks == (
        Remark("The cell 'im2col' was changed; your instructor's copy was used."),
    )
    assert find(rebuilt.notebook, "im2col") == find(assignment.released, "im2col")


def test_a_duplicated_test_cell_is_graded_once(student, assignment):
    student.cells.append(copied(student, "im2col"))
    rebuilt = rebuild(student, assignment)
    assert rebuilt.remarks == (
        Remark("The cell 'im2col' was there several times; each was graded once."),
    )
    assert len(rebuilt.notebook.cells) == len(assignment.released.cells)


def test_a_split_answer_counts_with_all_its_pieces(student, assignment):
    """JupyterLab splits a cell into two with the same metadata."""
    find(student, "by_hand_answer").source = "a_prime = 1"
    piece = copied(student, "by_hand_answer")
    piece.source = "result = 2"
    student.cells.insert(index(student, "by_hand_answer") + 1, piece)
    rebuilt = rebuild(student, assignment)
    assert rebuilt.remarks == (
        Remark("The cell 'by_hand_answer' was there several times; all of them count."),
    )
    at = index(rebuilt.notebook, "by_hand_answer")
    pieces = [cell.source for cell in rebuilt.notebook.cells[at - 1 : at + 1]]
    assert pieces == ["a_prime = 1", "result = 2"]


def test_a_copy_that_was_left_blank_adds_nothing(student, assignment):
    blank = copied(assignment.released, "by_hand_answer")
    student.cells.append(blank)
    rebuilt = rebuild(student, assignment).notebook
    assert find(rebuilt, "by_hand_answer").source == "a_prime = 1\nresult = 2"


def test_prose_below_a_written_answer_belongs_to_it(student, assignment):
    find(student, "adjoint").source = find(assignment.released, "adjoint").source
    student.cells.insert(index(student, "adjoint") + 1, new_markdown_cell("Because it adds."))
    rebuilt = rebuild(student, assignment).notebook
    assert find(rebuilt, "adjoint").source == "Because it adds."


def test_order_comes_from_the_instructor(student, assignment):
    student.cells.reverse()
    rebuilt = rebuild(student, assignment)
    ids = [nbgrader_id(cell) for cell in rebuilt.notebook.cells if nbgrader_id(cell)]
    assert ids == [nbgrader_id(cell) for cell in assignment.released.cells if nbgrader_id(cell)]


def test_added_code_keeps_its_place_and_added_text_is_dropped(student, assignment):
    at = index(student, "imports") + 1
    student.cells.insert(at, new_code_cell("helper = 1"))
    student.cells.insert(at, new_markdown_cell("my notes"))
    student.cells.insert(0, new_code_cell("very_first = 1"))
    rebuilt = rebuild(student, assignment).notebook
    assert rebuilt.cells[0].source == "very_first = 1"
    assert rebuilt.cells[index(rebuilt, "imports") + 1].source == "helper = 1"
    assert len(rebuilt.cells) == len(assignment.released.cells) + 2


def test_cell_sources_may_be_lists_of_lines(student, assignment):
    data = json.loads(nbformat.writes(student))
    for cell in data["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    assert reassemble(json.dumps(data).encode(), assignment).notebook == student


def test_a_lone_surrogate_can_be_stored(student, assignment):
    data = json.loads(nbformat.writes(student))
    data["cells"].append({"cell_type": "code", "metadata": {}, "source": "x = '\ud800'"})
    rebuilt = reassemble(json.dumps(data).encode(), assignment)
    assert nbformat.writes(rebuilt.notebook).encode()


@pytest.mark.parametrize(
    ("submitted", "why"),
    [
        (b"{", "not valid JSON"),
        (b"\xff\xfe\x00\x01 not text", "not UTF-8 text"),
        ('{"cells": ["é"]}'.encode("latin-1"), "not UTF-8 text"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "no list of cells"),
        (b'{"worksheets": [], "nbformat": 3}', "nbformat 4"),
        (b'{"cells": {}}', "no list of cells"),
        (b'{"cells": [7]}', "cell 1 has no text"),
        (b'{"cells": [{"source": ["x", 1]}]}', "cell 1 has no text"),
        (json.dumps({"cells": [{}] * (MAX_CELLS + 1)}).encode(), f"more than {MAX_CELLS}"),
    ],
)
def test_an_unreadable_notebook_is_held_and_says_why(submitted, why, assignment):
    rebuilt = reassemble(submitted, assignment)
    assert rebuilt.notebook == assignment.released
    (remark,) = rebuilt.remarks
    assert why in remark.sentence
    assert remark.exercises == Places.of(assignment).notebook


@pytest.mark.parametrize(
    "value", [None, 7, [], {}, {"nbgrader": 1}, {"nbgrader": {"grade_id": []}}]
)
def test_odd_metadata_makes_an_added_cell(value, assignment):
    data = {"cells": [{"cell_type": "code", "metadata": value, "id": 3, "source": "x = 1"}]}
    rebuilt = reassemble(json.dumps(data).encode(), assignment)
    assert rebuilt.notebook.cells[0].source == "x = 1"


def without_metadata(cell):
    cell.metadata = {}


def without_ids(cell):
    cell.metadata, cell.id = {}, f"other-{cell.id}"


@pytest.mark.parametrize("drop", [without_metadata, without_ids])
def test_metadata_dropped_by_an_editor_cost_nothing(student, assignment, drop):
    find(student, "memory_answer").source = "blow_up, megabytes, blow_up_stride_5 = 1, 2, 3"
    expected = rebuild(student, assignment).notebook
    for cell in student.cells:
        drop(cell)
    rebuilt = rebuild(student, assignment)
    assert rebuilt.notebook == expected
    assert not any(remark.exercises for remark in rebuilt.remarks)


def test_the_drafts_of_a_doubled_answer_run_one_by_one(student, assignment):
    find(student, "by_hand_answer").source = "result = 1 / 0"
    second = copied(student, "by_hand_answer")
    second.source = "a_prime = 1\nresult = 2"
    student.cells.insert(index(student, "by_hand_answer") + 1, second)
    notebook = rebuild(student, assignment).notebook
    at = index(notebook, "by_hand_answer")
    assert [cell.source for cell in notebook.cells[at - 1 : at + 1]] == [
        "result = 1 / 0",
        second.source,
    ]


@pytest.mark.parametrize("drop", [None, without_metadata, without_ids])
def test_another_assignment_is_named(assignment, drop):
    other = load_assignment("02-pooling").released
    for cell in other.cells if drop else ():
        drop(cell)
    rebuilt = rebuild(other, assignment)
    assert rebuilt.another
    everything = Places.of(assignment).everywhere
    sentence = "This is 02-pooling, not 03-im2col: hand in the folder of 03-im2col."
    assert rebuilt.remarks == (Remark(sentence, everything),)


@pytest.mark.parametrize(
    "change", [lambda text: text.replace("\n", "\r\n"), lambda text: text + "\n \n"]
)
def test_line_ends_and_final_lines_make_no_remark(student, assignment, change):
    data = json.loads(nbformat.writes(student))
    for cell in data["cells"]:
        cell["source"] = change("".join(cell["source"]))
    assert reassemble(json.dumps(data).encode(), assignment).remarks == ()


def test_one_cause_makes_one_remark(student, assignment):
    """As when a formatter rewrites every cell."""
    for cell in student.cells:
        if cell.cell_type == "code":
            cell.source = f"# formatted\n{cell.source}"
    (remark,) = rebuild(student, assignment).remarks
    assert remark.sentence.startswith("The cells 'setup', 'imports', ")
    assert remark.exercises == ()


def test_a_written_answer_is_bounded(student, assignment):
    find(student, "adjoint").source = "a" * (MOST_WRITTEN + 5)
    rebuilt = rebuild(student, assignment)
    assert find(rebuilt.notebook, "adjoint").source == "a" * MOST_WRITTEN
    assert rebuilt.findings == ("Only the first 20000 characters of 'adjoint' are read.",)
