"""The glossary: each term is used in the chapters it names, and the search of the book finds it."""

import json
import re

import pytest

from tests.helpers.browsing import Visit
from tests.helpers.reading import BOOK

TERM = re.compile(r"^(\S.*)\n((?:  .+\n)+)", re.MULTILINE)
GLOSSARY = (BOOK / "glossary.md").read_text(encoding="utf-8").partition("```{glossary}\n")[2]
ENTRIES = [(term, " ".join(text.split())) for term, text in TERM.findall(GLOSSARY)]
# The field bends some terms: equivariance is what makes a layer equivariant.
STEMS = {"equivariance": "equivarian", "invariance": "invarian"}
STEMS |= {f"{kind} gradients": kind for kind in ("vanishing", "exploding")}


def chapters(text: str) -> list[str]:
    return re.findall(r"\]\(([\w-]+)\.md\)", text)


def test_terms_are_in_order_and_each_has_a_sentence_and_a_chapter():
    assert len(ENTRIES) >= 40
    names = [term for term, _ in ENTRIES]
    assert names == sorted(names, key=str.lower)
    for term, text in ENTRIES:
        sentence = re.split(r" Chapters? \[", text)[0]
        assert sentence.endswith("."), term
        assert chapters(text), term


@pytest.mark.parametrize(("term", "text"), ENTRIES, ids=[term for term, _ in ENTRIES])
def test_the_chapters_of_a_term_use_it(term, text):
    for chapter in chapters(text):
        page = " ".join((BOOK / f"{chapter}.md").read_text(encoding="utf-8").split())
        used = STEMS.get(term, term).lower() in page.lower()
        assert used, f"{chapter} does not say {term!r}"


def test_the_search_index_leads_from_each_term_to_its_chapters(html):
    """Word by word, as the search page reads its index; it stems words and drops short ones."""
    script = (html / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)", script, re.DOTALL)[1])
    entries = index["indexentries"]
    for term, _ in ENTRIES:
        assert term.lower() in {name.lower() for name in entries}, term


@pytest.mark.parametrize("term", ["AlexNet", "overfitting", "activation map"])
def test_a_reader_who_searches_finds_the_chapter(html, browser, term):
    (text,) = [text for name, text in ENTRIES if name == term]
    visit = Visit(
        browser, html / "search.html", 1280, "light", query=f"?q={term.replace(' ', '+')}"
    )
    visit.tab.wait_for_selector("#search-results li a")
    visit.tab.wait_for_timeout(500)
    found = visit.tab.locator("#search-results li a").evaluate_all("(all) => all.map(a => a.href)")
    for chapter in [*chapters(text), "glossary"]:
        assert any(f"{chapter}.html" in address for address in found), (chapter, found)
    assert visit.complaints == []
    visit.tab.close()
