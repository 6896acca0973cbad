"""What one class decides for itself: ``class.toml`` in its folder."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course.class_folder import ClassFolder
from autograder.course.late import LatePolicy
from autograder.course.repository import REPOSITORY

__all__ = ["ClassSettings", "SettingsError", "load_settings"]

FILE = "class.toml"
EXAMPLE = "2026-11-30T23:59:00+01:00"
KNOWN = ("book", "due", "late", "gradebook")  # the last is read by ClassFolder
LATE = {"grace_minutes": float("inf"), "percent_per_day": 100.0, "percent_at_most": 100.0}


class SettingsError(ValueError):
    """``class.toml`` cannot be used; the message says what to mend."""


@dataclass(frozen=True)
class ClassSettings:
    """The settings of one class; each has a default, so that no file is needed.

    Attributes
    ----------
    book : str
        Where students read the book: an address, or a path from the folder of the class to the
        built pages. If it is empty, feedback names the sections without a link.
    due : Mapping[str, datetime]
        By assignment, with a time zone. What is not here stays as nbgrader's gradebook has it.
    late : LatePolicy
        What late work loses; nothing by default.
    """

    book: str = ""
    due: Mapping[str, datetime] = field(default_factory=dict)
    late: LatePolicy = field(default_factory=LatePolicy)


def load_settings(class_folder: ClassFolder) -> ClassSettings:
    """Read the settings of a class, or take the defaults if it has no ``class.toml``.

    Raises
    ------
    SettingsError
        If the file is not TOML, or says something that has no meaning here.
    """
    path = class_folder.directory / FILE
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return ClassSettings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not TOML: {error}.") from error
    _only(path, data, KNOWN, "setting")
    return ClassSettings(
        book=_book(path, data.get("book", "")),
        due=_due(path, _table(path, data, "due"), REPOSITORY.assignment_names()),
        late=_late(path, _table(path, data, "late")),
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


def _due(path: Path, table: Mapping[str, Any], names: Collection[str]) -> dict[str, datetime]:
    _only(path, table, names, "assignment")
    for name, value in table.items():
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise SettingsError(
                f"{path}: {name} is due at a date, a time and a time zone, such as {EXAMPLE}, "
                f"not {value}."
            )
    return {name: value.astimezone(UTC) for name, value in table.items()}


def _late(path: Path, table: Mapping[str, Any]) -> LatePolicy:
    _only(path, table, LATE, "setting of late work")
    for name, value in table.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= LATE[name]:
            upper = " to 100" if name.startswith("percent") else " or more"
            raise SettingsError(f"{path}: {name} is a number, 0{upper}, not {value!r}.")
    return LatePolicy(**table)
