"""The page of chapter 3, and what the pages call."""

import re
import sys
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from cnnlib.models.vgg16 import vgg16
from tests.book.page_source import (
    cells,
    number_questions,
    questions,
    run_in_the_students_folder,
)
from tests.helpers.browsing import Visit
from tests.helpers.reading import BOOK, Page

CHAPTER = "03-im2col"


@pytest.fixture(scope="session")
def page(pages) -> Page:
    return pages[CHAPTER]


def test_readers_can_run_what_they_see_in_their_own_folder(tmp_path):
    done = run_in_the_students_folder(CHAPTER, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]


def test_lines_of_code_fit_the_page():
    lines = [line for cell in cells(CHAPTER, visible=True) for line in cell.splitlines()]
    assert not [line for line in lines if len(line) > 74]


def test_the_example_is_computed_in_both_orders(page):
    x = torch.tensor([[3.0, 1, 4], [5, 9, 2], [6, 8, 7], [0, 11, 10]])
    w = torch.tensor([[1.0, 2], [0, -1]])
    y = torch.nn.functional.conv2d(x[None, None], w[None, None])[0, 0].int()
    assert f"array({y.T.flatten().tolist()})" in re.sub(r"\s+", " ", page.text).replace("[ ", "[")
    assert rf"{y[0, 0]}" in page.text
    assert re.search(rf"gives 1 \+ 8 \+ 0 - 2 = {y[0, 1]}|1 \+ 8 \+ 0 - 2 = {y[0, 1]}", page.text)


def test_patels_example_is_on_the_page_in_his_order(page):
    """The windows by index, the sums from their definition."""
    image = [[1, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]
    places = [(i, j) for j in range(3) for i in range(2)]
    within = [(u, v) for v in range(2) for u in range(2)]
    a_prime = [[image[i + u][j + v] for i, j in places] for u, v in within]
    result = [2 * sum(column) for column in zip(*a_prime, strict=True)]
    printed = " ".join(f"[{' '.join(map(str, row))}]" for row in a_prime)
    assert f"[{printed}] [{' '.join(map(str, result))}]" in re.sub(r"\s+", " ", page.text)
    assert result == [24, 48, 32, 56, 22, 34]


def test_the_answers_of_the_questions_are_right():
    window = torch.nn.functional.unfold(torch.zeros(1, 1, 28, 28), 5)
    covered = torch.nn.functional.fold(torch.ones(1, 16, 49), (16, 16), 4, stride=2)
    kept = torch.nn.functional.conv2d(torch.zeros(1, 1, 10, 10), torch.zeros(1, 1, 3, 3))
    assert number_questions(CHAPTER) == {
        "im2col-work": torch.nn.Conv2d(3, 1, 5, bias=False).weight.numel(),
        "im2col-columns": window.shape[-1],
        "im2col-cover": int(covered[0, 0, 8, 8]),
        "im2col-ratio": Decimal(7**2) / 2**2,
        "im2col-model": 12 * (8 * 16 * 8) // (4 * 8 * 8),
        "im2col-ring": 100 - kept.numel(),
        "im2col-winograd": (4 * 4 * 9) // (6 * 6),
    }
    assert len(questions(CHAPTER)) >= 8


def test_the_share_of_vgg_16_is_right(page):
    """Multiplications by hooks on torch's own modules, not by the page's formula."""
    counted = {"Conv2d": 0, "Linear": 0}

    def count(module, _, out):
        counted[type(module).__name__] += out.numel() * module.weight[0].numel()

    with torch.device("meta"):
        network = vgg16()
        for module in network:
            if type(module).__name__ in counted:
                module.register_forward_hook(count)
        network(torch.zeros(1, 3, 224, 224))
    for number in (counted["Conv2d"], sum(counted.values())):
        assert f"{number:,}".replace(",", " ") in page.text


def test_the_numbers_worked_by_hand_are_right_and_on_the_page(page):
    batch = 64 * 32 * 56 * 56 * 4
    assert f"({batch}, {9 * batch})" in page.text
    for number in (batch, 9 * batch, 56**2 * 64 * 64 * 9, 56**2 * 64 * 256):
        assert f"{number:,}".replace(",", r"\,") in page.text, number
    assert re.search(r"56 \\cdot 4 \\text\{ bytes\}\s+&= 25\\,690\\,112 ", page.text)
    vgg = 64 * 224 * 224 * 4 / 1e6
    assert f"{vgg:.1f} MB" in page.text
    assert f"{9 * vgg:.1f} MB" in page.text


def test_what_was_measured_reached_its_sentences(page):
    measured = re.search(r"the loops take (\d+) ms and im2col ([\d.]+) ms", page.text)
    assert measured
    loops, product = map(float, measured.groups())
    assert loops > product > 0
    slope = float(re.search(r"has the slope ([\d.]+)\.", page.text)[1])
    assert 2 < slope < 4  # measured, perhaps on a busy machine; 3 is what it should be near
    assert "<class" not in page.text


def test_search_copy_buttons_and_solutions_work(html, browser):
    search = Visit(browser, html / "search.html", 1280, "light", "?q=adjoint")
    search.tab.wait_for_selector(f"#search-results a[href^='{CHAPTER}.html']")
    assert search.elsewhere == []
    search.tab.close()

    chapter = Visit(browser, html / f"{CHAPTER}.html", 1280, "light").tab
    assert chapter.locator("button.copybtn").count() > 10
    solution = chapter.locator(".solution.dropdown .toggle-button, .solution button").first
    answer = chapter.get_by_text("so 256 columns")
    assert not answer.is_visible()
    solution.click()
    assert answer.is_visible()
    chapter.close()


@pytest.fixture
def pagelib(monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK))


