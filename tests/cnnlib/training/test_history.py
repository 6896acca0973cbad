"""Histories as CSV files."""

import pytest

from cnnlib.training.history import read_csv, write_csv

ROWS = [
    {"epoch": 1, "loss": 2.302585092994046, "note": "start, of\nall"},
    {"epoch": 2, "loss": float("inf"), "note": ""},
]


def test_a_history_comes_back_as_it_was(tmp_path):
    write_csv(ROWS, tmp_path / "history.csv")
    assert read_csv(tmp_path / "history.csv") == ROWS
    first_line = (tmp_path / "history.csv").read_text(encoding="utf-8").splitlines()[0]
    assert first_line == "epoch,loss,note"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], r"There is no row to write to .*history\.csv\."),
        (
            [{"a": 1}, {"a": 2, "b": 3}],
            r"Row 1 has the columns \['a', 'b'\], the first row \['a'\]",
        ),
        ([{"a": 1, "b": 2}, {"a": 2}], r"Row 1 has the columns \['a'\]"),
    ],
)
def test_what_is_no_table_is_refused(rows, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        write_csv(rows, tmp_path / "history.csv")
    assert not (tmp_path / "history.csv").exists()
