"""The class report as plain data; ``docs/class-report.md`` documents each field."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import mean
from typing import Any

from autograder.course.assignment import Assignment
from autograder.course.settings import ClassSettings
from autograder.records.standings import MISSING, STATUSES
from autograder.report.rows import KINDS, Note, Row
from autograder.report.statistics import discrimination, histogram, spread

__all__ = ["SCHEMA", "Summary", "summarise"]

SCHEMA = 2  # raise it when a field is removed or changes its meaning


@dataclass(frozen=True)
class Summary:
    """The content of the report; each attribute is a field of the JSON file."""

    schema: int
    assignment: str
    title: str
    possible: float
    made: str
    due: str | None
    late_policy: str
    changes: list[str]
    counts: dict[str, int]
    totals: dict[str, Any] | None
    histogram: list[dict[str, Any]]
    exercises: list[dict[str, Any]]
    misconceptions: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    late: list[dict[str, Any]]
    missing: list[str]
    students: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def summarise(assignment: Assignment, rows: Sequence[Row], settings: ClassSettings) -> Summary:
    """Summarise the rows: counts, averages and lists."""
    graded = [row.standing.grades for row in rows if row.standing.grades]
    totals = [grades.total for grades in graded]
    scores = [grades.scores for grades in graded]
    due = settings.due.get(assignment.name)
    where = spread(totals)
    changes = settings.changes(assignment.name)
    points = changes.possible(assignment.exercise_points)
    possible = sum(points.values())
    return Summary(
        schema=SCHEMA,
        assignment=assignment.name,
        title=assignment.title,
        possible=possible,
        changes=list(changes.in_words(assignment.exercise_points).values()),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        due=due.isoformat() if due else None,
        late_policy=str(settings.late),
        counts=_counts(rows),
        totals=asdict(where) if where else None,
        histogram=[asdict(one) for one in histogram(totals, possible)],
        exercises=[_exercise(assignment, i, most, scores) for i, most in points.items()],
        misconceptions=_misconceptions(assignment, rows),
        notes=_notes(rows),
        late=_late(rows),
        missing=[row.standing.person.id for row in rows if row.standing.status == MISSING],
        students=[_student(row, points) for row in rows],
    )


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    statuses = [row.standing.status for row in rows]
    return {name.replace(" ", "_"): statuses.count(name) for name in STATUSES}


def _exercise(
    assignment: Assignment,
    exercise: str,
    points: float,
    scores: Sequence[dict[str, float | None]],
) -> dict[str, Any]:
    graded = [score for one in scores if (score := one[exercise]) is not None]
    correlated, reason = (
        discrimination(exercise, scores) if scores else (None, "no student is graded")
    )
    return {
        "id": exercise,
        "title": assignment.titles[exercise],
        "points": points,
        "graded": len(graded),
        "waiting": len(scores) - len(graded),
        "mean": mean(graded) if graded else None,
        "difficulty": mean(graded) / points if graded and points else None,
        "discrimination": correlated,
        "discrimination_reason": reason,
        "full": sum(score >= points for score in graded),
        "nothing": sum(score <= 0 for score in graded),
    }


def _misconceptions(assignment: Assignment, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return each misconception with the students concerned, in the order of the exercises.

    Sentences that differ in the student's own id only are one.
    """
    who: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        student = row.standing.person.id
        for exercise, sentences in row.misconceptions.items():
            for sentence in sentences:
                common = sentence.replace(repr(student), "another student")
                who.setdefault((exercise, common), []).append(student)
    order = list(assignment.grade_cells)
    return [
        {"exercise": exercise, "sentence": sentence, "students": students}
        for (exercise, sentence), students in sorted(
            who.items(), key=lambda one: (order.index(one[0][0]), -len(one[1]), one[0][1])
        )
    ]


def _notes(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return each note with the students concerned, the most urgent kind first."""
    who: dict[Note, list[str]] = {}
    for row in rows:
        for note in row.notes:
            who.setdefault(note, []).append(row.standing.person.id)
    ordered = sorted(
        who,
        key=lambda note: (
            *(KINDS.index(note.kind), -note.points * len(who[note])),
            *(-len(who[note]), note.sentence),
        ),
    )
    return [{**asdict(note), "students": who[note]} for note in ordered]


def _late(rows: Sequence[Row]) -> list[dict[str, Any]]:
    late = [
        {
            "student": row.standing.person.id,
            "seconds": grades.seconds_late,
            "penalty": grades.penalty,
        }
        for row in rows
        if (grades := row.standing.grades) and grades.seconds_late
    ]
    return sorted(late, key=lambda one: -one["seconds"])


def _student(row: Row, points: Mapping[str, float]) -> dict[str, Any]:
    person, grades = row.standing.person, row.standing.grades
    submitted = grades.submitted if grades else None
    return {
        "student": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "status": row.standing.status,
        "held": list(row.standing.held),
        "points_held": row.standing.points_held,
        "submitted": submitted.isoformat(timespec="seconds") if submitted else None,
        "seconds_late": grades.seconds_late if grades else None,
        "scores": {i: grades.scores.get(i) if grades else None for i in points},
        "earned": grades.earned if grades else None,
        "penalty": grades.penalty if grades else None,
        "total": grades.total if grades else None,
        "possible": sum(points.values()),
        "grading_seconds": row.seconds,
    }
