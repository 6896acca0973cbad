"""The outcome of chapter 7: a small network at a tenth of a large one's work."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from nbgrader.utils import is_solution

from autograder.chapters.efficient.answers import small_network as answers
from autograder.chapters.efficient.small_network import CHECK
from autograder.checks.cases import generator
from autograder.course.assignment import load_assignment, nbgrader_id
from cnnlib.architecture.build import arrays_of, build
from cnnlib.counting import count_multiply_adds
from cnnlib.large_network import convolution, head, large_network

BUDGET = CHECK.network.max_multiply_adds


@pytest.fixture(scope="module")
def task():
    return CHECK.draw(generator(0, CHECK.key, "task"))


def untrained(layers):
    return layers, arrays_of(build(layers)), 0.0, 1.0


def test_the_budget_is_a_tenth_of_what_hooks_count_in_the_large_network():
    counted = count_multiply_adds(build(large_network()), (1, 28, 28))
    assert counted == 1_590_976
    assert counted // 10 == BUDGET


@pytest.mark.parametrize(("widths", "fits"), [((87, 937), True), ((7, 330, 445), False)])
def test_the_budget_is_exact(task, widths, fits):
    sizes = (784, *widths, 10)
    layers = [("Flatten", {})] + [
        ("Linear", {"in_features": before, "out_features": after})
        for before, after in pairwise(sizes)
    ]
    assert sum(before * after for before, after in pairwise(sizes)) == BUDGET + (not fits)
    over = CHECK.network.receive(untrained(layers), task).over_limits
    assert (over == "") == fits


@pytest.mark.parametrize(
    ("layers", "multiply_adds"),
    [
        (large_network(), 1_590_976),
        (answers.separable((16, 32, 32, 64, 64)), 237_424),
    ],
    ids=["as it is", "separated only"],
)
def test_the_large_network_is_over_the_budget_even_with_separable_convolutions(
    task, layers, multiply_adds
):
    over = CHECK.network.receive(untrained(layers), task).over_limits
    assert f"{multiply_adds} multiply-adds" in over
    assert f"{BUDGET} at most" in over


@pytest.fixture(scope="module")
def notebook():
    return load_assignment("07-efficient").source


def test_the_floor_lies_between_every_mistake_and_the_worst_reference(notebook):
    known = CHECK.calibration()
    assert known.floor > 0.7
    assert any(f"{known.floor:.1%}".replace("%", " %") in cell.source for cell in notebook.cells)
    assert not known.passing_mistakes()
    assert len(known.mistakes) >= 6
    assert 4 * max(known.reference.seconds) < CHECK.seconds


def test_the_notebook_and_the_reference_train_the_same_network(notebook, task):
    (cell,) = [
        cell
        for cell in notebook.cells
        if is_solution(cell) and nbgrader_id(cell) == "small_network_answer"
    ]
    names = {"torch": torch, "arrays_of": arrays_of, "build": build, "fit": answers.fit}
    names |= {"convolution": convolution, "head": head}
    exec(cell.source, names)
    few = task.x_train[:40], task.y_train[:40], 3
    layers, parameters, mean, std = names["small_network"](*few)
    wanted_layers, wanted, *scale = answers.small_network(*few)
    assert layers == wanted_layers
    assert [mean, std] == pytest.approx(scale)
    for name, array in wanted.items():
        np.testing.assert_allclose(parameters[name], array, rtol=1e-4, atol=1e-5)


@pytest.mark.long
@pytest.mark.parametrize("name", ["by_narrow_convolutions", "by_squeezing"])
def test_other_designs_reach_the_floor(name):
    assert CHECK.run((getattr(answers, name),), 3).earned == CHECK.points


@pytest.mark.long
@pytest.mark.parametrize("answer", answers.OVER_BUDGET, ids=lambda answer: answer.__name__)
def test_a_network_over_the_budget_has_learned_and_earns_no_more(answer):
    report = CHECK.run((answer,), 3)
    assert report.earned == CHECK.learns
    assert "multiply-adds" in report.text
