"""The convolution explorer as its readers meet it: mouse, keyboard, voice, phone, paper."""

import re

import pytest

from tests.helpers.browsing import Visit
from tests.helpers.explorer_book import Explorer, new_explorer


@pytest.fixture
def visit(browser, explorers):
    visit = Visit(browser, explorers / "intro.html", 1280, "light")
    yield visit
    assert visit.complaints == []
    assert visit.elsewhere == []
    visit.tab.close()


@pytest.fixture
def explorer(visit) -> Explorer:
    return Explorer(visit.tab.locator("convolution-explorer"))


def test_it_starts_as_the_page_says(explorer):
    explorer.press("Last step")
    assert explorer.rows() == [[24, 32, 40], [48, 56, 46]]
    starts = {"Input height": 3, "Input width": 4, "Kernel size": 2, "Stride": 1, "Padding": 0}
    for name, value in starts.items():
        assert explorer.slider(name).input_value() == str(value)
    assert explorer.root.get_by_role("radio", name="Convolution", exact=True).is_checked()
    assert "browser that runs scripts" not in explorer.root.inner_text()


def test_the_default_is_the_published_example(visit):
    """The 5×5 input and 3×3 kernel of "Convolutional Neural Networks" (De Silva)."""
    explorer = new_explorer(visit.tab)
    explorer.press("Last step")
    assert explorer.rows() == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    explorer.choose("Pooling")
    explorer.press("Last step")
    assert explorer.rows() == [[3, 3, 3], [3, 3, 3], [3, 2, 3]]


def test_each_step_is_said_in_words(explorer):
    assert explorer.words() == "Output row 1, column 1: 1·2 + 2·2 + 4·2 + 5·2 = 24"
    explorer.press("Step forward")
    assert explorer.words() == "Output row 1, column 2: 2·2 + 3·2 + 5·2 + 6·2 = 32"
    explorer.press("Step back")
    explorer.press("Step back")
    assert "row 1, column 1" in explorer.words()
    assert explorer.status.get_attribute("aria-live") == "polite"
    assert explorer.root.locator("[aria-live], output").count() == 1, "one voice"


def test_the_arrow_keys_walk_over_the_output(visit, explorer):
    cells = explorer.output.get_by_role("gridcell")
    explorer.slider("Dilation").focus()
    for _ in range(3):
        visit.tab.keyboard.press("Tab")
    assert cells.first.evaluate("(cell) => cell === document.activeElement")
    assert cells.first.evaluate("(cell) => getComputedStyle(cell).outlineStyle") == "solid"
    for key, place in [
        ("ArrowRight", "row 1, column 2"),
        ("ArrowDown", "row 2, column 2"),
        ("ArrowRight", "row 2, column 3"),
        ("ArrowRight", "row 2, column 3"),
        ("ArrowLeft", "row 2, column 2"),
        ("ArrowUp", "row 1, column 2"),
    ]:
        visit.tab.keyboard.press(key)
        assert place in explorer.words()
        focused = visit.tab.evaluate("document.activeElement.getAttribute('aria-label')")
        assert f"Output {place}:" in focused
    assert explorer.output.get_by_role("gridcell", selected=True).count() == 1
    assert "intro.html" in visit.tab.url


def test_a_click_jumps_to_an_output_pixel(explorer):
    explorer.output.get_by_role("gridcell", name="row 2, column 1").click()
    assert explorer.words() == "Output row 2, column 1: 4·2 + 5·2 + 7·2 + 8·2 = 48"
    explorer.press("Step forward")
    assert "row 2, column 2" in explorer.words()


def test_settings_change_with_the_keyboard(explorer):
    for name, key in [("Padding", "ArrowRight"), ("Stride", "ArrowRight")]:
        explorer.slider(name).press(key)
    explorer.press("Last step")

    assert explorer.rows() == [[2, 10, 8], [22, 56, 16]]
    explorer.root.get_by_role("radio", name="Convolution", exact=True).press("ArrowRight")
    assert explorer.root.get_by_role("radio", name="Pooling").is_checked()
    assert explorer.words() == "Output row 1, column 1: the largest of 1 is 1"


