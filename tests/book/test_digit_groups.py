"""Numbers stay on one line, and code is left as it was written."""

import sys

import pytest
from docutils import nodes
from docutils.utils import new_document

from tests.helpers.reading import BOOK

sys.path.insert(0, str(BOOK / "_ext"))

from digit_groups import join_digits


def joined(node: nodes.Element) -> str:
    document = new_document("a page")
    document += node
    join_digits(None, document, "a page")
    return document.astext()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It takes 24 920 064 products.", "It takes 24~920~064 products."),
        ("10 000 images, 5 408 units", "10~000 images, 5~408 units"),
        ("with 72 % and 2.5 % right", "with 72~% and 2.5~% right"),
        (" % of it", "~% of it"),
        ("12 17 19 in rows, and 3 by 5 in 2016 1000", "12 17 19 in rows, and 3 by 5 in 2016 1000"),
    ],
)
def test_the_parts_of_a_number_are_joined(written, shown):
    assert joined(nodes.paragraph("", written)) == shown.replace("~", "\N{NO-BREAK SPACE}")
    cell = nodes.entry("", nodes.paragraph("", "", nodes.strong("", written)))
    assert joined(cell) == shown.replace("~", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize("kind", [nodes.literal, nodes.literal_block, nodes.math])
def test_code_and_formulas_stay_as_they_are(kind):
    assert joined(kind("", "1 190 000")) == "1 190 000"
