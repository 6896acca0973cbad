"""The class report: a page for the instructor, and the same data as CSV and JSON."""

from autograder.report.rows import Row, row_of
from autograder.report.writing import write_report

__all__ = ["Row", "row_of", "write_report"]