@pytest.mark.usefixtures("pagelib")
def test_source_is_quoted_from_the_line_asked_for():
    from pagelib.source import source_after

    from cnnlib.conv import conv2d

    quoted = source_after(conv2d, "for f in")
    assert quoted.startswith("for f in range(filters):\n    first =")
    assert quoted.endswith("return out")
    with pytest.raises(ValueError, match="conv2d has no statement that starts with 'for g'"):
        source_after(conv2d, "for g")


@pytest.mark.usefixtures("pagelib")
def test_measurements_are_read_by_the_pages_names(monkeypatch):
    from pagelib import im2col_results

    rows = [
        {"algorithm": name, "image_size": 64, "kernel_size": k, "seconds": s, "peak_bytes": 8 * k}
        for k in (3, 9, 15)
        for name, s in (("im2col", k**2), ("fft", 50), ("fast", 3 * k), ("correlate", k))
    ]
    experiments = im2col_results.algorithms
    monkeypatch.setattr(im2col_results, "read_result", lambda _: {"runs": []})
    monkeypatch.setattr(experiments, "rows", lambda _: rows)
    found = im2col_results.Measurements.read()
    assert found.seconds("three loops", 64, 9) == 9
    assert found.peak("FFT", 64, 15) == 120
    assert (found.image_sizes, found.kernel_sizes) == ([64], [3, 9, 15])
    assert found.crossover("im2col") == {64: 9}
    assert found.crossover_table().splitlines()[-1] == "| 64×64 | 9×9 | never |"

    monkeypatch.setattr(im2col_results, "read_result", lambda _: None)
    with pytest.raises(ValueError, match="experiments run algorithms"):
        im2col_results.Measurements.read()


@pytest.mark.usefixtures("pagelib")
def test_sentences_on_the_measurements_fail_where_they_do_not_hold():
    from pagelib.im2col_results import NAMES, Measurements

    found = Measurements.read()
    upside_down = SimpleNamespace(
        image_sizes=found.image_sizes,
        kernel_sizes=found.kernel_sizes,
        crossover=found.crossover,
        seconds=lambda *size: 1 / found.seconds(*size),
        peak=lambda *size: 1 / found.peak(*size),
    )
    marks = ("ms = {", "crossings = ", "mb = {")
    judging = [cell for cell in cells(CHAPTER) if any(mark in cell for mark in marks)]
    assert len(judging) == 3
    for cell in judging:
        judge = cell.replace("found = Measurements.read()", "")
        names = {"found": found, "NAMES": NAMES, "glue": lambda *_, **__: None}
        exec(judge, dict(names))
        with pytest.raises(AssertionError):
            exec(judge, names | {"found": upside_down})


@pytest.mark.usefixtures("pagelib")
def test_the_machine_is_named():
    from pagelib.timing import machine

    assert f"NumPy {np.__version__} with " in machine()
    assert f"Python {sys.version.split()[0]}" in machine()


@pytest.mark.usefixtures("pagelib")
def test_medians_are_of_calls_taken_in_turns(monkeypatch):
    from pagelib import timing

    clock, calls = [0.0], []
    durations = {"a": iter([9, 1, 2, 30]), "b": iter([9, 5, 5, 5])}

    def call(name):
        calls.append(name)
        clock[0] += next(durations[name])

    monkeypatch.setattr(timing, "perf_counter", lambda: clock[0])
    functions = {"a": lambda: call("a"), "b": lambda: call("b")}
    assert timing.median_seconds(functions, repeats=3) == {"a": 2, "b": 5}
    assert calls == ["a", "b"] * 4
