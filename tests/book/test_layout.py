"""Nothing on a page is cut or has to be scrolled sideways: a desktop, and a phone."""

import pytest

from tests.helpers.browsing import Visit
from tests.helpers.reading import PAGES

# What sticks out of the box that shows it, or out of the column: its beginning, and by how much.
TOO_WIDE = """(maySideways) => {
  const article = document.querySelector(".bd-article") ?? document.querySelector(".bd-content");
  const edge = article.getBoundingClientRect().right + 1;
  const found = [];
  const note = (element, by) =>
    found.push(`${element.tagName}.${element.className} by ${Math.round(by)} px: `
      + (element.textContent || "").trim().replace(/\\s+/g, " ").slice(0, 70));
  for (const element of article.querySelectorAll("*")) {
    if (element.clientWidth === 0 || element.closest(maySideways)) continue; // 0: inline
    if (element.closest("mjx-assistive-mml, .sr-only, .explorer-unseen, span.math")) continue;
    if (element.closest("svg, mjx-container > *") || !element.checkVisibility()) continue;
    const hidden = element.scrollWidth - element.clientWidth;
    if (getComputedStyle(element).overflowX !== "visible" && hidden > 1) note(element, hidden);
    else if (element.matches("pre, mjx-container, .figure, table")) {
      const out = element.getBoundingClientRect().right - edge;
      if (out > 0) note(element, out);
    }
  }
  for (const formula of article.querySelectorAll("span.math mjx-container")) {
    const out = formula.getBoundingClientRect().right - edge;
    if (out > 0 && !formula.closest(maySideways)) note(formula.parentElement, out);
  }
  for (const formula of article.querySelectorAll("mjx-container[display=true]")) {
    const inner = formula.firstElementChild.getBoundingClientRect();
    const by = inner.width - formula.getBoundingClientRect().width;
    if (inner.width && by > 1) note(formula.parentElement, by);
  }
  return found;
}"""
WIDTHS = [(1280, ".nothing"), (390, "table, .pst-scrollable-table-container")]
SMALLEST = """() => [...document.querySelectorAll(".bd-article :is(pre, mjx-container)")]
  .map((each) => parseFloat(getComputedStyle(each).fontSize))"""


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("width", "may_scroll"), [(1280, ".nothing"), (390, "table, .pst-scrollable-table-container")]
)
def test_nothing_is_cut_or_scrolls_sideways(html, browser, page, width, may_scroll):
    visit = Visit(browser, html / f"{page}.html", width, "light")
    visit.unfold()
    assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.tab.evaluate(TOO_WIDE, may_scroll) == []
    assert min(visit.tab.evaluate(SMALLEST), default=16) >= 9, "too small to read"
    visit.tab.close()


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
