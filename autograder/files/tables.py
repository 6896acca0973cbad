"""CSV files: read in the forms of several systems, and written without formulas."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from autograder.files.text import plain

__all__ = ["Table", "TableError", "cell", "read_table", "table_text"]

DELIMITERS = ",;\t"
# Spreadsheets run a cell that begins like this as a formula: OWASP, "CSV Injection".
FORMULA = ("=", "+", "-", "@")
CONTROL = ("\t", "\n")
SEPARATOR = re.compile(r"(?i:sep)=([,;\t])")
# Moodle writes "-" for no grade; numbers are harmless.
HARMLESS = re.compile(r"[+-]?(\d+([.,]\d+)?)?")


class TableError(ValueError):
    """A file is not a CSV table; the message says why."""


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file.

    Attributes
    ----------
    header : list of str
    delimiter : str
    rows : list of (int, dict)
        The number of the line, and its values by column name; of several columns with the same
        name the first.
    values : list of list of str
        The same rows, all columns in order.
    doubled : frozenset of str
        Names shared by several columns.
    wrong : list of (int, str)
        Lines that do not fit the header, and why.
    """

    header: list[str]
    delimiter: str
    rows: list[tuple[int, dict[str, str]]]
    values: list[list[str]]
    doubled: frozenset[str]
    wrong: list[tuple[int, str]]


def read_table(path: Path) -> Table:
    """Read a CSV file: commas, semicolons or tabs, in UTF-8 or as Excel's Unicode text.

    A first line such as ``sep=;``, which Excel writes and reads, names the delimiter.

    Raises
    ------
    TableError
        If it is not text, or has no header.
    """
    text = _text(path)
    first = text.partition("\n")[0]
    said = SEPARATOR.fullmatch(first.strip())
    delimiter = said[1] if said else max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, values, wrong = [], [], []
    try:
        if said:
            next(reader)
        header = [name.strip() for name in next(reader, [])]
        if not any(header):
            raise TableError(f"{path}: the first line names no columns.")
        for row in reader:
            if not any(value.strip() for value in row):
                continue
            if len(row) != len(header):
                problem = f"{len(row)} values, but the header names {len(header)} columns"
                wrong.append((reader.line_num, problem))
            else:
                # Reversed: of several columns with the same name the first counts.
                pairs = zip(reversed(header), reversed(row), strict=True)
                rows.append((reader.line_num, dict(pairs)))
                values.append(row)
    except csv.Error as error:
        raise TableError(f"{path}, line {reader.line_num}: {error}.") from error
    doubled = frozenset(name for name in header if name and header.count(name) > 1)
    return Table(header, delimiter, rows, values, doubled, wrong)


def table_text(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Return rows as CSV; a text that a spreadsheet would run as a formula is quoted with ``'``."""
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def cell(value: object) -> object:
    """Return the value of a cell: numbers in short form, texts made harmless."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    if not isinstance(value, str):
        return value
    text = plain(value)
    return f"'{text}" if _may_be_formula(text) else text


def _may_be_formula(text: str) -> bool:
    """Return whether the first visible character, in its plain form, starts a formula."""
    if HARMLESS.fullmatch(text):
        return False
    seen = (
        sign
        for sign in unicodedata.normalize("NFKC", text)
        if not sign.isspace() and unicodedata.category(sign) != "Cf"
    )
    return text.startswith(CONTROL) or next(seen, "").startswith(FORMULA)


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(f"{path}: not UTF-8 text: save it as CSV UTF-8.") from None
    if "\0" in text:
        raise TableError(f"{path}: not a CSV file: save the table as CSV UTF-8.")
    return text
