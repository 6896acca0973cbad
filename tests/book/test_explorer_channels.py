"""Channels, ReLU, decimals and the picture of the explorer, read from a page."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from tests.helpers.browsing import Visit
from tests.helpers.explorer_book import Explorer, new_explorer


@pytest.fixture(scope="module")
def tab(browser, explorers):
    visit = Visit(browser, explorers / "intro.html", 1280, "light")
    yield visit.tab
    assert visit.complaints == []
    visit.tab.close()


def write(images: np.ndarray) -> str:
    rows = [[" ".join(f"{n:g}" for n in row) for row in image] for image in images]
    return " | ".join(" / ".join(image) for image in rows)


def start(tab, x: np.ndarray, w: np.ndarray, **more) -> Explorer:
    (channels, height, width), size = x.shape, w.shape[-1]
    sizes = {"channels": channels, "height": height, "width": width, "kernel_size": size}
    return new_explorer(tab, **sizes, input=write(x), kernel=write(w), **more)


@pytest.mark.parametrize("channels", [2, 3])
def test_one_sum_goes_over_all_channels(tab, channels):
    rng = np.random.default_rng(channels)
    x = np.round(rng.uniform(-9, 9, (channels, 4, 5)) * 4) / 4
    w = np.round(rng.uniform(-3, 3, (channels, 2, 2)) * 2) / 2
    y = F.conv2d(torch.tensor(x)[None], torch.tensor(w)[None], stride=2, padding=1)[0, 0].numpy()
    explorer = start(tab, x, w, stride=2, padding=1)
    explorer.press("Last step")
    np.testing.assert_allclose(explorer.rows(), y, atol=0.00501)
    words = explorer.words().replace("−", "-")
    working = re.search(r": (.*) [=≈]", words)[1].replace("·", "*")
    assert re.fullmatch(r"[-+*().\d\s]+", working)
    assert working.count("*") == channels * 4
    assert eval(working) == pytest.approx(y[-1, -1])
    assert explorer.root.locator(".explorer-input").count() == channels
    last = explorer.root.get_by_label(f"Kernel channel {channels} row 2, column 2")
    last.fill("0,5")
    w[-1, 1, 1] = 0.5
    y = F.conv2d(torch.tensor(x)[None], torch.tensor(w)[None], stride=2, padding=1)[0, 0].numpy()
    np.testing.assert_allclose(explorer.rows(), y, atol=0.00501)


def test_pooling_takes_each_channel_alone(tab):
    x = np.random.default_rng(5).integers(-9, 10, (3, 4, 6)).astype(float)
    y = F.max_pool2d(torch.tensor(x)[None], 2)[0].numpy()
    explorer = start(tab, x, np.zeros((3, 2, 2)), mode="pooling", stride=2)
    explorer.press("Last step")
    shown = [Explorer(panel) for panel in explorer.root.locator(".explorer-output").all()]
    np.testing.assert_array_equal([panel.rows() for panel in shown], y)
    assert explorer.words().replace("−", "-").endswith(f"is {y[2, -1, -1]:g}")
    assert explorer.words().count("in channel") == 3


def test_the_relu_is_seen_and_said(tab):
    x, w = np.array([[[1.0, -2, 3]]]), np.array([[[-1.5]]])
    explorer = start(tab, x, w, relu="")
    assert explorer.words() == "Output row 1, column 1: 1·(−1.5) = −1.5, and the ReLU makes it 0"
    explorer.press("Last step")
    assert explorer.rows() == [[0, 3, 0]]
    panel = explorer.root.locator(".explorer-working")
    assert panel.inner_text().split() == ["3·(−1.5)", "=", "−4.5", "→", "ReLU", "→", "0"]
    explorer.press("Step back")
    assert explorer.words().endswith("= 3, and the ReLU lets it pass")
    explorer.root.get_by_label("ReLU after it").uncheck()
    explorer.press("Last step")
    assert explorer.rows() == [[-1.5, 3, -4.5]]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("0.5", 0.5), ("0,25", 0.25), ("−.5", -0.5), ("9", 9), ("9.5", None), ("1.234", None)],
)
def test_decimals_are_typed_into_the_cells(tab, typed, taken):
    explorer = start(tab, np.array([[[1.0]]]), np.array([[[2.0]]]))
    cell = explorer.input.get_by_label("Input row 1, column 1")
    cell.evaluate(
        "(cell, text) => { cell.value = text; cell.dispatchEvent(new Event('input')); }", typed
    )
    assert cell.get_attribute("aria-invalid") == str(taken is None).lower()
    assert explorer.rows() == [[2 * (1 if taken is None else taken)]]


def test_a_picture_is_seen_with_what_a_kernel_makes_of_it(tab):
    explorer = new_explorer(tab, kernel="-1 0 1 / -2 0 2 / -1 0 1")
    explorer.choose("A picture")
    shades = explorer.root.locator(".explorer-input .explorer-cell").evaluate_all(
        "(cells) => cells.map((cell) => getComputedStyle(cell).backgroundColor)"
    )
    assert len(shades) == 14 * 14
    assert {"rgb(0, 0, 0)", "rgb(113, 113, 113)"} <= set(shades), "0, and 4 of 9"
    out = np.array(explorer.rows())
    assert out.shape == (12, 12)
    assert (out < 0).any(), "the edges have two signs"
    cells = explorer.root.locator(".explorer-output .explorer-cell")
    grey = cells.evaluate_all(
        "(cells) => cells.map((c) => Number(/\\d+/.exec(getComputedStyle(c).backgroundColor)[0]))"
    )
    np.testing.assert_allclose(grey, 127.5 * (1 + out / np.abs(out).max()).ravel(), atol=0.51)
    explorer.root.get_by_label("ReLU after it").check()
    np.testing.assert_array_equal(explorer.rows(), out.clip(min=0))
    assert explorer.slider("Input height").count() == 0
    explorer.choose("Numbers")
    assert explorer.slider("Input height").count() == 1


def test_a_phone_has_large_cells_and_a_keyboard_for_numbers(browser, explorers):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    tab = context.new_page()
    tab.goto((explorers / "intro.html").as_uri())
    explorer = Explorer(tab.locator("convolution-explorer"))
    fields = explorer.root.locator("input[type=text]")
    for cell in fields.all():
        assert cell.get_attribute("inputmode") == "decimal"
        box = cell.bounding_box()
        assert min(box["width"], box["height"]) >= 38, "40 with the lines around it"
    for box in explorer.root.locator(".explorer-cell").all():
        assert box.bounding_box()["width"] >= 40
    turn = explorer.root.get_by_role("button", name="Change the sign of the number")
    assert not turn.is_visible()
    explorer.input.get_by_label("Input row 1, column 1").tap()
    turn.tap()
    assert explorer.words().startswith("Output row 1, column 1: (−1)·2")
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "Input row 1, column 1"
    ), "the keyboard stays open"
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
