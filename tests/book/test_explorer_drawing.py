"""What the explorer draws and writes, read from a page of the book and compared with torch."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from tests.helpers.browsing import Visit
from tests.helpers.explorer_book import new_explorer


@pytest.fixture(scope="module")
def tab(browser, explorers):
    visit = Visit(browser, explorers / "intro.html", 1280, "light")
    yield visit.tab
    assert visit.complaints == []
    visit.tab.close()


def draw(seed: int, transposed: bool = False) -> tuple[dict, torch.Tensor, torch.Tensor]:
    """Settings that are possible in all modes, an input of unequal sides, and a kernel."""
    rng = np.random.default_rng(seed)
    kernel = int(rng.integers(1, 5))
    settings = {
        "stride": int(rng.integers(1, 4)),
        "padding": int(rng.integers(0, kernel // 2 + 1)),
        "dilation": int(rng.integers(1, 3)) if kernel < 4 else 1,
    }
    low = 2 if transposed else settings["dilation"] * (kernel - 1) + 1
    height, width = rng.choice(np.arange(low, 6 if transposed else 9), size=2, replace=False)
    x = torch.tensor(rng.integers(-9, 10, size=(1, 1, height, width))).double()
    w = torch.tensor(rng.integers(-9, 10, size=(1, 1, kernel, kernel))).double()
    return settings, x, w


def rows(matrix: torch.Tensor) -> str:
    return " / ".join(" ".join(str(int(n)) for n in row) for row in matrix[0, 0])


def start(tab, settings, x, w, **more):
    """An explorer with these numbers; in a directive their sizes follow from them."""
    height, width = x.shape[2:]
    sizes = {"height": height, "width": width, "kernel_size": w.shape[-1]}
    return new_explorer(tab, **sizes, **settings, **more, input=rows(x), kernel=rows(w))


def grads(y: torch.Tensor, x: torch.Tensor) -> np.ndarray:
    return torch.autograd.grad(y, x, retain_graph=True)[0][0, 0].numpy()


@pytest.mark.parametrize("seed", range(8))
def test_a_convolution_is_drawn_as_torch_computes_it(tab, seed):
    settings, x, w = draw(seed)
    y = F.conv2d(x.requires_grad_(), w, **settings)
    explorer = start(tab, settings, x, w)
    steps = y.numel()
    places = [(i, j) for i in range(y.shape[2]) for j in range(y.shape[3])]
    for step in sorted({0, steps // 2, steps - 1}):
        explorer.press("First step")
        explorer.press("Step forward", times=step)
        done = np.full(steps, np.nan)
        done[: step + 1] = y.detach().flatten()[: step + 1]
        np.testing.assert_array_equal(explorer.rows(), done.reshape(y.shape[2:]))
        weights = grads(y[0, 0][places[step]], x)
        np.testing.assert_array_equal(explorer.tags("input"), weights)
        ones = F.conv2d(x, torch.ones_like(w), **settings)
        touched = grads(ones[0, 0][places[step]], x) != 0
        np.testing.assert_array_equal(explorer.marked("input", "touched"), touched)
        check_sums(explorer, places[step], y[0, 0][places[step]].item())
    never = grads(F.conv2d(x, torch.ones_like(w), **settings).sum(), x) == 0
    np.testing.assert_array_equal(explorer.marked("input", "missed"), never)
    check_sizes(explorer, y.shape[2:])


@pytest.mark.parametrize("pool", ["max", "average"])
@pytest.mark.parametrize("seed", range(4))
def test_pooling_is_drawn_as_torch_computes_it(tab, seed, pool):
    settings, x, w = draw(100 + seed)
    kernel = w.shape[-1]
    x = x.requires_grad_()
    if pool == "max":
        y = F.max_pool2d(x, kernel, **settings)
    else:
        y = F.avg_pool2d(x, kernel, settings["stride"], settings["padding"])
    explorer = start(tab, settings, x, w, mode="pooling", pool=pool)
    for step, place in enumerate(np.ndindex(*y.shape[2:])):
        if step:
            explorer.press("Step forward")
        if pool == "max":
            winner = grads(y[0, 0][place], x) != 0
            np.testing.assert_array_equal(explorer.marked("input", "winner"), winner)
            words = explorer.words().replace("−", "-")
            values, answer = re.search(r"largest of (.*) is (\S+)$", words).groups()
            assert max(map(float, values.split(", "))) == float(answer) == y[0, 0][place].item()
        else:
            check_sums(explorer, place, y[0, 0][place].item())
    np.testing.assert_allclose(explorer.rows(), y.detach()[0, 0], atol=0.00501)
    check_sizes(explorer, y.shape[2:])


@pytest.mark.parametrize("seed", range(8))
def test_a_transposed_convolution_stamps_as_torch_adds(tab, seed):
    settings, x, w = draw(200 + seed, transposed=True)
    settings["padding"] = min(settings["padding"], 1)
    settings["output_padding"] = seed % max(settings["stride"], settings["dilation"])
    y = F.conv_transpose2d(x, w, **settings)
    explorer = start(tab, settings, x, w, mode="transposed")
    pixels = list(np.ndindex(*x.shape[2:]))
    for step in sorted({0, len(pixels) // 2, len(pixels) - 1}):
        explorer.press("First step")
        explorer.press("Step forward", times=step)
        before, now = torch.zeros_like(x), torch.zeros_like(x)
        for place in pixels[: step + 1]:
            before[0, 0][place] = x[0, 0][place]
        now[0, 0][pixels[step]] = x[0, 0][pixels[step]]
        sums = F.conv_transpose2d(before, w, **settings)
        np.testing.assert_array_equal(explorer.rows(), sums[0, 0])
        added = F.conv_transpose2d(now, w, **settings)
        np.testing.assert_array_equal(explorer.tags("output"), added[0, 0])
    stamps = F.conv_transpose2d(torch.ones_like(x), torch.ones_like(w), **settings)[0, 0]
    np.testing.assert_array_equal(explorer.marked("output", "missed"), stamps == 0)
    for count in (1, 2, 3):
        marked = explorer.marked("output", f"overlap-{count}")
        np.testing.assert_array_equal(marked, stamps == count)
    check_sizes(explorer, y.shape[2:])

    for place in (0, 0), (y.shape[2] // 2, y.shape[3] // 2), (y.shape[2] - 1, y.shape[3] - 1):
        row = explorer.output.get_by_role("row").nth(place[0])
        row.get_by_role("gridcell").nth(place[1]).click()
        value = y[0, 0][place].item()
        assert explorer.rows()[place[0]][place[1]] == value, "all that is added to it was"
        if stamps[place] == 0:
            assert explorer.words().endswith("no stamp reaches it, so it stays 0.")
        else:
            assert f"from {'one' if stamps[place] == 1 else int(stamps[place])} stamp" in (
                explorer.words()
            )
            check_sums(explorer, place, value)


def check_sums(explorer, place, expected: float) -> None:
    """The sum in words and the one that is seen both name the place, hold, and give `expected`."""
    panel = explorer.root.locator(".explorer-sum p")
    where = f"Output row {place[0] + 1}, column {place[1] + 1}"
    for text in (explorer.words(), ": ".join(panel.all_text_contents())):
        parts = re.search(rf"^{where}: (.*) ([=≈]) (\S+?)(?:,.*)?$", text)
        assert parts, text
        assert not re.search("[·+] *−", text), "a negative number inside stands in brackets"
        working, sign, result = parts.groups()
        value, answer = arithmetic(working), float(result.replace("−", "-"))
        assert value == pytest.approx(expected, abs=1e-9), text
        assert answer == pytest.approx(expected, abs=0.00501 if sign == "≈" else 1e-9), text


def arithmetic(text: str) -> float:
    """Work out a sum as it is printed, such as ``2·(−1) + 0·3`` or ``(1 + 2) / 4``."""
    terms, _, divisor = text.replace("−", "-").replace("·", "*").partition("/")
    assert re.fullmatch(r"[-+*()\d\s]+", terms), text
    return eval(terms) / int(divisor or 1)


def check_sizes(explorer, shape) -> None:
    """Each side of the formula, with its numbers, comes to the size of the output."""
    _, *lines = explorer.sizes()
    for line, name, size in zip(lines, ("height", "width"), shape, strict=True):
        start, *sides = (side.strip() for side in line.split("="))
        assert start == name
        assert len(sides) >= 2
        for side in sides:
            side = re.sub(r"floor of (.*) divided by (\d+)", r"\1 // \2", side)
            side = side.replace("·", "*").replace("−", "-")
            assert re.fullmatch(r"[-+*/()\d\s]+", side), line
            assert eval(side) == size, line
