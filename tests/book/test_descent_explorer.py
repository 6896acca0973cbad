"""The descent explorer: it walks as torch does, and can be used by keyboard."""

import numpy as np
import pytest
import torch

from tests.helpers.reading import BOOK
from tests.helpers.small_book import built, make_book

EXTENSION = BOOK / "_ext" / "descent_explorer"
PAGE = "# Descent\n\n```{descent-explorer}\n:rate: 0.2\n:noise: 0.5\n\nWho is first?\n```\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return built(make_book(tmp_path_factory.mktemp("descent"), {"intro": PAGE}))


@pytest.fixture
def tab(book, browser):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((book / "intro.html").as_uri())
    page.wait_for_selector(".descent-valley")
    yield page
    page.close()


@pytest.fixture(scope="module")
def descend(browser):
    """Run the module as it is written."""
    text = (EXTENSION / "descent.js").read_text(encoding="utf-8").replace("export ", "")
    page = browser.new_page()
    page.evaluate(f"() => {{ {text}; window.descend = descend; window.drawNoise = drawNoise; }}")
    yield lambda **given: page.evaluate("(given) => [descend(given), drawNoise(given.seed)]", given)
    page.close()


@pytest.mark.parametrize(("rate", "noise"), [(0.3, 0.0), (0.07, 1.3)])
def test_the_paths_are_those_of_torch(descend, rate, noise):
    paths, draws = descend(rate=rate, momentum=0.8, noise=noise, seed=7)
    curvature = torch.tensor([0.06, 1.9], dtype=torch.float64)
    for name, optimizer_class, options in (
        ("SGD", torch.optim.SGD, {}),
        ("momentum", torch.optim.SGD, {"momentum": 0.8}),
        ("Adam", torch.optim.Adam, {}),
    ):
        place = torch.tensor([-9.0, 1.6], dtype=torch.float64, requires_grad=True)
        optimizer, want = optimizer_class([place], lr=rate, **options), [place.tolist()]
        for draw in torch.tensor(draws, dtype=torch.float64):
            place.grad = curvature * place.detach() + noise * draw
            optimizer.step()
            want.append(place.tolist())
        np.testing.assert_allclose(paths[name], want, rtol=1e-9, atol=1e-9)


def test_the_noise_is_standard_normal(descend):
    values = np.concatenate([descend(rate=1, momentum=0, noise=0, seed=s)[1] for s in range(60)])
    assert abs(values.mean()) < 0.05
    assert abs(values.std() - 1) < 0.05


def test_it_starts_where_the_page_says_and_fits_a_phone(tab):
    assert tab.get_by_role("slider", name="Learning rate").get_attribute("aria-valuetext") == "0.2"
    assert tab.get_by_role("slider", name="Noise").get_attribute("aria-valuetext") == "0.5"
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert "Who is first?" in tab.inner_text("body")


def test_the_keyboard_moves_the_steps_and_a_voice_hears_of_them(tab):
    step = tab.get_by_role("slider", name="Step")
    step.press("Home")
    status = tab.locator(".descent [role=status]")
    assert status.inner_text().startswith("After 0 steps: SGD at a loss of 4.9")
    step.press("ArrowRight")
    assert status.inner_text().startswith("After 1 step:")
    assert tab.locator("g.descent-Adam circle").count() == 2


def test_a_rate_beyond_the_bound_leaves_the_valley_and_reset_leads_back(tab):
    tab.get_by_role("slider", name="Learning rate").press("End")
    assert "SGD: loss beyond 1000" in tab.inner_text(".descent-losses")
    tab.get_by_role("button", name="Reset").press("Enter")
    assert "beyond" not in tab.inner_text(".descent-losses")


def test_new_noise_changes_the_paths(tab):
    before = tab.inner_text(".descent-losses")
    tab.get_by_role("button", name="New noise").click()
    assert tab.inner_text(".descent-losses") != before


@pytest.mark.parametrize("text", ["9", "0", "fast", ""])
def test_options_out_of_range_are_refused(text, monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK / "_ext"))
    from descent_explorer.directive import setting

    assert setting("rate")("0.25") == "0.25"
    with pytest.raises(ValueError, match=r"it must be a number from 0\.01 to 2"):
        setting("rate")(text)
