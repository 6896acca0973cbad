"""The living network computes what torch computes, and shows it: run by a real browser."""

import re
import sys
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib.data import load
from cnnlib.visualisation.fashion_network import fashion_network
from tests.helpers.reading import BOOK
from tests.helpers.small_book import built, make_book

sys.path.insert(0, str(BOOK))
sys.path.insert(0, str(BOOK / "_ext"))

from living_network import HERE, SHEETS, join
from pagelib.living_data import living_network, network_as_json

ANY_URL = "http://living.test/"
CLASSES = load("fashion-mini").classes
EXACT = 1e-9  # both compute in float64, with the same float32 weights


@pytest.fixture(scope="module")
def arithmetic(browser):
    """A page into which a browser has imported the network's functions as they are written."""

    def answer(route):
        path = HERE / route.request.url.removeprefix(ANY_URL)
        script = path.suffix == ".js"
        body = path.read_text("utf-8") if script else "<title>network</title>"
        route.fulfill(body=body, content_type="text/javascript" if script else "text/html")

    tab = browser.new_page()
    tab.route("**/*", answer)
    tab.goto(ANY_URL)
    tab.evaluate(
        """async () => {
          const js = await import("/network.js");
          window.solve = ({ network, shape, pixels, label, cells }) => {
            const decoded = js.decodeNetwork(network);
            const stages = js.runForward(decoded, shape, pixels);
            const gradient = js.gradientOfScore(decoded, stages, label);
            const fields = cells.map((cell) => js.receptiveField(decoded, stages, ...cell));
            return {
              stages: stages.map(({ shape, values, switches }) => ({
                shape, values: [...values], switches: switches ? [...switches] : null })),
              gradient: [...gradient],
              fields,
              probabilities: js.softmax(stages.at(-1).values),
            };
          };
        }"""
    )
    yield tab
    tab.close()


def other_network() -> nn.Sequential:
    """Oblong kernels, strides, and several channels at the start."""
    return nn.Sequential(
        nn.Conv2d(2, 3, (3, 2), stride=(1, 2), padding=(2, 1)),
        nn.ReLU(),
        nn.MaxPool2d((2, 3), stride=(1, 2)),
        nn.Conv2d(3, 4, (2, 3), stride=(2, 1)),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(4 * 5 * 2, 6),
    )


NETWORKS = {"the page's": (fashion_network, (1, 28, 28)), "another": (other_network, (2, 9, 16))}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", NETWORKS)
def test_all_stages_switches_and_the_gradient_are_those_of_torch(arithmetic, name, seed):
    make, shape = NETWORKS[name]
    torch.manual_seed(seed)
    model = make()
    pixels = torch.rand(shape, dtype=torch.float64)
    case = {
        "network": network_as_json(model, CLASSES),
        "shape": shape,
        "pixels": pixels.flatten().tolist(),
        "label": seed,
        "cells": [],
    }
    answer = arithmetic.evaluate("(each) => solve(each)", case)
    x = pixels[None].requires_grad_()
    stages = [x]
    for layer in model.double():
        stages.append(layer(stages[-1]))
    for found, want in zip(answer["stages"], stages, strict=True):
        want = want[0].detach()
        assert np.prod(found["shape"]) == want.numel()
        if want.ndim == 3:
            assert found["shape"] == list(want.shape)
        np.testing.assert_allclose(found["values"], want.flatten(), atol=EXACT)
    for (before, after), layer in zip(pairwise(answer["stages"]), model, strict=True):
        if isinstance(layer, nn.MaxPool2d):
            values = torch.tensor(before["values"]).reshape(1, *before["shape"])
            _, switches = nn.functional.max_pool2d(
                values, layer.kernel_size, layer.stride, return_indices=True
            )
            assert after["switches"] == switches.flatten().tolist()
    (grad,) = torch.autograd.grad(stages[-1][0, seed], x)
    np.testing.assert_allclose(answer["gradient"], grad.flatten(), atol=EXACT)
    softmax = stages[-1][0].softmax(0).detach()
    np.testing.assert_allclose(answer["probabilities"], softmax, atol=EXACT)


