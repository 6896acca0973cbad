"""The convolution explorer is seen well: light and dark, on a phone, at rest, on paper."""

import re

import pytest

from tests.helpers.browsing import Visit
from tests.helpers.explorer_book import Explorer, new_explorer

LARGEST = {
    "normal": {"height": 8, "width": 8, "kernel_size": 4, "padding": 3, "dilation": 3},
    "pooling": {"height": 8, "width": 8, "kernel_size": 4, "padding": 2, "stride": 3},
    "transposed": {"height": 8, "width": 8, "kernel_size": 4, "stride": 3, "dilation": 3},
}
# Every kind of cell: padding, dilation's gaps, what is never read, overlapping stamps, cut borders.
SHOWN = [
    {"mode": "normal", "padding": 1, "dilation": 2, "stride": 3, "height": 8, "width": 7},
    {"mode": "pooling", "kernel_size": 2, "padding": 1, "stride": 3},
    {"mode": "pooling", "pool": "average", "kernel_size": 3, "padding": 1},
    {"mode": "transposed", "stride": 2, "dilation": 3, "padding": 1, "kernel_size": 2},
    {"mode": "transposed", "stride": 1, "padding": 1, "kernel_size": 3},
    {"mode": "normal", "kernel_size": 4, "height": 3},
]

# The least contrast of a text with what is painted under it, by the formula of WCAG 2.
CONTRAST = """(explorer) => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const mix = (over, under, a) => over.map((c, i) => a * c + (1 - a) * under[i]);
  const light = (rgb) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    if (!element) return [255, 255, 255];
    const { rgb, a } = parse(getComputedStyle(element).backgroundColor);
    return a === 1 ? rgb : mix(rgb, groundOf(element.parentElement), a);
  };
  const opacityOf = (element) =>
    element ? Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement) : 1;
  const results = [];
  const walker = document.createTreeWalker(explorer, NodeFilter.SHOW_TEXT);
  const elements = new Set([...explorer.querySelectorAll("input[type=text]")]);
  while (walker.nextNode()) {
    if (walker.currentNode.textContent.trim()) elements.add(walker.currentNode.parentElement);
  }
  for (const element of elements) {
    if (!element.checkVisibility()) continue;
    if (element.closest(".explorer-unseen, [aria-disabled=true]")) continue;
    const ground = groundOf(element);
    const { rgb, a } = parse(getComputedStyle(element).color);
    const [x, y] = [light(mix(rgb, ground, a * opacityOf(element))), light(ground)];
    const contrast = (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    results.push([contrast, `${element.className}: ${element.value ?? element.textContent}`]);
  }
  return results;
}"""


@pytest.fixture(scope="module")
def page(explorers):
    return explorers / "intro.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(browser, page, scheme):
    visit = Visit(browser, page, 1280, scheme)
    for settings in SHOWN:
        explorer = new_explorer(visit.tab, **settings)
        explorer.press("Step forward", times=3)
        measured = explorer.root.evaluate(CONTRAST)
        assert len(measured) > 20
        assert min(measured) >= [4.5, ""], settings
    visit.tab.close()


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.parametrize("mode", LARGEST)
def test_the_page_never_scrolls_sideways(browser, page, mode, width):
    visit = Visit(browser, page, width, "light")
    explorer = new_explorer(visit.tab, mode=mode, **LARGEST[mode])
    for step in ("First step", "Last step"):
        explorer.press(step)
        assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width
        assert explorer.root.evaluate("(root) => root.scrollWidth <= root.clientWidth")
        visit.tab.wait_for_timeout(350)  # the frame slides
        frame = explorer.root.locator(".explorer-frame:visible").first.bounding_box()
        if frame["width"] < width - 80:
            assert frame["x"] >= 0, "what happens is in sight"
            assert frame["x"] + frame["width"] <= width
    visit.tab.close()


def test_a_phone_has_targets_that_a_finger_hits(browser, page):
    visit = Visit(browser, page, 360, "light")
    explorer = Explorer(visit.tab.locator("convolution-explorer"))
    targets = explorer.root.locator("button, input[type=text], [role=gridcell], label")
    assert targets.count() > 30
    for box in targets.evaluate_all("(all) => all.map((each) => each.getBoundingClientRect())"):
        assert min(box["width"], box["height"]) >= 24 or box["width"] == 0  # WCAG 2.2, 2.5.8
    visit.tab.close()


@pytest.mark.parametrize(("motion", "seconds"), [("reduce", 0.0), ("no-preference", 0.25)])
def test_the_frame_slides_unless_the_reader_wants_no_motion(browser, page, motion, seconds):
    visit = Visit(browser, page, 1280, "light")
    visit.tab.emulate_media(reduced_motion=motion)
    frame = visit.tab.locator(".explorer-input .explorer-frame")
    duration = frame.evaluate("(frame) => getComputedStyle(frame).transitionDuration")
    assert max(float(time) for time in re.findall(r"[\d.]+", duration)) == seconds
    visit.tab.close()


def test_paper_shows_the_finished_output_and_no_controls(browser, page):
    visit = Visit(browser, page, 1280, "light")
    explorer = Explorer(visit.tab.locator("convolution-explorer"))
    visit.tab.emulate_media(media="print")
    visit.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert explorer.rows() == [[24, 32, 40], [48, 56, 46]]
    assert explorer.root.locator("button:visible, input[type=range]:visible").count() == 0
    visit.tab.close()
