"""Canvas: a gradebook CSV, as its Gradebook imports it.

The columns Student, ID, SIS User ID, SIS Login ID and Section come first, then one for each
assignment; the row below the header holds the points possible. Canvas identifies a student by "ID"
or by one of the SIS columns, and an assignment by the number in brackets after its name; without a
number it offers to create a new assignment. An empty cell changes nothing.

Sources: Canvas Instructor Guide, "How do I import grades in the Gradebook?" and "How do I export
grades in the Gradebook?"; the importer itself, ``lib/gradebook_importer.rb`` of canvas-lms.
"""

from collections.abc import Sequence

from autograder.exports.cells import Blanks, exported_points
from autograder.records.roster import Person
from autograder.records.standings import Standing

__all__ = ["COLUMNS", "canvas_rows", "who_canvas"]

COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def canvas_rows(
    standings: Sequence[Standing], column: str, possible: float, blanks: Blanks
) -> list[list[object]]:
    """Return the rows of the file.

    Parameters
    ----------
    column : str
        The name of the assignment in Canvas, with its number, as in ``"im2col (4711)"``.
    possible : float
        The maximum points, which Canvas shows below the name.
    """
    rows: list[list[object]] = [[*COLUMNS, column]]
    rows.append(["    Points Possible", *[""] * (len(COLUMNS) - 1), possible])
    return rows + [[*who_canvas(one.person), exported_points(one, blanks)] for one in standings]


def who_canvas(person: Person) -> list[str]:
    """Return the values that identify a student in Canvas, in the order of `COLUMNS`."""
    name = ", ".join(filter(None, (person.last_name, person.first_name))) or person.id
    # Without a roster from Canvas, the name of the folder is the best guess.
    known = person.lms_id or person.sis_user_id or person.sis_login_id
    login = person.sis_login_id if known else person.id
    return [name, person.lms_id, person.sis_user_id, login, person.section]
