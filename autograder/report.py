"""One page for the instructor: how the class did, and who needs a human look."""

import os
from collections import Counter
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any
from urllib.parse import quote

from autograder.pages import render
from autograder.result import Item, Result
from autograder.store import ResultStore, write_atomically

__all__ = ["write_report"]


def write_report(store: ResultStore, results: list[Result]) -> Path:
    """Write the class report of one assignment and return its path."""
    assignment = store.assignment
    path = store.course.directory / f"report-{assignment.name}.html"
    scores = {result.student: store.scores(result.student) for result in results}
    totals = [sum(score or 0 for score in scores[result.student].values()) for result in results]
    quartiles = quantiles(totals, n=4, method="inclusive") if len(totals) > 1 else totals * 3
    page = render(
        "report",
        title=assignment.title,
        assignment=assignment.name,
        possible=assignment.points,
        median=median(totals),
        quartiles=(quartiles[0], quartiles[2]),
        exercises=[_exercise(item, scores) for item in results[0].items],
        misconceptions=_misconceptions(results),
        notes=_notes(results),
        rows=[
            {
                "student": result.student,
                "feedback": _feedback_link(store, result, path),
                "scores": [(scores[result.student][i.id], i.points) for i in result.items],
                "total": total,
                "seconds": result.seconds,
            }
            for result, total in zip(results, totals, strict=True)
        ],
    )
    write_atomically(path, page)
    return path


def _exercise(item: Item, scores: dict[str, dict[str, float | None]]) -> dict[str, Any]:
    own = [of_student[item.id] for of_student in scores.values()]
    graded = [score for score in own if score is not None]
    return {
        "id": item.id,
        "title": item.title,
        "points": item.points,
        "mean": mean(graded) if graded else 0.0,
        "full": sum(score >= item.points for score in graded),
        "zero": sum(score == 0 for score in graded),
        "waiting": len(own) - len(graded),
    }


def _misconceptions(results: list[Result]) -> list[tuple[str, int]]:
    """Count in how many submissions each misconception was named."""
    counts: Counter[str] = Counter()
    for result in results:
        reports = [report for item in result.items for report in item.reports]
        counts.update({report["misconception"] for report in reports} - {None})
    return counts.most_common()


def _notes(results: list[Result]) -> list[tuple[str, list[str]]]:
    """Return each thing that a person may want to see, with the students whom it concerns."""
    students: dict[str, list[str]] = {}
    for result in results:
        for note in [item.look for item in result.items if item.look] + list(result.findings):
            students.setdefault(note, []).append(result.student)
    return sorted(students.items())


def _feedback_link(store: ResultStore, result: Result, report: Path) -> str:
    name = store.assignment.name
    page = store.course.feedback / result.student / name / f"{name}.html"
    return quote(os.path.relpath(page, report.parent))