def test_all_maps_and_the_gradient_are_computed_within_a_frame(arithmetic):
    """The least of many: what else runs on the machine only adds to a time."""
    model = fashion_network()
    case = {"network": network_as_json(model, CLASSES), "pixels": torch.rand(784).tolist()}
    least = arithmetic.evaluate(
        """async ({ network, pixels }) => {
          const js = await import("/network.js");
          const decoded = js.decodeNetwork(network);
          const taken = Array.from({ length: 40 }, () => {
            const started = performance.now();
            js.gradientOfScore(decoded, js.runForward(decoded, [1, 28, 28], pixels), 3);
            return performance.now() - started;
          });
          return Math.min(...taken);
        }""",
        case,
    )
    assert least < 1000 / 60


@pytest.mark.parametrize("name", NETWORKS)
def test_a_receptive_field_is_where_the_gradient_can_come_from(arithmetic, name):
    make, shape = NETWORKS[name]
    model = make()
    case = {
        "network": network_as_json(model, CLASSES),
        "shape": shape,
        "pixels": [0.0] * int(np.prod(shape)),
        "label": 0,
    }
    # With positive weights, and means instead of maxima, every pixel in the field counts.
    for parameter in model.double().parameters():
        nn.init.constant_(parameter, 1.0)
    linear = [
        nn.AvgPool2d(layer.kernel_size, layer.stride) if isinstance(layer, nn.MaxPool2d) else layer
        for layer in model
    ]
    wanted, cells = [], []
    for stage in range(1, len(linear) - 1):
        x = torch.ones(1, *shape, dtype=torch.float64, requires_grad=True)
        out = nn.Sequential(*linear[:stage])(x)
        if out.ndim < 4:
            continue
        for row, column in ((0, 0), (out.shape[2] // 2, 1), (out.shape[2] - 1, out.shape[3] - 1)):
            (grad,) = torch.autograd.grad(out[0, 0, row, column], x, retain_graph=True)
            rows, columns = (grad.sum((0, 1, axis)).nonzero().flatten() for axis in (3, 2))
            wanted.append([int(n) for n in (rows[0], rows[-1], columns[0], columns[-1])])
            cells.append([stage, row, column])
    answer = arithmetic.evaluate("(each) => solve(each)", {**case, "cells": cells})
    assert answer["fields"] == wanted


def test_a_book_keeps_the_numbers_in_a_file_of_their_own(tmp_path):
    """Also when it is built again, with the same network and with another."""
    images = np.zeros((1, 28, 28), "uint8")

    def page(model: nn.Sequential) -> str:
        element = living_network(model, CLASSES, images, [0]).data
        return f"# Alive\n\n```{{raw}} html\n{element}\n```\n"

    def numbers() -> str:
        html = (book / "_build" / "html" / "intro.html").read_text("utf-8")
        assert ".numbers =" not in html
        (name,) = re.findall(r'<living-network><script defer src="(.*?)"></script><p>', html)
        (kept,) = (book / "_build" / "html" / "_static").glob("living-network-*.js")
        assert name == f"_static/{kept.name}"
        return kept.read_text("utf-8")

    first, second = fashion_network(), fashion_network()
    book = make_book(tmp_path, {"intro": page(first), "other": "# Other"})
    built(book)
    assert f"<script>{numbers()}</script>" in page(first)
    (book / "other.md").write_text("# Another")
    built(book)
    assert f"<script>{numbers()}</script>" in page(first)
    (book / "intro.md").write_text(page(second))
    built(book)
    assert f"<script>{numbers()}</script>" in page(second)


class Living:
    """A page with nothing but a living network, whose torch model is at hand."""

    def __init__(self, browser, width: int, scheme: str, touch: bool = False) -> None:
        torch.manual_seed(7)
        self.model = fashion_network()
        data = load("fashion-mini")
        self.images = data.x_test[:4, 0]
        element = living_network(self.model, CLASSES, self.images, data.y_test[:4]).data
        style = "".join((HERE / "style" / f"{name}.css").read_text("utf-8") for name in SHEETS)
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, has_touch=touch
        )
        self.tab = self.context.new_page()
        self.complaints: list[str] = []
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.set_content(
            f"<html lang='en' data-theme='{scheme}'><style>{style}</style><main>{element}</main>"
            f"<script>{join(HERE / 'living.js')}</script></html>"
        )

    def pixels(self) -> torch.Tensor:
        found = self.tab.evaluate("[...document.querySelector('living-network').pad.pixels]")
        return torch.tensor(found, dtype=torch.float64).reshape(1, 1, 28, 28)

    def scores(self) -> list[float]:
        texts = self.tab.locator(".living-number").all_text_contents()
        assert not any("-" in text for text in texts), "a hyphen is no minus"
        return [float(text.split(",")[0].replace("\N{MINUS SIGN}", "-")) for text in texts]

    def wait_until_drawn(self) -> None:
        self.tab.evaluate("() => new Promise((go) => requestAnimationFrame(() => setTimeout(go)))")

    def agrees(self) -> None:
        """Assert that what is shown is what torch says of the pixels."""
        self.wait_until_drawn()
        with torch.no_grad():
            want = self.model.double()(self.pixels())[0]
        np.testing.assert_allclose(self.scores(), want, atol=0.051)  # one decimal is shown
        best = CLASSES[int(want.argmax())]
        assert f"says {best}," in self.tab.locator(".living-words").inner_text()


@pytest.fixture
def living(browser):
    each = Living(browser, 1000, "light")
    yield each
    assert each.complaints == []
    each.context.close()


def test_words_stay_where_the_numbers_are_missing(browser):
    tab = browser.new_page()
    tab.set_content(
        "<living-network><script defer src='missing.js'></script><p>Words</p></living-network>"
        f"<script>{join(HERE / 'living.js')}</script>"
    )
    assert tab.locator("living-network").inner_text() == "Words"
    tab.close()


def test_it_starts_with_a_garment_and_changes_with_another(living):
    np.testing.assert_allclose(living.pixels()[0, 0] * 255, living.images[0], atol=1e-9)
    living.agrees()
    living.tab.locator(".living-garments button").nth(2).click()
    living.agrees()
    np.testing.assert_allclose(living.pixels()[0, 0] * 255, living.images[2], atol=1e-9)


def test_paper_shows_the_maps_and_nothing_to_press(living):
    living.tab.emulate_media(media="print")
    assert living.tab.locator("living-network button:visible").count() == 0
    assert living.tab.get_by_text("Show the switches").is_hidden()
    assert living.tab.locator(".living-maps canvas:visible").count() > 40


def test_drawing_and_erasing_with_the_pointer_change_the_scores(living):
    before = living.scores()
    living.tab.get_by_text("Clear").click()
    living.agrees()
    assert float(living.pixels().abs().max()) == 0
    box = living.tab.locator(".living-pad").bounding_box()
    living.tab.mouse.move(box["x"] + 20, box["y"] + 20)
    living.tab.mouse.down()
    living.tab.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.9, steps=3)
    living.tab.mouse.up()
    living.agrees()
    drawn = living.pixels()
    assert 20 < int((drawn == 1).sum()) < 60, "a line without gaps"
    assert living.scores() != before
    living.tab.get_by_text("Erase").click()
    living.tab.locator(".living-pad").click(position={"x": 20, "y": 20})
    living.agrees()
    assert living.pixels().sum() < drawn.sum()


