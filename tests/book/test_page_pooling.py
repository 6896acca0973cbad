"""The page of chapter 2: its numbers, and its sentences on the experiments."""

import copy
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from cnnlib.experiments.context import configuration
from tests.book.page_source import (
    cells,
    number_questions,
    questions,
    run_in_the_students_folder,
)
from tests.helpers.reading import BOOK, Page

CHAPTER = "02-pooling"


@pytest.fixture(scope="session")
def page(pages) -> Page:
    return pages[CHAPTER]


@pytest.fixture(autouse=True)
def pagelib(monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(BOOK))


@pytest.fixture
def comparison():
    from pagelib.pooling_results import largest_comparison

    return largest_comparison()


def test_readers_can_run_what_they_see_in_their_own_folder(tmp_path):
    done = run_in_the_students_folder(CHAPTER, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]


def test_lines_of_code_fit_the_page():
    lines = [line for cell in cells(CHAPTER, visible=True) for line in cell.splitlines()]
    assert not [line for line in lines if len(line) > 74]


def test_the_answers_of_the_questions_are_right():
    maps = torch.zeros(1, 1, 56, 56)
    pooled = torch.nn.MaxPool2d(2)(torch.nn.Conv2d(1, 8, 3)(maps))
    border = torch.nn.functional.avg_pool2d(torch.full((1, 1, 5, 5), 9.0), 3, 1, 1)[0, 0]
    squeezed = torch.nn.Conv2d(128, 32, 1, bias=False), torch.nn.Conv2d(32, 128, 3, bias=False)
    assert {name: float(value) for name, value in number_questions(CHAPTER).items()} == {
        "pool-windows": torch.nn.functional.max_pool1d(torch.zeros(1, 28), 3, 2).shape[-1],
        "pool-norm": np.linalg.norm([0, 3, 0, 4]),
        "pool-border": border[0, 2].item(),
        "pool-equivariant": 2 * 2,
        "pool-dense": pooled.numel() * 10,
        "pool-index": np.ravel_multi_index((3, 2), (9, 7)),
        "pool-squeeze": sum(layer.weight.numel() for layer in squeezed),
        "pool-field": _field_by_gradient(),
        "pool-adaptive": _adaptive_window_by_gradient(11, 4, 1),
    }
    assert len(questions(CHAPTER)) >= 8


def _adaptive_window_by_gradient(pixels: int, windows: int, number: int) -> int:
    """How many pixels torch's adaptive pooling reads in one of its windows."""
    x = torch.zeros(1, pixels, requires_grad=True)
    torch.nn.functional.adaptive_avg_pool1d(x, windows)[0, number].backward()
    return int(x.grad.count_nonzero())


def _field_by_gradient() -> int:
    """How many pixels of a row change one unit, by the gradient of a network of ones."""
    x = torch.zeros(1, 1, 1, 101, requires_grad=True)
    y = torch.nn.functional.avg_pool2d(x, (1, 2))
    for dilation in (1, 2, 4):
        y = torch.nn.functional.conv2d(
            y, torch.ones(1, 1, 1, 3), padding=(0, dilation), dilation=dilation
        )
    y[0, 0, 0, 25].backward()
    seen = torch.nonzero(x.grad[0, 0, 0])
    return int(seen.max() - seen.min()) + 1


def test_the_tables_of_the_report_stand_beside_ours(comparison):
    accuracy, seconds = comparison.accuracy_table(), comparison.seconds_table()
    assert "| 2 | .8625 | .8640 | .8854 |" in accuracy
    assert "| 4 | .8736 | .8769 | .8770 |" in accuracy
    assert "| 3 | 21.60 | 22.26 | 13.26 | 30.52 |" in seconds
    ours = [run["test_accuracy"] for run in comparison.runs("dilated", 3)]
    assert accuracy.splitlines()[4].endswith(f"| {np.mean(ours):.4f} |".replace("0.", "."))


