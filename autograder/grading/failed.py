"""Helpers for adding to the reports of exercises that lost points."""

from dataclasses import asdict, replace

from autograder.chapters import CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.checks.reports import CheckReport, PartReport
from autograder.grading.result import Item

__all__ = ["failed_function", "only_report", "with_report"]


def failed_function(chapter: str, item: Item) -> FunctionCheck | None:
    """Return the check of an exercise that asks for a function and lost points; otherwise None."""
    check = CHECKS.get(f"{chapter}.{item.id}")
    lost = [report["earned"] < report["points"] for report in item.reports] == [True]
    return check if isinstance(check, FunctionCheck) and lost else None


def only_report(item: Item) -> CheckReport:
    """Return the report of an item that has exactly one."""
    (report,) = item.reports
    parts = tuple(PartReport(**part) for part in report["parts"])
    return CheckReport(**{**report, "parts": parts})


def with_report(item: Item, report: CheckReport) -> Item:
    """Return the item with another report, and with the report's text as its message."""
    message = item.message.replace(only_report(item).text, report.text)
    return replace(item, reports=[asdict(report)], message=message)
