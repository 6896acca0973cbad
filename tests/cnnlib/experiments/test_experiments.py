"""Every experiment, on a few images in `make test`, reduced as it comes in `make test-long`."""

import time
from itertools import pairwise

import numpy as np
import pytest
import torch

from cnnlib.data import Dataset, load
from cnnlib.experiments import efficiency, lenet
from cnnlib.experiments.__main__ import main
from cnnlib.experiments.catalogue import EXPERIMENTS
from cnnlib.experiments.experiment import Experiment
from cnnlib.experiments.modern import crop_and_flip
from cnnlib.experiments.results import read_result, summary
from cnnlib.experiments.runner import Order, run
from cnnlib.lenet import lenet as build_lenet
from tests.helpers.few_images import few_images

CPU = torch.device("cpu")
each = pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=list(EXPERIMENTS))


@pytest.fixture(scope="module")
def few() -> Dataset:
    return few_images(60)


@each
def test_a_source_has_figures_for_configurations_that_exist(experiment: Experiment):
    for source in experiment.sources:
        for measure, figures in source.figures.items():
            assert measure in experiment.measures
            assert set(figures) <= set(experiment.configurations)


@each
def test_an_epoch_on_a_few_images(
    experiment: Experiment, few: Dataset, tmp_path, capsys, monkeypatch
):
    """The smallest budget goes all the way: run, file, table, plot."""
    monkeypatch.setattr(efficiency, "BATCH", 10)
    dataset = next(iter(experiment.sizes))
    last = list(experiment.configurations)[-1]
    order = Order(
        dataset, epochs=1, seeds=1, device=CPU, only=last if dataset else "image 16, kernel 3"
    )
    assert run(experiment, order, few, results=tmp_path, work=tmp_path / "work")
    in_torch = experiment.name not in ("algorithms", "lenet")
    assert bool(list(tmp_path.glob("work/*/precision*.json"))) == in_torch  # measured, not assumed
    result = read_result(experiment.stem(dataset), tmp_path)
    assert all(("precision" in ran) == in_torch for ran in result["runs"])
    rows = summary(experiment, result)
    assert all(row[m]["mean"] is not None for row in rows for m in experiment.measures)
    for ran in result["runs"]:
        if "test_accuracy" in ran:
            hits = 50 * ran["test_accuracy"]
            assert hits == pytest.approx(round(hits), abs=1e-3)
            assert len(ran["history"]["validation_accuracy"]) == 1
    plot = tmp_path / "plot.svg"
    capsys.readouterr()
    assert main(["--results", str(tmp_path), "show", experiment.name, "--plot", str(plot)]) == 0
    shown = capsys.readouterr().out
    assert experiment.title in shown
    assert all(row["configuration"] in shown for row in rows)
    assert "</svg>" in plot.read_text()


@each
@pytest.mark.long
def test_the_reduced_size_learns_in_less_than_three_minutes_of_two_cores(
    experiment: Experiment, tmp_path
):
    dataset, size = next(iter(experiment.sizes.items()))
    order = Order(dataset, size.epochs, size.seeds, CPU)
    data = None if dataset is None else load(dataset)
    started = time.process_time()  # other work on the machine does not count
    assert run(experiment, order, data, results=tmp_path, work=tmp_path / "work")
    assert time.process_time() - started < 2 * 180
    if data is not None:
        runs = read_result(experiment.stem(dataset), tmp_path)["runs"]
        assert max(ran["test_accuracy"] for ran in runs) > 5 / len(data.classes)


def test_the_dense_network_is_as_large_as_the_lenet():
    rng = np.random.default_rng(0)
    sizes = [
        sum(array.size for array in build(10, rng=rng).parameters().values())
        for build in (lenet.dense, build_lenet, lenet.softmax_regression)
    ]
    assert sizes == [62_020, 61_706, 7_850]


def test_shuffling_moves_the_pixels_of_all_images_alike(few):
    plain, shuffled = (lenet._prepared(few, moved) for moved in (False, True))
    for part, n in (("train", 60), ("val", 40), ("test", 50)):
        before, after = (parts[part][0].reshape(n, -1) for parts in (plain, shuffled))
        assert not np.array_equal(before, after)
        np.testing.assert_array_equal(np.sort(before), np.sort(after))
        # The place of each pixel's column among all columns is one permutation for every part.
        order = np.random.default_rng(0).permutation(784)
        np.testing.assert_array_equal(before[:, order], after)


def test_the_step_size_is_the_best_on_validation_images(few, tmp_path, monkeypatch):
    scores = {0.001: 0.1, 0.003: 0.3, 0.01: 0.8, 0.03: 0.5}
    monkeypatch.setattr(lenet, "_validated", lambda _job, _parts, lr: scores[lr])
    order = Order("fashion-mini", 1, 1, CPU, only="dense network")
    run(lenet.EXPERIMENT, order, few, results=tmp_path, work=tmp_path / "work")
    (ran,) = read_result("lenet-fashion-mini", tmp_path)["runs"]
    assert ran["learning_rate"] == 0.01
    assert ran["tuning"] == {"0.001": 0.1, "0.003": 0.3, "0.01": 0.8, "0.03": 0.5}


def test_augmentation_shifts_and_mirrors_without_making_anything_up():
    x = torch.arange(1.0, 8 * 9 + 1).reshape(1, 1, 8, 9).repeat(500, 1, 1, 1)
    y = crop_and_flip(x, torch.Generator().manual_seed(1))
    assert y.shape == x.shape
    assert set(y.unique().tolist()) <= {0.0, *range(1, 73)}
    steps = y[:, 0, 4, 1:] - y[:, 0, 4, :-1]
    mirrored = (steps == -1).any(dim=1) & ~(steps == 1).any(dim=1)
    assert 0.4 < mirrored.float().mean() < 0.6


def test_a_rung_differs_from_the_one_before_in_what_it_adds():
    rungs = list(EXPERIMENTS["practical"].configurations.values())[:6]
    added = [
        {key for key in after if after[key] != before[key]} for before, after in pairwise(rungs)
    ]
    assert added == [
        {"standardised"},
        {"augmented"},
        {"momentum", "learning_rate", "final_rate"},
        {"dropout"},
        {"batch_norm"},
    ]