def test_numbers_are_typed_into_the_cells(visit, explorer):
    cell = explorer.input.get_by_label("Input row 1, column 1", exact=True)
    cell.click()
    visit.tab.keyboard.type("-3")
    assert explorer.words() == "Output row 1, column 1: (−3)·2 + 2·2 + 4·2 + 5·2 = 16"
    visit.tab.keyboard.press("ArrowRight")
    visit.tab.keyboard.type("x")
    cell = explorer.input.get_by_label("Input row 1, column 2", exact=True)
    assert cell.get_attribute("aria-invalid") == "true"
    visit.tab.keyboard.press("ArrowRight")
    assert cell.input_value() == "2", "what is no number is not taken"
    explorer.kernel.get_by_label("Kernel row 2, column 2").fill("0")
    assert explorer.words() == "Output row 1, column 1: (−3)·2 + 2·2 + 4·2 + 5·0 = 6"
    explorer.slider("Padding").press("ArrowRight")
    explorer.slider("Padding").press("ArrowLeft")
    assert "(−3)·2" in explorer.words(), "a new size keeps the numbers"
    explorer.press("Reset")
    assert explorer.words() == "Output row 1, column 1: 1·2 + 2·2 + 4·2 + 5·2 = 24"


def test_reset_goes_back_to_the_start(explorer):
    explorer.choose("Transposed convolution")
    explorer.slider("Stride").fill("3")
    explorer.press("Reset")
    assert explorer.root.get_by_role("radio", name="Convolution", exact=True).is_checked()
    assert explorer.slider("Stride").input_value() == "1"


def test_it_plays_and_keeps_quiet_meanwhile(browser, explorers):
    tab = browser.new_page()
    tab.clock.install()
    tab.goto((explorers / "intro.html").as_uri())
    explorer = Explorer(tab.locator("convolution-explorer"))
    said = explorer.words()
    explorer.press("Play")
    tab.clock.run_for(3100)
    assert explorer.root.get_by_text("Step 4 of 6").is_visible()
    assert explorer.words() == said, "a voice could not keep up"
    explorer.press("Pause")
    assert "row 2, column 1" in explorer.words()
    tab.clock.run_for(5000)
    assert explorer.root.get_by_text("Step 4 of 6").is_visible()
    explorer.press("Play")
    tab.clock.run_for(9000)
    assert explorer.root.get_by_text("Step 6 of 6").is_visible()
    assert "row 2, column 3" in explorer.words()
    assert explorer.root.get_by_role("button", name="Play").is_visible()
    explorer.press("Play")
    assert explorer.root.get_by_text("Step 1 of 6").is_visible(), "from the start again"
    explorer.slider("Stride").press("ArrowRight")
    tab.clock.run_for(5000)
    assert explorer.root.get_by_text("Step 1 of 2").is_visible(), "a new setting stops the clock"
    tab.close()


def test_an_impossible_setting_is_explained_and_nothing_drawn(explorer):
    explorer.slider("Dilation").fill("3")
    assert "4 × 4 pixels and the input has only 3 × 4" in explorer.words()
    assert explorer.root.get_by_role("grid").count() == 0
    assert explorer.sizes() == []
    for name in ("Step forward", "Step back", "Play", "Last step"):
        explorer.press(name)
    explorer.slider("Dilation").fill("1")
    assert explorer.words().endswith("= 24")


