"""A page loads fast: what a browser without a cache fetches for it, from the top to the bottom."""

import gzip
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from tests.helpers.browsing import Visit
from tests.helpers.reading import PAGES

MOST_BYTES, MOST_REQUESTS = 1_000_000, 20
PACKED = {".woff", ".woff2", ".png", ".jpg", ".webp"}


def bytes_on_the_wire(url: str) -> int:
    """What a server with gzip sends of a file."""
    path = Path(unquote(urlparse(url).path))
    data = path.read_bytes()
    return len(data if path.suffix in PACKED else gzip.compress(data, 6))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light_and_loads_in_few_requests(html, browser, page):
    visit = Visit(browser, html / f"{page}.html", 1280, "light")
    visit.unfold()
    visit.tab.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    visit.tab.wait_for_load_state("networkidle")
    assert visit.complaints == []
    assert visit.elsewhere == []
    assert len(visit.loaded) <= MOST_REQUESTS, visit.loaded
    weights = {url.rpartition("/")[2]: bytes_on_the_wire(url) for url in set(visit.loaded)}
    assert sum(weights.values()) < MOST_BYTES, weights
    visit.tab.close()


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
