"""The settings of a class: ``class.toml`` in its folder."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from autograder.course.changes import ForAll, PointChanges
from autograder.course.class_folder import ClassFolder
from autograder.course.late import LatePolicy
from autograder.course.repository import REPOSITORY
from autograder.course.rubric import Rubric, read_rubric

__all__ = ["ClassSettings", "SettingsError", "load_settings"]

EXAMPLE = "2026-11-30T23:59:00+01:00"
# `ClassFolder` reads the last one.
KNOWN = (
    *("book", "drop_lowest", "class", "due", "extensions", "late", "points", "rubric", "weights"),
    "gradebook",
)
INF = float("inf")
LATE = {
    "grace_minutes": INF,
    "percent_per_day": 100.0,
    "percent_at_most": 100.0,
    "free_days": INF,
}
MOST_DAYS = 1000
NO_CHANGES = PointChanges({})
NO_RUBRIC = Rubric({})


class SettingsError(ValueError):
    """``class.toml`` cannot be used; the message says what to fix."""


@dataclass(frozen=True)
class ClassSettings:
    """The settings of one class; each has a default, so the file is optional.

    Attributes
    ----------
    book : str
        Where students read the book: an address, or a path from the folder of the class to the
        built pages. If it is empty, feedback names the sections without a link.
    zone : tzinfo
        The time zone whose calendar days count as late days.
    due : Mapping[str, datetime]
        By assignment, with a time zone. Other due dates stay as they are in the gradebook.
    extensions : Mapping[str, Mapping[str, datetime]]
        Due dates of single students: by assignment, then by student.
    late : LatePolicy
        The penalty for late work; none by default.
    points : Mapping[str, PointChanges]
        Other points for single exercises, by assignment.
    rubrics : Mapping[str, Rubric]
        Items for the written answers, by assignment.
    weights : Mapping[str, float]
        The weight of each assignment in the course; if empty, all count the same.
    drop_lowest : int
        How many assignments, those with the lowest shares of their points, do not count.
    """

    book: str = ""
    zone: tzinfo = UTC
    due: Mapping[str, datetime] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    late: LatePolicy = field(default_factory=LatePolicy)
    points: Mapping[str, PointChanges] = field(default_factory=dict)
    rubrics: Mapping[str, Rubric] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    drop_lowest: int = 0

    def changes(self, name: str) -> PointChanges:
        """Return the changes to the points of an assignment."""
        return self.points.get(name, NO_CHANGES)

    def rubric(self, name: str) -> Rubric:
        """Return the rubric items of an assignment."""
        return self.rubrics.get(name, NO_RUBRIC)


def load_settings(class_folder: ClassFolder) -> ClassSettings:
    """Read the settings of a class; without a ``class.toml`` they are the defaults.

    Raises
    ------
    SettingsError
        If the file is not TOML, or a setting is unknown or invalid.
    """
    path = class_folder.settings_file
    try:
        data = class_folder.settings()
    except ValueError as error:
        raise SettingsError(str(error)) from error
    _only(path, data, KNOWN, "setting")
    zone = _zone(path, _table(path, data, "class"))
    names = REPOSITORY.assignment_names()
    due = _due(path, _table(path, data, "due"), names, zone)
    return ClassSettings(
        book=_book(path, data.get("book", "")),
        zone=zone or UTC,
        due=due,
        extensions=_extensions(path, _table(path, data, "extensions"), due, zone),
        late=_late(path, _table(path, data, "late")),
        points=_points(path, _table(path, data, "points"), names),
        rubrics=_rubrics(path, _table(path, data, "rubric"), names),
        weights=_weights(path, _table(path, data, "weights"), names),
        drop_lowest=_drop_lowest(path, data.get("drop_lowest", 0)),
    )


def _table(path: Path, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: {name} is a table: write [{name}] above its settings.")
    return table


def _only(path: Path, data: Mapping[str, Any], known: Collection[str], kind: str) -> None:
    for name in data:
        if name not in known:
            raise SettingsError(f"{path}: there is no {kind} {name!r}, only {', '.join(known)}.")


def _book(path: Path, value: Any) -> str:
    if not isinstance(value, str):
        raise SettingsError(f'{path}: book is a text, such as "https://example.org/book".')
    return value.rstrip("/")


def _zone(path: Path, table: Mapping[str, Any]) -> ZoneInfo | None:
    _only(path, table, ("time_zone",), "setting of the class")
    if not table:
        return None
    try:
        return ZoneInfo(table["time_zone"])
    except (KeyError, TypeError, ValueError, OSError, AttributeError) as error:
        raise SettingsError(
            f'{path}: time_zone is the name of a zone, such as "Europe/Paris", '
            f"not {table['time_zone']!r}."
        ) from error


def _due(
    path: Path, table: Mapping[str, Any], names: Collection[str], zone: tzinfo | None
) -> dict[str, datetime]:
    _only(path, table, names, "assignment")
    return {name: _moment(path, f"{name} is due at", value, zone) for name, value in table.items()}


def _extensions(
    path: Path, table: Mapping[str, Any], due: Mapping[str, datetime], zone: tzinfo | None
) -> dict[str, dict[str, datetime]]:
    for name in table:
        if name not in due:
            raise SettingsError(
                f"{path}: there is no assignment with a due date {name!r}; "
                "extensions need one in [due]."
            )
    return {
        name: {
            student: _extended(path, f"{name}, {student}:", value, due[name], zone)
            for student, value in _table(path, table, name).items()
        }
        for name in table
    }


def _extended(path: Path, what: str, value: Any, due: datetime, zone: tzinfo | None) -> datetime:
    """Return a student's due date, given as a time or as a number of days after the due date."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_DAYS:
        return (due.astimezone(zone or UTC) + timedelta(days=value)).astimezone(UTC)
    until = _moment(path, f"{what} an extension is a number of days, or", value, zone)
    if until < due:
        raise SettingsError(f"{path}: {what} {value} is before the due date.")
    return until