def test_it_works_by_keyboard_alone(living):
    tab = living.tab
    tab.get_by_text("Clear").focus()
    tab.keyboard.press("Enter")
    tab.locator(".living-pad").focus()
    for key in ("ArrowUp", "ArrowLeft", "Space", "ArrowLeft", "Space"):
        tab.keyboard.press(key)
    living.agrees()
    assert float(living.pixels()[0, 0, 13, 12]) == float(living.pixels()[0, 0, 13, 13]) == 1
    tab.keyboard.press("Delete")
    living.agrees()
    assert float(living.pixels()[0, 0, 13, 12]) == 0

    tile = tab.locator(".living-maps").nth(3).locator(".living-tile").nth(5)
    tile.focus()
    tab.keyboard.press("ArrowDown")
    words = tab.locator(".living-words").inner_text()
    assert "Max pooling 2, map 6, row 5, column 4" in words
    assert re.search(r"switch names row (9|10), column (7|8) of the map before", words)
    tab.locator(".living-score input").nth(4).focus()
    tab.keyboard.press("Space")
    assert tab.locator(".living-chosen").inner_text().startswith(CLASSES[4])


def test_a_cell_shows_its_receptive_field(living):
    living.tab.locator(".living-maps").nth(1).locator(".living-tile").first.click(
        position={"x": 1, "y": 1}
    )
    words = living.tab.locator(".living-words").inner_text()
    assert "It sees the pixels of rows 1 to 4 and columns 1 to 4." in words
    share = living.tab.locator(".living-field").evaluate(
        "(f) => [f.style.top, f.style.left, f.style.height, f.style.width]"
        ".map((text) => parseFloat(text))"
    )
    np.testing.assert_allclose(share, [0, 0, 100 * 4 / 28, 100 * 4 / 28], atol=1e-3)


