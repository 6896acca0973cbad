"""The table of a small class that `autograder grade` prints."""

from dataclasses import dataclass

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from autograder.course.assignment import Assignment
from autograder.files.text import plain, points_text
from autograder.grading.result import Result
from autograder.records.grades import Grades

__all__ = ["TableEntry", "one_line", "print_scores", "score_cells"]


@dataclass(frozen=True)
class TableEntry:
    """What the table needs of a result, without the notebook.

    Attributes
    ----------
    held : tuple of str
        The graded cells that are held.
    notes : int
        The number of remarks and of cells that need review.
    """

    held: tuple[str, ...]
    notes: int

    @classmethod
    def of(cls, result: Result) -> "TableEntry":
        looks = sum(bool(item.look) for item in result.items)
        return cls(result.held, looks + len(result.remarks))


def score_cells(assignment: Assignment, entry: TableEntry, grades: Grades) -> list[str]:
    """Return the cells of a row after the student's name."""
    scores = [_score(name, entry, grades) for name in assignment.grade_cells]
    return [*scores, points_text(grades.total), str(entry.notes or "")]


def _score(name: str, entry: TableEntry, grades: Grades) -> str:
    if name not in grades.scores:
        return "–"  # left out in this class
    score = grades.scores[name]
    if score is None:
        return "held" if name in entry.held else "?"
    return points_text(score)


def print_scores(console: Console, assignment: Assignment, rows: dict[str, list[str]]) -> None:
    """Print a row for each student; if the exercises' names do not fit, number them."""
    names = [cell_id.replace("_", " ") for cell_id in assignment.grade_cells]
    table = _table(assignment, names, rows)
    roomy = console.options.update_width(10 * console.width)
    if Measurement.get(console, roomy, table).minimum <= console.width:
        console.print(table)
        return
    numbers = [str(number) for number in range(1, len(names) + 1)]
    console.print(_table(assignment, numbers, rows))
    legend = ", ".join(map(" ".join, zip(numbers, names, strict=True)))
    console.print(legend, style="dim", highlight=False)


def _table(assignment: Assignment, names: list[str], rows: dict[str, list[str]]) -> Table:
    title = f"{assignment.name}: {assignment.title}"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("student", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right")
    table.add_column("total", justify="right", style="bold")
    table.add_column("notes", justify="right")
    for student, row in sorted(rows.items()):
        table.add_row(Text(one_line(student)), *row)
    return table


def one_line(text: str) -> str:
    """Return a text on one line, without control characters that a folder's name may contain."""
    return " ".join(plain(text).split())
