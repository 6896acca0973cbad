"""The first page: a picture that moves, all of it on one screen, and how a shared link looks."""

import re

import numpy as np
import pytest
import torch
import yaml
from PIL import Image

from tests.helpers.reading import BOOK, CHAPTERS

STEP, PIXELS, REST = 60, 12 * 12, 40  # milliseconds of a step; steps of a map, and of its rest
SOBEL = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


@pytest.fixture
def tab(html, browser):
    """The page, with a clock that only the test moves."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.clock.install()
    page.goto((html / "intro.html").as_uri())
    page.clock.pause_at("2100-01-01")
    yield page
    page.close()


def shades(tab, group: str) -> torch.Tensor:
    """What is painted in the first image or map, as a square."""
    values = (
        tab.locator(f"moving-window .{group}")
        .first.locator("rect")
        .evaluate_all("(all) => all.map((one) => Number(one.getAttribute('fill-opacity')))")
    )
    return torch.tensor(values).reshape(int(np.sqrt(len(values))), -1)


def filled(tab) -> list[int]:
    """How many pixels of each map are there to be seen."""
    maps = tab.locator("moving-window .map")
    return [one.locator("rect:not(.empty):visible").count() for one in maps.all()]


def test_the_map_is_that_of_the_kernel(tab):
    image = shades(tab, "image")
    answer = torch.nn.functional.conv2d(image[None, None], SOBEL[None, None])[0, 0].abs()
    expected = answer / answer.max()
    torch.testing.assert_close(shades(tab, "map"), expected, atol=0.02, rtol=0)


def test_the_window_slides_and_the_next_kernel_follows(tab):
    button = tab.locator("moving-window button")
    assert button.inner_text() == "Pause"
    tab.evaluate("() => document.querySelector('moving-window').begin(0)")
    tab.clock.run_for(3 * STEP)
    assert filled(tab) == [3, 0]
    assert tab.locator("moving-window .window").get_attribute("x") == "20"
    tab.clock.run_for((PIXELS - 3) * STEP)
    assert filled(tab) == [PIXELS, 0]
    tab.clock.run_for((REST + 2) * STEP)
    assert filled(tab) == [0, 2]

    button.click()
    tab.clock.run_for(10 * STEP)
    assert filled(tab) == [0, 2]
    assert button.inner_text() == "Play"


def test_the_window_follows_who_points_at_the_image(tab):
    box = tab.locator("moving-window .image").bounding_box()
    pixel = box["width"] / 14
    tab.mouse.move(box["x"] + 7.5 * pixel, box["y"] + 3.5 * pixel)
    place = tab.locator("moving-window .place")
    assert (place.get_attribute("x"), place.get_attribute("y")) == ("60", "20")
    assert PIXELS in filled(tab)


def test_nothing_moves_for_who_prefers_that(html, browser):
    tab = browser.new_page(reduced_motion="reduce")
    tab.goto((html / "intro.html").as_uri())
    assert tab.locator("moving-window button").inner_text() == "Play"
    assert filled(tab) == [PIXELS, 0]
    tab.close()


def test_paper_shows_the_whole_map(tab):
    tab.evaluate("() => document.querySelector('moving-window').begin(0)")
    tab.emulate_media(media="print")
    strongest = tab.locator("moving-window .map").first.locator("rect[fill-opacity='1.00']")
    assert strongest.evaluate("(pixel) => getComputedStyle(pixel).fillOpacity") == "1"
    assert not tab.locator("moving-window button").is_visible()


def test_what_it_is_and_the_three_ways_in_are_on_one_screen(tab):
    for what in ("h1", "moving-window svg", ".sd-card"):
        box = tab.locator(what).last.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800, what


def test_the_path_leads_through_all_chapters_and_says_what_each_gives_the_next(tab):
    boxes = tab.locator(".course-path li").all()
    links = [box.locator("a").first.get_attribute("href") for box in boxes]
    assert links == [f"{slug}.html" for slug in CHAPTERS]
    given = [box.locator("> p").nth(1) for box in boxes[:-1]]
    assert all(len(each.inner_text()) > 10 for each in given)
    assert boxes[-1].locator("> p").count() == 1
    arrow = "(text) => getComputedStyle(text, '::before').content"
    assert all(each.evaluate(arrow) not in ("none", "normal") for each in given)


def test_a_shared_link_has_a_title_a_text_and_a_picture(html):
    address = yaml.safe_load((BOOK / "_config.yml").read_text("utf-8"))["html"]["baseurl"]
    for name in ("intro", *CHAPTERS):
        head = (html / f"{name}.html").read_text("utf-8").partition("</head>")[0]
        tags = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)" />', head))
        assert tags["og:title"]
        assert "<" not in tags["og:title"]
        assert 20 < len(tags["og:description"]) <= 202
        picture = html / tags["og:image"].removeprefix(f"{address.rstrip('/')}/")
        with Image.open(picture) as image:
            assert image.size == (1200, 630)
        assert picture.stat().st_size < 60_000
    assert (BOOK / "_static" / "social.png").exists()