def test_the_pictures_are_the_maps_and_the_gradient(living):
    """The canvases are read back: grey for a map, orange and blue for a gradient."""
    living.tab.locator(".living-score input").nth(3).check()
    read = """(canvas) => [...canvas.getContext("2d")
      .getImageData(0, 0, canvas.width, canvas.height).data]"""
    x = living.pixels().requires_grad_()
    model = living.model.double()
    (grad,) = torch.autograd.grad(model(x)[0, 3], x)
    shown = living.tab.locator("canvas[role=img]").evaluate(read)
    colours = np.array(shown).reshape(28, 28, 4)
    share = (grad[0, 0] / grad.abs().max()).numpy()
    np.testing.assert_allclose(
        colours[..., 0], np.where(share > 0, 255 * share, -60 * share), atol=1
    )
    np.testing.assert_allclose(
        colours[..., 2], np.where(share > 0, 40 * share, -255 * share), atol=1
    )
    for section, layers in enumerate((2, 3, 5, 6)):
        maps = model[:layers](x)[0].detach().numpy()
        canvas = living.tab.locator(".living-maps").nth(section).locator("canvas").nth(7)
        greys = np.array(canvas.evaluate(read)).reshape(*maps.shape[1:], 4)[..., 1]
        np.testing.assert_allclose(greys, 255 * maps[7] / max(maps[7].max(), 1e-9), atol=1)


def test_the_switches_are_marked_on_the_map_before_the_pooling(living):
    living.tab.get_by_label("Show the switches").check()
    maps = living.model.double()[:2](living.pixels())
    _, places = nn.functional.max_pool2d(maps, 2, return_indices=True)
    read = """(canvas) => [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data]"""
    for channel in (0, 4):
        canvas = living.tab.locator(".living-maps").first.locator("canvas").nth(channel)
        colours = np.array(canvas.evaluate(read)).reshape(784, 4)
        orange = set(np.flatnonzero((colours[:, :3] == (255, 140, 61)).all(1)).tolist())
        positive = maps[0, channel].flatten() > 0
        assert orange == {int(p) for p in places[0, channel].flatten() if positive[p]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_room_for_it(browser, scheme):
    living = Living(browser, 390, scheme, touch=True)
    assert living.tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert living.tab.locator(".living-garments button").first.bounding_box()["width"] >= 40
    assert living.tab.locator(".living-tile").nth(3).bounding_box()["width"] >= 60
    living.tab.locator(".living-pad").tap(position={"x": 60, "y": 60})
    living.agrees()
    ground = living.tab.locator(".living").evaluate("(e) => getComputedStyle(e).color")
    assert ground
    assert living.complaints == []
    living.context.close()
