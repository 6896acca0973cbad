"""The history of a training run as a plain table: one dictionary per row (chapters 5 and 6)."""

import csv
from pathlib import Path
from typing import Any

__all__ = ["read_csv", "write_csv"]


def write_csv(rows: list[dict[str, Any]], path: str | Path) -> None:
    """Write rows that have the same columns as a CSV file, its first line the column names.

    Raises
    ------
    ValueError
        If there is no row, or a row has other columns than the first.
    """
    if not rows:
        raise ValueError(f"There is no row to write to {path}.")
    columns = list(rows[0])
    for i, row in enumerate(rows):
        if set(row) != set(columns):
            raise ValueError(f"Row {i} has the columns {list(row)}, the first row {columns}.")
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: str | Path) -> list[dict[str, Any]]:
    """Read what `write_csv` wrote; numbers come back as int or float.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: _number(text) for key, text in row.items()} for row in csv.DictReader(file)]


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text
