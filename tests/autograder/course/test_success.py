"""A visible test that passes says so, and where the points come from."""

import contextlib
import io

import pytest

from autograder.chapters import CHECKS
from autograder.course.assignment import load_assignment
from autograder.course.success import checks_called, success_line


def printed(graded: str, visible: str) -> str:
    out = io.StringIO()
    line = success_line(graded, visible)
    assert all(len(each) <= 76 for each in line.splitlines())
    with contextlib.redirect_stdout(out):
        exec(line)
    return out.getvalue()


@pytest.mark.parametrize(
    ("visible", "begins"),
    [
        ("expect(a, 'a').close_to(1)", "1 check passed. "),
        ("expect(a).close_to(1)\nassert a\ncheck_gradients(f, g, {})", "3 checks passed. "),
        ("for a in b:\n    assert a", "Passed. "),
        ("expect([f(x) for x in y]).close_to(1)", "Passed. "),
        ("f(x)", "Passed. "),
    ],
)
def test_it_counts_what_the_test_tried(visible, begins):
    graded = 'earned = check("03-im2col.col2im", col2im)'
    parts = ", ".join(f"{p.name} ({p.points:g})" for p in CHECKS["03-im2col.col2im"].parts)
    assert "stride (" in parts
    points = f"The points come from hidden tests with other numbers: {parts}.\n"
    assert printed(graded, visible) == begins + points


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("01-convolution.by_hand", "The form is right; the points come from the values: relu_map"),
        ("01-convolution.choices", "These letters exist; the points come from the right ones: lar"),
        ("04-backprop.train", "a whole training run: learning (3), reaching the floor (7).\n"),
        ("06-regularisation.generalise", "reaching the floor (5), and with a small gap (5).\n"),
    ],
)
def test_each_kind_of_exercise_says_where_its_points_come_from(key, says):
    assert says in printed(f'earned = check("{key}", a)', "expect(a, 'a').has_shape()")


def test_a_cell_without_a_check_says_nothing():
    assert success_line("assert a == 1", "assert a == 1") == ""
    assert success_line('check("00-none.a", a)', "assert a") == ""
    assert checks_called('check("00-none.a", a)\ncheck(\n    "x.y", b)') == ["00-none.a", "x.y"]


def test_it_is_the_last_line_of_each_visible_test_and_only_of_those():
    assignment = load_assignment("03-im2col")
    for cell in assignment.released.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        is_test = grade_id in assignment.grade_cells and cell.cell_type == "code"
        assert ("print(\n" in cell.source) == is_test
        if is_test:
            before, _, line = cell.source.rpartition("\nprint(")
            assert f"print({line}" == success_line(assignment.grade_cells[grade_id].source, before)
