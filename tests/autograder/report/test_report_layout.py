"""The class report fits its window: nothing is cut, on a desktop and on a phone."""

import pytest

from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY
from autograder.course.settings import ClassSettings
from autograder.records.roster import Person
from autograder.report import Row, write_report
from tests.helpers.browsing import Visit
from tests.helpers.people import graded

# The headings of the tables that have to be scrolled sideways.
SCROLLED = """() => [...document.querySelectorAll(".wide")]
  .filter((box) => box.scrollWidth > box.clientWidth)
  .map((box) => box.previousElementSibling.textContent)"""


def write(class_folder, name):
    """Write the report of twelve students with half points, six with an answer still open."""
    assignment = load_assignment(name)
    rows = []
    for number in range(12):
        points = assignment.exercise_points
        scores = {one: round(2 * number * most / 11) / 2 for one, most in points.items()}
        scores[list(points)[-1]] = None if number % 2 else 0.0
        person = Person(f"student-{number:02}", "Augusta Ada", "Lovelace-Byron")
        rows.append(Row(graded(scores, person, penalty=1.5, hours_late=3)))
    return write_report(class_folder, assignment, rows, ClassSettings())


@pytest.mark.parametrize("name", REPOSITORY.assignment_names())
@pytest.mark.parametrize(("width", "scrolled"), [(1000, []), (390, ["Grades"])])
def test_no_table_is_cut(class_folder, browser, name, width, scrolled):
    class_folder.directory.mkdir()
    visit = Visit(browser, write(class_folder, name), width, "light")
    assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.tab.evaluate(SCROLLED) == scrolled
    visit.tab.close()


def test_on_a_phone_each_figure_of_an_exercise_is_named(class_folder, browser):
    class_folder.directory.mkdir()
    visit = Visit(browser, write(class_folder, "04-backprop"), 390, "light")
    rows = visit.tab.locator(".exercises tr:has(td)")
    for figure in rows.nth(rows.count() - 1).locator("td:visible").all()[1:]:
        if figure.inner_text().strip() and not figure.inner_text().endswith("so far"):
            assert figure.evaluate("(cell) => getComputedStyle(cell, '::before').content") != "none"
    visit.tab.close()