def test_a_transposed_convolution_goes_by_input_pixels(visit, explorer):
    explorer.choose("Transposed convolution")
    explorer.input.get_by_label("Input row 2, column 3").click()
    assert explorer.words() == (
        "Input row 2, column 3 is 6. It adds to the output: 6·2 to row 2, column 3; "
        "6·2 to row 2, column 4; 6·2 to row 3, column 3; 6·2 to row 3, column 4."
    )
    assert explorer.root.get_by_text("Step 7 of 12").is_visible()
    visit.tab.keyboard.press("ArrowLeft")
    assert explorer.root.get_by_text("Step 6 of 12").is_visible()
    explorer.output.get_by_role("gridcell", name="row 2, column 2:").click()
    assert explorer.words() == (
        "Output row 2, column 2: 1·2 + 2·2 + 4·2 + 5·2 = 24, from 4 stamps."
    )
    explorer.slider("Output padding").fill("1")
    assert "so at most 0 here" in explorer.words()


REMARKS = [
    (
        {"height": 6, "width": 7, "padding": 1, "stride": 3},
        "The floor rounds down: no window gets as far as the last 2 rows of the padded input.",
        "No window reads the hatched input pixels, 7 of 42.",
    ),
    (
        {"mode": "pooling", "kernel_size": 2, "stride": 2},
        "The floor rounds down: no window gets as far as the last row and the last column of the "
        "input.",
        "No window reads the hatched input pixels, 9 of 25.",
    ),
    (
        {"mode": "transposed", "height": 2, "width": 3, "kernel_size": 1, "stride": 2},
        "No stamp reaches the hatched output pixels, 9 of 15: they stay 0.",
    ),
    ({"height": 5, "width": 5, "stride": 2},),
]


@pytest.mark.parametrize(("settings", "remarks"), [(first, rest) for first, *rest in REMARKS])
def test_what_is_left_out_is_said(visit, settings, remarks):
    explorer = new_explorer(visit.tab, **settings)
    assert explorer.root.locator(".explorer-remark").all_text_contents() == remarks


def test_the_grids_say_how_large_they_are(visit):
    new = {"height": 5, "width": 6, "padding": 1, "dilation": 2}
    captions = new_explorer(visit.tab, **new).root.locator(".explorer-panel .explorer-caption")
    assert captions.all_text_contents() == [
        "Input 5 × 6, padded to 7 × 8",
        "Kernel 3 × 3, reaches over 5 × 5",
        "Output 3 × 4",
    ]
    transposed = new_explorer(visit.tab, **new, mode="transposed").root
    caption = transposed.locator(".explorer-output .explorer-caption").text_content()
    assert caption == "Output 7 × 8, cut from 9 × 10"


@pytest.mark.parametrize("mode", ["normal", "pooling", "transposed"])
def test_every_control_has_a_name(visit, mode):
    explorer = new_explorer(visit.tab, mode=mode)
    for role in ("slider", "radio", "button", "textbox", "grid", "gridcell"):
        elements = explorer.root.get_by_role(role)
        named = explorer.root.get_by_role(role, name=re.compile(r"\w"))
        assert elements.count() == named.count() > 0, role
    stops = explorer.root.locator("input[type=text], [role=gridcell]").evaluate_all(
        "(cells) => cells.filter((cell) => cell.tabIndex === 0).length"
    )
    assert stops == (2 if mode == "pooling" else 3), "the tab key stops once in a grid"


def test_a_script_that_is_loaded_twice_starts_once(browser, explorers):
    visit = Visit(browser, explorers / "intro.html", 1280, "light")
    visit.tab.add_script_tag(path=explorers / "_static/convolution-explorer.js")
    assert visit.tab.locator("convolution-explorer .explorer").count() == 1
    Explorer(visit.tab.locator("convolution-explorer")).press("Step forward")
    visit.tab.evaluate("document.body.append(document.querySelector('convolution-explorer'))")
    assert visit.tab.get_by_text("Step 2 of 6").count() == 1, "moved, not started again"
    assert visit.complaints == []
    visit.tab.close()


def test_without_scripts_a_sentence_stands_in(browser, explorers):
    tab = browser.new_page(java_script_enabled=False)
    tab.goto((explorers / "intro.html").as_uri())
    assert tab.get_by_text("It needs a browser that runs scripts.").is_visible()
    assert tab.get_by_text("Each output pixel is twice").is_visible()
    tab.close()