def _moment(path: Path, what: str, value: Any, zone: tzinfo | None) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is None and zone is not None:
        value = value.replace(tzinfo=zone)
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise SettingsError(
            f"{path}: {what} a date, a time and a time zone, such as {EXAMPLE}, not {value}. "
            'The zone may be left out if [class] sets one, as time_zone = "Europe/Paris".'
        )
    return value.astimezone(UTC)


def _points(
    path: Path, table: Mapping[str, Any], names: Collection[str]
) -> dict[str, PointChanges]:
    _only(path, table, names, "assignment")
    return {name: _changes(path, name, _table(path, table, name)) for name in table}


def _changes(path: Path, name: str, table: Mapping[str, Any]) -> PointChanges:
    # Reading assignments takes long, and few classes need it.
    from autograder.course.assignment import load_assignment

    points = load_assignment(name).exercise_points
    _only(path, table, points, f"exercise of {name}")
    changes = PointChanges({one: _change(path, one, value) for one, value in table.items()})
    if not changes.possible(points):
        raise SettingsError(f"{path}: no exercise of {name} is left: one must count.")
    return changes


def _change(path: Path, exercise: str, value: Any) -> float | ForAll:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < INF:
        return float(value)
    if value in list(ForAll):
        return ForAll(value)
    words = " or ".join(f'"{one}"' for one in ForAll)
    raise SettingsError(
        f"{path}: the points of {exercise} are a number above 0, or {words}, not {value!r}."
    )


def _rubrics(path: Path, table: Mapping[str, Any], names: Collection[str]) -> dict[str, Rubric]:
    _only(path, table, names, "assignment")
    return {name: _rubric(path, name, _table(path, table, name)) for name in table}


def _rubric(path: Path, name: str, table: Mapping[str, Any]) -> Rubric:
    # As for the points, assignments are read only where they are needed.
    from autograder.course.assignment import load_assignment

    assignment = load_assignment(name)
    points = {cell: assignment.exercise_points[cell] for cell in assignment.mark_schemes}
    try:
        return read_rubric(table, points)
    except ValueError as error:
        raise SettingsError(f"{path}, rubric of {name}: {error}") from error


def _weights(path: Path, table: Mapping[str, Any], names: Collection[str]) -> dict[str, float]:
    _only(path, table, names, "assignment")
    for name, value in table.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < INF:
            raise SettingsError(f"{path}: the weight of {name} is a number above 0, not {value!r}.")
    return {name: float(value) for name, value in table.items()}


def _drop_lowest(path: Path, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SettingsError(f"{path}: drop_lowest is a whole number, 0 or more, not {value!r}.")
    return value


def _late(path: Path, table: Mapping[str, Any]) -> LatePolicy:
    _only(path, table, LATE, "setting of late work")
    for name, value in table.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= LATE[name]:
            upper = " to 100" if name.startswith("percent") else " or more"
            raise SettingsError(f"{path}: {name} is a number, 0{upper}, not {value!r}.")
    if not float(table.get("free_days", 0)).is_integer():
        raise SettingsError(f"{path}: free_days is a whole number, not {table['free_days']!r}.")
    return LatePolicy(**table)
