"""The page of chapter 6: its numbers against torch and the results, its cells in the folder."""

import math
import re
from decimal import Decimal

import numpy as np
import pytest
import torch

from cnnlib.experiments import practical
from cnnlib.experiments.results import read_result
from cnnlib.models.network_1cd import network_1cd
from tests.book.page_source import number_questions, run_in_the_students_folder
from tests.helpers.reading import BOOK

CHAPTER = "06-regularisation"
SOURCE = (BOOK / f"{CHAPTER}.md").read_text(encoding="utf-8")


@pytest.fixture
def pagelib(monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK))
    from pagelib import regularisation_results

    return regularisation_results


def walk(optimizer_class, gradient, start=1.0, steps=3, **options) -> list[float]:
    """Take a few steps with an optimiser of torch's."""
    w = torch.tensor([start], dtype=torch.float64, requires_grad=True)
    optimizer, path = optimizer_class([w], **options), []
    for step in range(steps):
        w.grad = torch.tensor([gradient(w.item(), step)], dtype=torch.float64)
        optimizer.step()
        path.append(w.item())
    return path


def test_the_weights_are_those_of_torchs_network():
    counts = [p.numel() for p in network_1cd().parameters() if p.ndim > 1]
    assert counts == [2400, 51_200, 102_400, 1_024_000, 10_000]
    assert sum(counts) == 1_190_000
    assert "1 190 000" in SOURCE
    assert sum(counts[3:]) / sum(counts) == pytest.approx(0.87, abs=0.005)


def test_momentum_and_nesterov_by_hand_are_torchs():
    momentum = walk(torch.optim.SGD, lambda w, _: w, lr=0.1, momentum=0.9)
    nesterov = walk(torch.optim.SGD, lambda w, _: w, lr=0.1, momentum=0.9, nesterov=True)
    for step, w in enumerate(momentum, start=1):
        row = next(line for line in SOURCE.splitlines() if line.startswith(f"| {step} | "))
        assert float(row.split("|")[-2]) == pytest.approx(w, abs=1e-9)
    assert "0.81, 0.575 and 0.327" in SOURCE
    assert [round(w, 3) for w in nesterov] == [0.81, 0.575, 0.327]


def test_adam_by_hand_is_torchs():
    path = walk(torch.optim.Adam, lambda _, step: (4.0, 2.0, -1.0)[step], lr=0.1)
    rows = [
        line for line in SOURCE.splitlines() if line.startswith(("| 1 | 4", "| 2 | 2", "| 3 | −1"))
    ]
    assert len(rows) == 3
    for row, w in zip(rows, path, strict=True):
        assert float(row.split("|")[-2]) == pytest.approx(w, abs=6e-4)


def test_the_whitening_by_hand_is_the_root_of_the_inverse():
    sigma = torch.tensor([[2.5, 1.5], [1.5, 2.5]], dtype=torch.float64)
    values, vectors = torch.linalg.eigh(sigma)
    whitening = vectors @ torch.diag(values.rsqrt()) @ vectors.T
    assert r"0.75 & -0.25 \\ -0.25 & 0.75" in SOURCE
    np.testing.assert_allclose(whitening, [[0.75, -0.25], [-0.25, 0.75]])


def test_whitened_images_were_trained_on_and_are_compared(pagelib):
    """Question 21, which the document leaves open."""
    runs = read_result("practical-fashion-mini")["runs"]
    found = {run["configuration"]: run["test_accuracy"] for run in runs}
    settings = {run["configuration"]: run["settings"] for run in runs}
    assert settings["whitened"] == settings["standardised"] | {"whitened": True}
    for kind in ("whitened", "standardised"):
        assert pagelib.Ladder().accuracy(kind, "fashion-mini") == found[kind]
        assert f"{{glue:text}}`share-{kind}`" in SOURCE


