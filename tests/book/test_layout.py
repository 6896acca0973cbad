"""The check that nothing on a page is too wide finds what is."""

import pytest

from tests.helpers.browsing import Visit
from tests.helpers.layout import TOO_WIDE


@pytest.mark.parametrize(
    "faulty",
    [
        "<pre style='overflow: auto; white-space: pre'>{long}</pre>",
        "<pre style='white-space: pre; width: max-content'>{long}</pre>",
        "<div style='overflow: hidden'><div style='width: 3000px'>{long}</div></div>",
        "<table style='width: 3000px'><tr><td>{long}</td></tr></table>",
    ],
)
def test_the_check_sees_what_is_too_wide(browser, faulty):
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    body = faulty.format(long="word " * 300)
    tab.set_content(f"<div class='bd-article' style='width: 700px'>{body}</div>")
    assert tab.evaluate(TOO_WIDE, ".nothing") != []
    tab.set_content("<div class='bd-article'><pre>short</pre></div>")
    assert tab.evaluate(TOO_WIDE, ".nothing") == []
    tab.close()


def test_the_tables_of_symbols_fit_on_a_phone(html, browser):
    visit = Visit(browser, html / "notation.html", 390, "light")
    assert visit.tab.locator(".symbols table").count() == 2
    assert visit.tab.evaluate(TOO_WIDE, ".nothing") == []
    visit.tab.close()
