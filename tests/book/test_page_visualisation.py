"""The page of chapter 8: its numbers against torch, its cells in the student's folder."""

import json
import re
from base64 import b64decode
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from cnnlib.visualisation.fashion_network import fashion_network
from tests.book.page_source import (
    cells,
    number_questions,
    questions,
    run_in_the_students_folder,
)
from tests.helpers.browsing import Visit
from tests.helpers.reading import BOOK, Page

CHAPTER = "08-visualisation"
SOURCE = (BOOK / f"{CHAPTER}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def page(pages) -> Page:
    return pages[CHAPTER]


def test_readers_can_run_what_they_see_in_their_own_folder(tmp_path):
    done = run_in_the_students_folder(CHAPTER, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]


def test_lines_of_code_fit_the_page():
    lines = [line for cell in cells(CHAPTER, visible=True) for line in cell.splitlines()]
    assert not [line for line in lines if len(line) > 74]


def answers_by_torch() -> dict[str, float]:
    """Compute the answer of every self-check that asks for a number."""
    x = torch.zeros(1, 1, 28, 28, requires_grad=True)
    ones = torch.ones(1, 1, 5, 5)
    hidden = functional.avg_pool2d(functional.conv2d(x, ones, padding=2), 2)
    functional.conv2d(hidden, ones, padding=2)[0, 0, 7, 7].backward()
    seen = int((x.grad[0, 0].sum(dim=0) > 0).sum())
    image = torch.zeros(1, 1, 14, 14)
    image[0, 0, 3, 5] = 1
    _, switches = functional.max_pool2d(image, 2, return_indices=True)
    kernel = torch.tensor([[[1.0, -2, 4]]])
    back = functional.conv_transpose1d(torch.tensor([[[3.0]]]), kernel).relu()
    pixel = torch.tensor(3.0, requires_grad=True)
    pixel.clamp(0, 1).backward()
    gradient = torch.tensor([-6.0, 2, 2, 6])
    places = functional.conv2d(torch.zeros(1, 1, 28, 28), torch.ones(1, 1, 6, 6), stride=2)
    best = torch.tensor(0.5)
    for _ in range(200):
        best.requires_grad_()
        (slope,) = torch.autograd.grad(3 * best - 2.5 * best**2, best)
        best = (best + 0.05 * slope).detach()
    weights = torch.tensor([0.5, -0.5]).repeat(50)
    return {
        "vis-sees": seen,
        "vis-switch": switches[0, 0, 1, 2].item(),
        "vis-transpose": back.sum().item(),
        "vis-slope": pixel.grad.item(),
        "vis-cam": (gradient.mean() * torch.tensor([4.0, 0, 0, 0])).relu().max().item(),
        "vis-places": places.numel(),
        "vis-penalty": best.item(),
        "vis-linear": (weights @ (0.02 * weights.sign())).item(),
    }


def test_the_self_checks_have_the_right_answers():
    assert len(questions(CHAPTER)) >= 8
    numbers, answers = number_questions(CHAPTER), answers_by_torch()
    assert numbers.keys() == answers.keys()
    for name, number in numbers.items():
        assert float(number) == pytest.approx(answers[name], abs=1e-5), name


def test_the_way_back_through_two_convolutions_is_that_of_torch():
    """By torch's transposed convolution and unpooling; the gradient beside it by autograd."""
    first, second = torch.tensor([[[2.0, -1]]]), torch.tensor([[[-1.0, 2]]])
    x = torch.tensor([[[3.0, 1, 4, 2, 5]]], requires_grad=True)
    maps = functional.conv1d(x, first)
    pooled, switches = functional.max_pool1d(maps.relu(), 2, return_indices=True)
    unit = functional.conv1d(pooled, second)
    assert maps.flatten().tolist() == [5, -2, 6, -1]
    assert (pooled.flatten().tolist(), switches.flatten().tolist()) == ([5, 6], [0, 2])
    assert unit.item() == 7
    (gradient,) = torch.autograd.grad(unit, x)
    with torch.no_grad():
        back = functional.conv_transpose1d(unit, second)
        back = functional.max_unpool1d(back, switches, 2)
        assert back.flatten().tolist() == [-7, 0, 14, 0]
        back = functional.conv_transpose1d(back.relu(), first)
    assert back.flatten().tolist() == [0, 0, 28, -14, 0]
    assert (unit * gradient).flatten().tolist() == [-14, 7, 28, -14, 0]
    for numbers in ("(5, -2, 6, -1)", "(-7, 0, 14, 0)", "(-14, 7, 28, -14, 0)"):
        assert numbers in SOURCE


def test_the_sanity_checks_say_what_the_text_says(page):
    rows = dict(
        re.findall(r"^(gradient|SmoothGrad|guided|image × gradient) +(1\.00.*)$", page.text, re.M)
    )
    values = {name: [float(n) for n in row.split()] for name, row in rows.items()}
    assert {len(row) for row in values.values()} == {4}
    assert values["gradient"][1] < values["guided"][1] < values["image × gradient"][1]
    sentences = page.text.replace("\n", " ")
    for name, after, at in (
        ("gradient", "its map has a correlation of", 1),
        ("guided", "Guided back-propagation has", 1),
        ("image × gradient", "image × gradient still has", 3),
    ):
        (quoted,) = re.findall(rf"{after} (\d\.\d+)", sentences)
        assert Decimal(quoted) == Decimal(f"{values[name][at]:.2f}")


def test_the_attack_says_what_the_text_says(page):
    rows = re.findall(r"epsilon (0\.\d\d): attacked (0\.\d+), noisy (0\.\d+)", page.text)
    at = {size: (float(attacked), float(noisy)) for size, attacked, noisy in rows}
    assert len(at) == 6
    attacked, noisy = at["0.05"]
    assert attacked + 0.2 < noisy
    sentences = page.text.replace("\n", " ")
    (left,) = re.findall(r"leaves (\d+) % right; random signs", sentences)
    assert abs(int(left) - 100 * attacked) <= 0.5001


def test_errors_of_the_sources_are_named_where_they_are_taught():
    titles = re.findall(r"^:::\{admonition\} Erratum: (.*)\n:class: erratum$", SOURCE, re.MULTILINE)
    assert titles == ['*Convolutional Neural Networks* (De Silva), "Visualization"']


def scores_by_torch(html: Path, pixels: list[float]) -> torch.Tensor:
    """Return the scores of the network whose numbers lie beside the page."""
    (file,) = (html / "_static").glob(f"living-network-{CHAPTER}-*.js")
    text = file.read_text("utf-8")
    layers = json.loads(text[text.index("{") : text.rindex("}") + 1])["layers"]
    model, arrays = fashion_network(), []
    for layer in layers:
        for name in ("weight", "bias"):
            if name in layer:
                data = np.frombuffer(b64decode(layer[name]["data"]), "<f4")
                arrays.append(torch.from_numpy(data.reshape(layer[name]["shape"]).copy()))
    model.load_state_dict(dict(zip(model.state_dict(), arrays, strict=True)))
    with torch.no_grad():
        return model(torch.tensor(pixels).reshape(1, 1, 28, 28))[0]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_network_lives_on_the_page(html, browser, width, scheme):
    visit = Visit(browser, html / f"{CHAPTER}.html", width, scheme)
    tab = visit.tab
    assert tab.locator(".living-garments button").count() == 20
    pixels, scores = tab.evaluate(
        """() => {
          const living = document.querySelector("living-network");
          return [[...living.pad.pixels], [...living.stages.at(-1).values]];
        }"""
    )
    np.testing.assert_allclose(scores, scores_by_torch(html, pixels), atol=1e-4)
    tab.locator(".living-garments button").nth(19).click()
    tab.wait_for_function(
        "document.querySelector('.living-words').textContent.includes('Ankle boot')"
    )
    assert visit.complaints == []
    tab.close()
