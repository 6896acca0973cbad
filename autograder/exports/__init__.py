"""Grades in the formats of other systems: Canvas, Moodle, and a plain table."""

from autograder.exports.canvas import canvas_rows
from autograder.exports.cells import Blanks, ExportError
from autograder.exports.moodle import fill_worksheet, moodle_rows
from autograder.exports.spreadsheet import spreadsheet_rows

__all__ = [
    "Blanks",
    "ExportError",
    "canvas_rows",
    "fill_worksheet",
    "moodle_rows",
    "spreadsheet_rows",
]
