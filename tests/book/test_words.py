"""Computed numbers as they stand in the sentences of a page."""

import sys

import pytest

from tests.helpers.reading import BOOK

sys.path.insert(0, str(BOOK))

from pagelib.words import scientific


@pytest.mark.parametrize(
    ("value", "written"),
    [(6.1e-11, "6 · 10⁻¹¹"), (2e5, "2 · 10⁵"), (1, "1 · 10⁰"), (9.7e-3, "1 · 10⁻²")],
)
def test_a_power_of_ten_is_raised_and_stays_on_one_line(value, written):
    assert scientific(value) == written.replace(" ", "\N{NO-BREAK SPACE}")
