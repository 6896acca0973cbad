"""The depth explorer: it computes what torch computes, and works by keyboard in a built page."""

import numpy as np
import pytest
import torch

from tests.helpers.browsing import Visit
from tests.helpers.reading import BOOK
from tests.helpers.small_book import built, make_book

EXTENSION = BOOK / "_ext" / "depth_explorer"
ANY_URL = "http://explorer.test/"
TYPES = {".js": "text/javascript", ".json": "application/json"}
PAGES = {
    "intro": """# Depth

```{depth-explorer}
:depth: 38
:width: 16

What vanishes here?
```
"""
}


@pytest.fixture(scope="module")
def modules(browser):
    """A page into which a browser has imported the explorer's modules as they are written."""

    def answer(route):
        path = EXTENSION / route.request.url.removeprefix(ANY_URL)
        if path.suffix in TYPES:
            route.fulfill(body=path.read_text("utf-8"), content_type=TYPES[path.suffix])
        else:
            route.fulfill(body="<title>explorer</title>", content_type="text/html")

    tab = browser.new_page()
    tab.route("**/*", answer)
    tab.goto(ANY_URL)
    tab.evaluate(
        """async () => {
          const network = await import("/network.js");
          const plain = (found) => ({ ...found, input: [...found.input],
            upstream: [...found.upstream], layers: found.layers.map((layer) => [...layer]) });
          window.draw = (settings) => plain(network.drawNumbers(settings));
          window.measure = (settings) => network.measure(settings, network.drawNumbers(settings));
          window.words = (await import("/words.js")).describe;
        }"""
    )
    yield tab
    tab.close()


def by_torch(settings: dict, numbers: dict) -> dict[str, list[float]]:
    """Compute activations and gradients with torch's layers and autograd."""
    width = settings["width"]
    a, upstream = (
        torch.tensor(numbers[name], dtype=torch.float64).reshape(-1, width)
        for name in ("input", "upstream")
    )
    weights = [
        torch.tensor(w, dtype=torch.float64).reshape(width, width).requires_grad_()
        for w in numbers["layers"]
    ]
    activations = []
    for weight in weights:
        z = a @ weight.T
        if settings["batchNorm"]:
            z = torch.nn.functional.batch_norm(z, None, None, training=True, eps=1e-5)
        a = torch.relu(z) + (a if settings["residual"] else 0)
        activations.append(a.square().mean().sqrt().item())
    gradients = torch.autograd.grad(a, weights, upstream)
    return {"activations": activations, "gradients": [g.abs().mean().item() for g in gradients]}


@pytest.mark.parametrize("weights", ["default", "glorot", "he", "double"])
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("residual", [False, True])
def test_it_computes_what_torch_computes(modules, weights, batch_norm, residual):
    settings = {"depth": 7, "width": 16, "weights": weights, "seed": 5}
    settings |= {"batchNorm": batch_norm, "residual": residual}
    found = modules.evaluate("(settings) => measure(settings)", settings)
    want = by_torch(settings, modules.evaluate("(settings) => draw(settings)", settings))
    for name in ("activations", "gradients"):
        np.testing.assert_allclose(found[name], want[name], rtol=1e-9)


@pytest.mark.parametrize(
    ("weights", "variance"),
    [("default", 1 / 192), ("glorot", 2 / 128), ("he", 2 / 64), ("double", 8 / 64)],
)
def test_its_weights_have_the_variances_of_the_page(modules, weights, variance):
    settings = {"depth": 4, "width": 64, "weights": weights, "seed": 1}
    numbers = modules.evaluate("(settings) => draw(settings)", settings)
    drawn = np.array(numbers["layers"])
    assert drawn.var() == pytest.approx(variance, rel=0.05)
    assert abs(drawn.mean()) < 0.03 * np.sqrt(variance)
    assert np.mean(abs(drawn) < drawn.std()) == pytest.approx(0.683, abs=0.02)
    assert not np.array_equal(drawn[0], drawn[1])


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ({"weights": "default"}, "It vanishes in every layer."),
        ({"weights": "he"}, "Every layer can learn."),
        ({"weights": "double"}, "It explodes."),
        ({"weights": "default", "batchNorm": True}, "It grows towards the input."),
        ({"weights": "default", "batchNorm": True, "residual": True}, "Every layer can learn."),
        ({"weights": "he", "residual": True}, "It explodes."),
    ],
)
def test_its_words_say_what_the_page_says(modules, options, verdict):
    settings = {"depth": 38, "width": 32, "seed": 1, "batchNorm": False, "residual": False}
    found = modules.evaluate("(settings) => words(measure(settings))", settings | options)
    assert found.endswith(verdict)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return built(make_book(tmp_path_factory.mktemp("depth"), PAGES)) / "intro.html"


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_reader_moves_it_by_keyboard(browser, page, width, scheme):
    visit = Visit(browser, page, width, scheme)
    explorer = visit.tab.locator("depth-explorer")
    status = explorer.get_by_role("status")
    assert status.inner_text().endswith("It vanishes in every layer.")
    explorer.get_by_role("radio", name="He", exact=True).focus()
    visit.tab.keyboard.press("Space")
    assert status.inner_text().endswith("Every layer can learn.")
    slider = explorer.get_by_role("slider", name="Depth")
    slider.focus()
    for _ in range(3):
        visit.tab.keyboard.press("ArrowRight")
    assert "in layer 41" in status.inner_text()
    before = status.inner_text()
    explorer.get_by_role("button", name="Draw other weights").focus()
    visit.tab.keyboard.press("Enter")
    assert status.inner_text() != before
    for name in ("Batch norm", "Residual connections"):
        explorer.get_by_role("checkbox", name=name).check()
    assert explorer.locator("svg .depth-dot").count() == 2 * 41
    assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.complaints == []
    assert visit.elsewhere == []
    visit.tab.close()


@pytest.mark.parametrize("text", ["99", "1", "12.5", "deep", ""])
def test_options_that_are_wrong_are_told(monkeypatch, text):
    monkeypatch.syspath_prepend(str(EXTENSION.parent))
    from depth_explorer.directive import size

    assert size("depth")(" 38 ") == "38"
    with pytest.raises(ValueError, match="whole number from 2 to 60"):
        size("depth")(text)
    with pytest.raises(ValueError, match="in steps of 8"):
        size("width")("12")
