"""A formula stays on one line with the comma after it and the bracket before it."""

import sys

import pytest
from docutils import nodes
from docutils.utils import new_document

from tests.helpers.reading import BOOK

sys.path.insert(0, str(BOOK / "_ext"))

from formula_ends import join_formulas


def joined(*parts: str | nodes.Node) -> tuple[str, list[str]]:
    """Return the text of a paragraph afterwards, and what in it is kept together."""
    document = new_document("a page")
    document += nodes.paragraph(
        "", "", *(nodes.Text(part) if isinstance(part, str) else part for part in parts)
    )
    join_formulas(None, document, "a page")
    kept = [each.astext() for each in document.findall(nodes.inline)]
    return document.astext(), kept


def formula(text: str) -> nodes.math:
    return nodes.math("", text)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("the second ", ", and so on", ["F,"]),
        ("filters (", "), it is", ["(F),"]),
        ("take the ", "-th powers", ["F-th"]),
        ("let ", " be", []),
        ("", "", []),
    ],
)
def test_a_formula_takes_what_touches_it_along(before, after, kept):
    assert joined(before, formula("F"), after) == (f"{before}F{after}", kept)


def test_two_formulas_with_a_comma_between_them():
    text, kept = joined("sizes ", formula("H"), ", ", formula("W"), ".")
    assert (text, kept) == ("sizes H, W.", ["H,", "W."])


def test_a_formula_at_the_end_of_emphasis_or_beside_code_is_left_alone():
    text, kept = joined(nodes.literal("", "x"), formula("F"), nodes.emphasis("", "all"))
    assert (text, kept) == ("xFall", [])


def test_the_browser_does_not_break_a_line_before_the_comma(browser):
    """The style sheet and the class belong together: at no width does a comma begin a line."""
    style = (BOOK / "_static" / "course.css").read_text("utf-8")
    box = '<span style="display:inline-block;width:60px">x</span>'
    page = browser.new_page()
    page.set_content(
        f"<style>{style}</style><p style='font:16px monospace'>"
        f"<span class='together'>{box}<b>,</b></span> and <span>{box}<i>,</i></span></p>"
    )
    breaks = {"b": 0, "i": 0}
    for width in range(60, 140):
        page.evaluate("(w) => document.querySelector('p').style.width = `${w}px`", width)
        for tag in breaks:
            breaks[tag] += page.evaluate(
                """(tag) => {
                  const comma = document.querySelector(tag).getBoundingClientRect();
                  const box = document.querySelector(tag).previousElementSibling;
                  return comma.top >= box.getBoundingClientRect().bottom ? 1 : 0;
                }""",
                tag,
            )
    page.close()
    assert breaks["b"] == 0
    assert breaks["i"] > 0, "without the class it does happen"
