"""The cost explorer counts what our modules count, and works by keyboard and on a phone."""

import itertools
import json

import pytest
import torch
from torch import nn

from cnnlib.counting import layer_table
from cnnlib.depthwise_separable import DepthwiseSeparable
from cnnlib.mobilenet import BLOCKS, mobilenet
from tests.helpers.browsing import Visit
from tests.helpers.reading import BOOK
from tests.helpers.small_book import built, make_book

EXTENSION = BOOK / "_ext" / "cost_explorer"
SETTINGS = json.loads((EXTENSION / "settings.json").read_text("utf-8"))
MOBILENET = json.loads((EXTENSION / "mobilenet.json").read_text("utf-8"))
ANY_URL = "http://cost.test/"
TYPES = {".js": "text/javascript", ".json": "application/json"}


@pytest.fixture(scope="module")
def tab(browser):
    """A page into which a browser has imported the arithmetic as it is written."""

    def answer(route):
        path = EXTENSION / route.request.url.removeprefix(ANY_URL)
        if path.suffix in TYPES:
            route.fulfill(body=path.read_text("utf-8"), content_type=TYPES[path.suffix])
        else:
            route.fulfill(body="<title>costs</title>", content_type="text/html")

    tab = browser.new_page()
    tab.route("**/*", answer)
    tab.goto(ANY_URL)
    tab.evaluate(
        """async () => {
          const { fourWays, mobilenet } = await import("/arithmetic.js");
          window.layers = (cases) => cases.map(fourWays);
          window.network = (cases) => cases.map(([width, size]) => mobilenet(width, size));
        }"""
    )
    yield tab
    tab.close()


def counted(size: int, *layers: nn.Module) -> tuple[int, int, int]:
    rows = layer_table(nn.Sequential(*layers), (layers[0].in_channels, size, size))
    sums = [sum(row[name] for row in rows) for name in ("parameters", "multiply_adds")]
    return rows[-1]["output_shape"][1], *sums


def ways_of(case: dict) -> dict[str, tuple[int, int, int] | None]:
    n, c, f, k = (case[name] for name in ("size", "inChannels", "outChannels", "kernel"))
    p, g, s = k // 2 if case["padded"] else 0, case["groups"], case["squeeze"]
    with torch.device("meta"):
        return {
            "standard": counted(n, nn.Conv2d(c, f, k, padding=p)),
            "grouped": None
            if c % g or f % g
            else counted(n, nn.Conv2d(c, f, k, padding=p, groups=g)),
            "bottleneck": counted(n, nn.Conv2d(c, s, 1), nn.Conv2d(s, f, k, padding=p)),
            "separable": counted(n, nn.Conv2d(c, c, k, padding=p, groups=c), nn.Conv2d(c, f, 1)),
        }


def test_four_ways_agree_with_torchs_modules(tab):
    names = {"size": "size", "in": "inChannels", "out": "outChannels", "kernel": "kernel"}
    ranges = {names.get(name, name): each["values"] for name, each in SETTINGS.items()}
    few = {name: values[:: max(1, len(values) // 3)] for name, values in ranges.items()}
    cases = [
        dict(zip(few, values, strict=True)) | {"padded": bool(number % 2)}
        for number, values in enumerate(itertools.product(*few.values()))
    ][::7]
    cases.append(
        {name: each["start"] for name, each in zip(ranges, SETTINGS.values(), strict=True)}
    )
    cases[-1]["padded"] = False
    assert len(cases) > 100
    found = tab.evaluate("(cases) => layers(cases)", cases)
    for case, got in zip(cases, found, strict=True):
        want = ways_of(case)
        for name, way in want.items():
            if way is None:
                assert got[name] is None
                continue
            assert (got[name]["side"], got[name]["parameters"], got[name]["work"]) == way, case
            assert got[name]["share"] == pytest.approx(way[2] / want["standard"][2])
    assert found[-1]["standard"]["parameters"] == 36_896  # the example of the page


def test_it_knows_the_blocks_of_mobilenet():
    assert tuple(map(tuple, MOBILENET["blocks"])) == BLOCKS


def test_the_network_agrees_with_ours(tab):
    cases = [(1, 224), (0.25, 128), (0.3, 160), (0.55, 192), (0.8, 224), (0.15, 224)]
    found = tab.evaluate("(cases) => network(cases)", cases)
    for (width, size), rows in zip(cases, found, strict=True):
        with torch.device("meta"):
            table = layer_table(mobilenet(width=width), (3, size, size), (DepthwiseSeparable,))
        stem, *rest = [row for row in table if row["parameters"]]
        rest[0]["parameters"] += stem["parameters"]  # the norm after the first convolution
        wanted = [
            (
                row["output_shape"][0],
                row["parameters"],
                row["multiply_adds"] or stem["multiply_adds"],
            )
            for row in rest
        ]
        got = [(row["channels"], row["parameters"], row["work"]) for row in rows]
        assert got == wanted


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    text = "# Costs\n\n```{cost-explorer}\n```\n\nWords.\n"
    return built(make_book(tmp_path_factory.mktemp("costs"), {"intro": text}))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_reader_moves_it_by_keyboard_alone(book, browser, width, scheme):
    visit = Visit(browser, book / "intro.html", width, scheme)
    explorer = visit.tab.locator("cost-explorer")
    group = explorer.get_by_role("group", name="One layer")
    assert "24\u202f920\u202f064" in group.inner_text()
    kernel = group.get_by_role("slider", name="Kernel")
    kernel.focus()
    visit.tab.keyboard.press("ArrowRight")
    assert kernel.get_attribute("aria-valuetext") == "5"
    assert "102\u202f432" in group.inner_text()  # 25 · 128 · 32 weights and 32 biases
    network = explorer.get_by_role("group", name="A whole network")
    assert "568\u202f740\u202f352" in network.inner_text()
    network.get_by_role("slider", name="Width multiplier").focus()
    visit.tab.keyboard.press("Home")
    assert "41\u202f030\u202f272" in network.inner_text()
    assert "470\u202f072 parameters" in explorer.get_by_role("status").inner_text()
    assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width
    wide = """() => [...document.querySelectorAll("cost-explorer table")].filter(
      (table) => table.getBoundingClientRect().right >
        table.closest("cost-explorer").getBoundingClientRect().right + 1).length"""
    assert visit.tab.evaluate(wide) == 0
    assert visit.complaints == []
    assert visit.elsewhere == []
    visit.tab.close()


def test_groups_that_do_not_divide_are_told(book, browser):
    visit = Visit(browser, book / "intro.html", 1280, "light")
    group = visit.tab.get_by_role("group", name="One layer")
    group.get_by_role("slider", name="Channels in").focus()
    visit.tab.keyboard.press("Home")  # 3 channels
    assert "the groups must divide both numbers of channels" in group.inner_text()
    visit.tab.close()
