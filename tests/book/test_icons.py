"""What the theme needs of Font Awesome is a few drawings in the style sheet."""

import pytest

from tests.helpers.browsing import Visit


def test_nothing_is_left_of_font_awesome(html):
    assert not list(html.rglob("*fontawesome*"))
    for page in html.glob("*.html"):
        assert "fontawesome" not in page.read_text(encoding="utf-8"), page.name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_icon_of_the_theme_has_a_shape(html, browser, scheme):
    visit = Visit(browser, html / "intro.html", 390, scheme)
    icons = visit.tab.locator(".fa-solid, .fas").evaluate_all(
        "(all) => all.map((icon) => [icon.className, getComputedStyle(icon).maskImage])"
    )
    assert len(icons) > 5
    assert [name for name, shape in icons if "data:image/svg+xml" not in shape] == []
    switch = visit.tab.locator(".theme-switch-button:visible").first
    assert switch.locator("[data-mode]:visible").count() == 1, "it shows the mode that it is in"
    visit.tab.close()


def test_the_magnifying_glass_does_not_lie_on_what_is_typed(html, browser):
    visit = Visit(browser, html / "search.html", 1280, "light")
    room = visit.tab.evaluate(
        """() => {
          const form = document.querySelector(".bd-search-container form");
          const [icon, field] = [form.querySelector("i"), form.querySelector("input")];
          const text = field.getBoundingClientRect().left
            + parseFloat(getComputedStyle(field).paddingLeft);
          return text - icon.getBoundingClientRect().right;
        }"""
    )
    visit.tab.close()
    assert room > 4