def test_the_reports_accuracies_are_those_of_128_images():
    for share in practical.EXPERIMENT.sources[0].figures["test_accuracy"].values():
        right = round(128 * share)
        assert round(right / 128, 3) == pytest.approx(share, abs=6e-4)
    assert "114 images" in SOURCE
    assert "(116)" in SOURCE


def test_the_questions_ask_for_what_is_right():
    want = {
        "re-channels": 5 * 5 * 48 * 64,
        "re-whiten": 0.75 * 4,
        "re-places": 9**2,
        "re-adam": 5,
        "re-inverted": Decimal(6) / Decimal("0.75"),
        "re-error": round(100 * math.sqrt(0.9 * 0.1 / 10_000), 6),
    }
    assert {name: float(n) for name, n in number_questions(CHAPTER).items()} == pytest.approx(
        {name: float(n) for name, n in want.items()}
    )


def test_each_question_of_the_practicals_is_named_where_it_is_answered():
    text = " ".join(SOURCE.split())
    lists = re.findall(r"[Qq]uestions? (\d+(?:(?:, | and )\d+)*)(?! to)", text)
    assert {int(each) for found in lists for each in re.findall(r"\d+", found)} >= {*range(8, 35)}
    assert {"mnist", "cifar10"} <= practical.EXPERIMENT.sizes.keys()


@pytest.mark.parametrize("item", ["10 and 11", "15 to 34", "16", "19", "23 to 26", "33"])
def test_the_mistakes_of_the_source_have_their_boxes(item):
    title = "Deep Learning Practical Work 1-c and 1-d"
    assert any(
        line.startswith(f":::{{admonition}} Erratum: *{title}*")
        and line.partition("question")[2].lstrip("s ").startswith(item)
        for line in SOURCE.splitlines()
    )


def test_the_ladder_takes_the_largest_result_of_each_rung(pagelib, monkeypatch):
    small = read_result("practical-fashion-mini")
    large = {**small, "dataset": "cifar10", "runs": small["runs"][:1]}
    monkeypatch.setattr(
        pagelib, "read_result", lambda stem: large if stem.endswith("cifar10") else small
    )
    ladder = pagelib.Ladder()
    assert ladder.data("plain") == "CIFAR-10"
    assert ladder.data("dropout") == "the small Fashion-MNIST"
    assert "standardised" in ladder.missing()
    row = next(line for line in ladder.table().splitlines() if line.startswith("| dropout"))
    assert [cell.strip() for cell in row.split("|")[3:6]] == ["–", "0.992", "–"]


def test_the_ladder_shows_the_first_class_and_the_first_five(pagelib):
    """As the document prints them, Prec@1 and Prec@5, beside all test images of ours."""
    result = read_result("practical-cifar10")
    ours = {
        run["configuration"]: (run["test_accuracy"], run["test_top5"]) for run in result["runs"]
    }
    rows = {row.split("|")[1].strip(): row for row in pagelib.Ladder().table().splitlines()[2:]}
    printed = {  # the last lines of questions 15, 19, 22, 26, 29 and 34
        "plain": (71.1, 97.7),
        "standardised": (74.2, 98.4),
        "augmented": (82.0, 97.7),
        "scheduled": (85.2, 97.7),
        "dropout": (89.1, 99.2),
        "batch norm": (90.6, 98.4),
    }
    for rung, theirs in printed.items():
        cells = [float(cell) for cell in rows[rung].split("|")[2:6]]
        assert cells[::2] == pytest.approx([each / 100 for each in theirs])
        assert cells[1::2] == pytest.approx(ours[rung], abs=6e-4)


def test_a_result_is_described_in_words(pagelib):
    result = read_result("practical-fashion-mini")
    assert ", 4 epochs, seed 0, " in pagelib.describe(result)
    assert ", 1 epoch, seed 0, " in pagelib.describe(result | {"epochs": 1})


def test_what_readers_see_runs_in_the_students_folder(tmp_path):
    done = run_in_the_students_folder(CHAPTER, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0.750" in done.stdout
