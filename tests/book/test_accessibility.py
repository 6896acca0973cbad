"""Every page passes axe, light and dark, with all that is folded opened."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.helpers.browsing import Visit
from tests.helpers.reading import PAGES

# The corner of a table that has heads on two sides is rightly empty.
# What passes is not described node by node, which would take twice as long as finding it.
OPTIONS = {"rules": {"empty-table-header": {"enabled": False}}, "resultTypes": ["violations"]}


def violations(tab) -> list[str]:
    found = Axe().run(tab, options=OPTIONS).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_passes_axe(html, browser, page, scheme):
    visit = Visit(browser, html / f"{page}.html", 1280, scheme)
    visit.unfold()
    assert violations(visit.tab) == []
    visit.tab.close()
