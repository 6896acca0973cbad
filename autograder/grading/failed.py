"""Helpers for adding to the reports of exercises that lost points."""

from dataclasses import replace

from autograder.chapters import CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.checks.reports import CheckReport, PartReport
from autograder.grading.result import Item

__all__ = ["failed_function", "only_report", "reports_of", "with_report"]


def failed_function(chapter: str, item: Item) -> FunctionCheck | None:
    """Return the check of an exercise that asks for a function and lost points; otherwise None."""
    check = CHECKS.get(f"{chapter}.{item.id}")
    lost = [report["earned"] < report["points"] for report in item.reports] == [True]
    return check if isinstance(check, FunctionCheck) and lost else None


def only_report(item: Item) -> CheckReport:
    """Return the report of an item that has exactly one."""
    (report,) = reports_of(item)
    return report


def reports_of(item: Item) -> list[CheckReport]:
    """Return the reports of all checks that the grade cell has called."""
    return [
        CheckReport(**{**each, "parts": tuple(PartReport(**part) for part in each["parts"])})
        for each in item.reports
    ]


def with_report(item: Item, report: CheckReport) -> Item:
    """Return the item with another report for an exercise, and with its text in the message."""
    message, reports = item.message, reports_of(item)
    for number, before in enumerate(reports):
        if before.key == report.key:
            message, reports[number] = message.replace(before.text, report.text), report
    return replace(item, reports=[each.as_dict() for each in reports], message=message)
