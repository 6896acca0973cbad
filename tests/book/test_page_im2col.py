"""The page of chapter 3, and what the pages call."""

import re

import pytest

from tests.helpers.browsing import Visit
from tests.helpers.reading import BOOK, Page

CHAPTER = "03-im2col"


@pytest.fixture(scope="session")
def page(pages) -> Page:
    return pages[CHAPTER]


def test_the_page_computes_the_example_of_patel(page):
    a_prime = """array([[1, 4, 2, 5, 3, 6],
       [4, 7, 5, 8, 6, 9],
       [2, 5, 3, 6, 1, 1],
       [5, 8, 6, 9, 1, 1]])"""
    assert a_prime in page.text
    assert "array([24, 48, 32, 56, 22, 34])" in page.text
    assert re.search(r"\[\[24, 32, 22\],\s+\[48, 56, 34\]\]", page.text)


def test_the_numbers_worked_by_hand_are_right_and_on_the_page(page):
    batch = 64 * 32 * 56 * 56 * 4
    assert f"({batch}, {9 * batch})" in page.text
    for number in (batch, 9 * batch, 56**2 * 64 * 64 * 9, 56**2 * 64 * 256):
        assert f"{number:,}".replace(",", r"\,") in page.text, number
    assert rf"2 \cdot (2 + 3 + 5 + 6) = {2 * (2 + 3 + 5 + 6)}" in page.text
    assert f"it would give {2 * (2 + 5 + 3 + 9)}" in page.text
    assert re.search(r"56 \\cdot 4 \\text\{ bytes\}\s+&= 25\\,690\\,112 ", page.text)
    vgg = 64 * 224 * 224 * 4 / 1e6
    assert f"{vgg:.1f} MB" in page.text
    assert f"{9 * vgg:.1f} MB" in page.text


def test_what_the_page_measured_reached_its_sentences(page):
    measured = re.search(r"the loops take (\d+) ms and the product ([\d.]+) ms", page.text)
    assert measured
    loops, product = map(float, measured.groups())
    assert loops > product > 0
    slope = float(re.search(r"has the slope ([\d.]+)\.", page.text)[1])
    assert 2 < slope < 4  # measured, perhaps on a busy machine; 3 is what it should be near
    assert "<class" not in page.text


def test_search_copy_buttons_and_solutions_work(html, browser):
    search = Visit(browser, html / "search.html", 1280, "light", "?q=adjoint")
    search.tab.wait_for_selector(f"#search-results a[href^='{CHAPTER}.html']")
    assert search.elsewhere == []
    search.tab.close()

    chapter = Visit(browser, html / f"{CHAPTER}.html", 1280, "light").tab
    assert chapter.locator("button.copybtn").count() > 10
    solution = chapter.locator(".solution.dropdown .toggle-button, .solution button").first
    answer = chapter.get_by_text("so 256 columns")
    assert not answer.is_visible()
    solution.click()
    assert answer.is_visible()
    chapter.close()


@pytest.fixture
def pagelib(monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK))


@pytest.mark.usefixtures("pagelib")
def test_source_is_quoted_from_the_line_asked_for():
    from pagelib.source import source_after

    from cnnlib.conv import conv2d

    quoted = source_after(conv2d, "for f in")
    assert quoted.startswith("for f in range(filters):\n    first =")
    assert quoted.endswith("return out")
    with pytest.raises(ValueError, match="conv2d has no statement that starts with 'for g'"):
        source_after(conv2d, "for g")


@pytest.mark.usefixtures("pagelib")
def test_medians_are_of_calls_taken_in_turns(monkeypatch):
    from pagelib import timing

    clock, calls = [0.0], []
    durations = {"a": iter([9, 1, 2, 30]), "b": iter([9, 5, 5, 5])}

    def call(name):
        calls.append(name)
        clock[0] += next(durations[name])

    monkeypatch.setattr(timing, "perf_counter", lambda: clock[0])
    functions = {"a": lambda: call("a"), "b": lambda: call("b")}
    assert timing.median_seconds(functions, repeats=3) == {"a": 2, "b": 5}
    assert calls == ["a", "b"] * 4