def test_chance_is_measured_only_where_there_are_several_seeds(comparison):
    alone = copy.deepcopy(comparison)
    for result in alone.results:
        result["runs"] = [run for run in result["runs"] if run["seed"] == 0]
    assert "single runs" in alone.chance()
    twins = copy.deepcopy(alone)
    for result in twins.results:
        result["runs"] += [
            run | {"seed": 1, "test_accuracy": run["test_accuracy"] + 0.007}
            for run in result["runs"]
        ]
    assert "differ by 0.7 points on average" in twins.chance()


def test_the_page_shows_both_tables_and_names_its_result(page, comparison):
    for table in (comparison.accuracy_table(), comparison.seconds_table()):
        for number in table.splitlines()[-1].strip("| ").split(" | "):
            assert number in page.text
    assert comparison.description().replace("\N{NO-BREAK SPACE}", " ") in page.text
    assert "our reconstruction" in page.text


def test_sentences_hold_for_the_result_and_not_for_its_opposite(comparison):
    judge = _sentence_cells()
    _run(judge, comparison)
    for change in (
        lambda run: run.update(test_accuracy=1 - run["test_accuracy"]),
        lambda run: run["history"]["validation_accuracy"].reverse(),
        lambda run: run["history"].update(
            cpu_seconds=[1 / seconds for seconds in run["history"]["cpu_seconds"]]
        ),
    ):
        opposite = copy.deepcopy(comparison)
        for result in opposite.results:
            for run in result["runs"]:
                change(run)
        with pytest.raises(AssertionError):
            _run(judge, opposite)


def _sentence_cells() -> list[str]:
    marks = ("average_lead, dilated_lead", "early = ", "slower = [")
    found = [cell for cell in cells(CHAPTER) if any(mark in cell for mark in marks)]
    assert len(found) == 3
    return found


def _run(codes: list[str], found) -> None:
    from pagelib.pooling_results import CONTEXTS, LAYERS

    names = {"np": np, "torch": torch, "found": found, "CONTEXTS": CONTEXTS, "LAYERS": LAYERS}
    for code in codes:
        exec(code, names | {"glue": lambda *_, **__: None})


def test_no_result_is_a_sentence(monkeypatch):
    from pagelib import pooling_results

    monkeypatch.setattr(pooling_results, "read_result", lambda _: None)
    with pytest.raises(ValueError, match="experiments run pooling"):
        pooling_results.largest_comparison()


def test_a_larger_data_set_is_shown_as_soon_as_it_is_complete(monkeypatch):
    from pagelib import pooling_results

    complete = {"pooling-fashion-mini", "dilation-fashion-mini", "pooling-emnist-balanced"}

    def result(stem):
        run = {"test_accuracy": 0.9 if "emnist" in stem else 0.5}
        networks = [(c, n) for c in pooling_results.CONTEXTS for n in pooling_results.LAYERS]
        if stem not in complete:
            networks.pop()
        return {"runs": [run | {"configuration": configuration(*n, 32)} for n in networks]}

    monkeypatch.setattr(pooling_results, "read_result", result)
    assert pooling_results.largest_comparison().accuracy("dilated", 4) == 0.5
    complete.add("dilation-emnist-balanced")
    assert pooling_results.largest_comparison().accuracy("dilated", 4) == 0.9


def test_learning_by_heart_stops_when_all_is_known():
    from pagelib.pooling_overfitting import IMAGES, learn_by_heart

    rng = np.random.default_rng(0)
    y = np.arange(IMAGES) % 10
    x = np.zeros((IMAGES, 1, 28, 28), np.uint8)
    x[np.arange(IMAGES), 0, 2 * y + 4, 4:24] = 255  # a bar whose height gives the class
    data = SimpleNamespace(x_train=x, y_train=y, x_test=x[:50], y_test=rng.permutation(y[:50]))
    outcome = learn_by_heart(data, pooling=True, random_labels=False, seed=0)
    assert outcome.training_accuracy == 1
    assert outcome.epochs < 20
    assert outcome.gap == 1 - outcome.test_accuracy > 0.5
