"""Every page in a real browser: on a desktop and on a phone, in light and in dark colours.

A page is loaded on a desktop, and the tests share that visit; made as narrow as a phone, nothing
may be cut either. A few pages, and in `make test-long` all, are also loaded on a phone.
"""

import gzip
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.helpers.browsing import Visit
from tests.helpers.layout import SMALLEST, TOO_WIDE
from tests.helpers.reading import CHAPTERS, PAGES

DESKTOP, PHONE = 1280, 390
# The colours in which a page is loaded; it is then shown in the others as well.
LOADED_IN = {DESKTOP: "light", PHONE: "dark"}
MAY_SCROLL = {DESKTOP: ".nothing", PHONE: "table, .pst-scrollable-table-container"}

COLOURS = ["color-contrast", "link-in-text-block"]
# The corner of a table that has heads on two sides is rightly empty.
STRUCTURE = {rule: {"enabled": False} for rule in ("empty-table-header", *COLOURS)}
# What passes is not described node by node, which would take twice as long as finding it.
BRIEFLY = {"resultTypes": ["violations"], "preload": False}
# Of other pages the colours, and what they are when loaded on a phone, are judged in
# `make test-long`.
FIRST = {"intro", "05-depth", "glossary", "search"}

MOST_BYTES, MOST_REQUESTS = 1_000_000, 20
PACKED = {".woff", ".woff2", ".png", ".jpg", ".webp"}


def visits(width: int, first: Collection[str]) -> list:
    """A visit to each page; those that are not to the first ones are long."""
    return [
        pytest.param(
            (page, width), id=f"{page}-{width}px", marks=() if page in first else pytest.mark.long
        )
        for page in PAGES
    ]


@pytest.fixture(scope="module", params=[*visits(DESKTOP, PAGES), *visits(PHONE, FIRST)])
def where(request) -> tuple[str, int]:
    return request.param


@pytest.fixture(scope="module")
def page(where) -> str:
    return where[0]


@pytest.fixture(scope="module")
def width(where) -> int:
    return where[1]


@pytest.fixture(scope="module")
def visit(html, browser, page, width) -> Iterator[Visit]:
    """The page with all that is folded opened, scrolled to its end."""
    visit = Visit(browser, html / f"{page}.html", width, LOADED_IN[width])
    visit.unfold()
    visit.tab.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    visit.tab.wait_for_load_state("networkidle")
    yield visit
    visit.tab.close()


def bytes_on_the_wire(url: str) -> int:
    """What a server with gzip sends of a file."""
    path = Path(unquote(urlparse(url).path))
    data = path.read_bytes()
    return len(data if path.suffix in PACKED else gzip.compress(data, 6))


def test_it_is_light_and_loads_in_few_requests(visit):
    """What a browser without a cache fetches, from the top of the page to its end."""
    assert len(visit.loaded) <= MOST_REQUESTS, visit.loaded
    weights = {url.rpartition("/")[2]: bytes_on_the_wire(url) for url in set(visit.loaded)}
    assert sum(weights.values()) < MOST_BYTES, weights


def test_nothing_is_cut_or_scrolls_sideways(visit, width):
    for now in (PHONE, width):
        visit.resize(now)
        assert visit.tab.evaluate("document.documentElement.scrollWidth") <= now
        assert visit.tab.evaluate(TOO_WIDE, MAY_SCROLL[now]) == []
        assert min(visit.tab.evaluate(SMALLEST), default=16) >= 9, "too small to read"


def test_all_formulas_and_pictures_are_there(visit, page):
    formulas = visit.tab.locator(".math mjx-container").count()
    assert formulas > 50 or page not in CHAPTERS
    assert visit.tab.locator("mjx-merror").count() == 0
    broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    assert visit.tab.evaluate(broken) == []


LARGEST_LETTERS = """(formulas) => Math.max(0, ...[...document.querySelectorAll(formulas)].map(
  (formula) => parseFloat(getComputedStyle(formula).fontSize)))"""


def test_displayed_formulas_are_as_large_as_those_in_the_text(visit, page, width):
    """MathJax makes them as large as the letters of the text; only what is too wide is smaller."""
    visit.resize(width)
    displayed = visit.tab.evaluate(LARGEST_LETTERS, "mjx-container[display=true]")
    inline = visit.tab.evaluate(LARGEST_LETTERS, "p mjx-container:not([display])")
    assert displayed == pytest.approx(inline, rel=0.01) or page not in CHAPTERS


LETTERS_ON_PICTURES = """() =>
  [...document.querySelectorAll("svg.figure")].filter((figure) => {
    const boxes = (name) =>
      [...figure.querySelectorAll(name)].map((one) => one.getBoundingClientRect());
    const pictures = boxes("image");
    return boxes("use").some(({ left, right, top, bottom }) => {
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      return pictures.some((p) => p.left < x && x < p.right && p.top < y && y < p.bottom);
    });
  }).map((figure) => figure.getAttribute("aria-label").slice(0, 60))
"""


def test_no_letters_lie_on_a_picture(visit):
    """In the dark letters become light; a picture stays as it is, and they would vanish on it."""
    assert visit.tab.evaluate(LETTERS_ON_PICTURES) == []


LARGE_AND_LIGHT = """() =>
  [...document.querySelectorAll("article *")].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    const ground = getComputedStyle(element).backgroundColor;
    const [r, g, b, a = 1] = ground.match(/[0-9.]+/g).map(Number);
    return width > 100 && height > 100 && a > 0.5 && r + g + b > 3 * 128;
  }).map((element) => element.outerHTML.slice(0, 120))
"""


def test_in_the_dark_nothing_large_has_a_light_ground(visit):
    visit.show_in("dark")
    assert visit.tab.evaluate(LARGE_AND_LIGHT) == []


def violations(visit: Visit, options: dict) -> list[tuple[str, str]]:
    found = Axe().run(visit.tab, options=BRIEFLY | options).response["violations"]
    return [(each["id"], node["html"][:200]) for each in found for node in each["nodes"]]


def test_its_structure_passes_axe(visit):
    assert violations(visit, {"rules": STRUCTURE}) == []


def test_it_asks_no_other_host_and_the_browser_does_not_complain(visit):
    for scheme in ("light", "dark"):
        visit.show_in(scheme)
        assert visit.elsewhere == []
        assert visit.complaints == []


@pytest.mark.parametrize("where", visits(DESKTOP, FIRST), indirect=True)  # nothing is folded away
def test_its_colours_pass_axe(visit):
    for scheme in ("light", "dark"):
        visit.show_in(scheme)
        assert violations(visit, {"runOnly": COLOURS}) == [], scheme
