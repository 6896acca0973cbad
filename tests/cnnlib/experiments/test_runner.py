"""The runner: nothing is run twice, nothing is lost, nothing is mixed that should not be."""

import json
import re
from dataclasses import replace

import pytest
import torch
from torch import nn

from cnnlib.data import Dataset
from cnnlib.experiments import runner
from cnnlib.experiments.experiment import Experiment, Job, RefusedError, Size
from cnnlib.experiments.runner import Order, run
from cnnlib.experiments.training import tensors, train_classifier
from tests.helpers.few_images import few_images

CPU = torch.device("cpu")
TIMES = {"seconds", "seconds_per_epoch", "cpu_seconds_per_epoch", "load_average"}


@pytest.fixture(scope="module")
def few() -> Dataset:
    return few_images()


def train_small(job: Job, augment=None) -> dict:
    torch.manual_seed(job.seed)
    layers = nn.Flatten(), nn.Linear(784, job.settings["hidden"]), nn.ReLU(), nn.Dropout(0.1)
    model = nn.Sequential(*layers, nn.Linear(job.settings["hidden"], 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=job.settings.get("rate", 0.05))
    return train_classifier(
        job, model, tensors(job.data), optimizer, batch_size=50, augment=augment
    )


SMALL = Experiment(
    name="small",
    title="Small networks",
    configurations={f"{n} units": {"hidden": n} for n in (3, 7)},
    sizes={"fashion-mini": Size(epochs=3, seeds=2)},
    train=train_small,
)
ORDER = Order(dataset="fashion-mini", epochs=3, seeds=2, device=CPU)


@pytest.fixture
def start(few, tmp_path):
    """Run a small experiment in a folder of the test's own; return what was said and the runs."""

    def start(experiment=SMALL, order=ORDER, folder="here"):
        said = []
        places = {"results": tmp_path / folder / "results", "work": tmp_path / folder / "work"}
        try:
            run(experiment, order, few, say=said.append, **places)
        finally:
            path = places["results"] / "small-fashion-mini.json"
            runs = json.loads(path.read_text())["runs"] if path.exists() else []
        return said, runs

    return start


def without_times(runs: list[dict]) -> list[dict]:
    kept = [{k: v for k, v in run.items() if k not in TIMES} for run in runs]
    for one in kept:
        one["history"] = {k: v for k, v in one["history"].items() if "seconds" not in k}
    return kept


def test_every_configuration_is_run_with_every_seed_once(start):
    said, runs = start()
    names = [(run["configuration"], run["seed"]) for run in runs]
    assert names == [("3 units", 0), ("3 units", 1), ("7 units", 0), ("7 units", 1)]
    assert [line[:5] for line in said[:-1:2]] == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]
    for one in runs:
        hidden = one["settings"]["hidden"]
        assert one["parameters"] == 784 * hidden + hidden + hidden * 10 + 10
        assert one["test_accuracy"] * 50 == pytest.approx(round(one["test_accuracy"] * 50))
        assert one["validation_accuracy"] == one["history"]["validation_accuracy"][-1]
        assert all(len(column) == 3 for column in one["history"].values())
    again, same = start()
    assert again == ["All 4 runs of small-fashion-mini are done."]
    assert same == runs


def test_more_seeds_add_to_what_is_there(start):
    _, first = start(order=replace(ORDER, seeds=1))
    said, runs = start()
    assert [line for line in said if line.startswith("[")] == [
        "[3/4] small-fashion-mini: 3 units, seed 1",
        "[4/4] small-fashion-mini: 7 units, seed 1",
    ]
    assert [run for run in runs if run["seed"] == 0] == first


def test_a_run_that_was_killed_goes_on_from_its_last_epoch(start):
    batches = []

    def killed(images: torch.Tensor, _: torch.Generator) -> torch.Tensor:
        batches.append(len(images))
        if len(batches) == 6 + 6 + 2:  # in the third epoch
            raise KeyboardInterrupt
        return images

    def counted(images: torch.Tensor, _: torch.Generator) -> torch.Tensor:
        batches.append(len(images))
        return images

    one = replace(ORDER, only="7", seeds=1)
    with pytest.raises(KeyboardInterrupt):
        start(replace(SMALL, train=lambda job: train_small(job, killed)), one)
    batches.clear()
    _, runs = start(replace(SMALL, train=lambda job: train_small(job, counted)), one)
    assert len(batches) == 6  # the third epoch alone
    _, whole = start(replace(SMALL, train=lambda job: train_small(job, counted)), one, "afresh")
    assert without_times(runs) == without_times(whole)


def test_when_the_time_is_up_the_epochs_done_are_kept(start, tmp_path):
    short = replace(ORDER, minutes=1e-9)
    said, runs = start(order=short)
    assert runs == []
    assert said[-1] == "The time is up; the same command goes on from here."
    assert not list(tmp_path.glob("here/work/*/*.pt"))  # not an epoch was begun
    calls = 0
    while len(runs) < 4:
        calls += 1
        _, runs = start(order=replace(ORDER, minutes=0.02 / 60))  # about an epoch
        assert calls < 40
    _, whole = start(folder="afresh")
    assert without_times(runs) == without_times(whole)


def test_nothing_is_left_of_a_finished_run_but_its_result(start, tmp_path):
    start()
    assert [path.name for path in tmp_path.glob("here/work/*/*")] == ["lock"]
    assert [path.name for path in tmp_path.glob("here/results/*")] == ["small-fashion-mini.json"]


def test_what_is_remembered_is_found_once(few, tmp_path):
    found = []
    for configuration in ("a", "b"):
        job = Job(configuration, {}, 0, 1, CPU, few, tmp_path)
        value = job.remember("Some name: x/y", lambda: found.append(1) or {"answer": 42})
        assert value == {"answer": 42}
    assert len(found) == 1


def test_runs_of_other_lengths_are_not_mixed(start):
    start(order=replace(ORDER, seeds=1))
    with pytest.raises(RefusedError, match=re.escape("epochs: 3, not 4")):
        start(order=replace(ORDER, epochs=4))


def test_runs_of_another_machine_are_not_mixed(start, monkeypatch):
    start(order=replace(ORDER, seeds=1))
    here = runner.made_by(CPU)
    monkeypatch.setattr(runner, "made_by", lambda _: here | {"device": "1 abacus"})
    with pytest.raises(RefusedError, match=re.escape(f"device: {here['device']}, not 1 abacus")):
        start()


def test_the_date_may_differ(start, monkeypatch):
    start(order=replace(ORDER, seeds=1))
    here = runner.made_by(CPU)
    monkeypatch.setattr(runner, "made_by", lambda _: here | {"date": "2099-01-01"})
    _, runs = start()
    assert len(runs) == 4


def test_a_configuration_with_other_settings_is_run_again(start):
    start()
    wider = replace(SMALL, configurations={"3 units": {"hidden": 3}, "7 units": {"hidden": 8}})
    said, runs = start(wider)
    assert sum("settings have changed" in line for line in said) == 2
    assert [run["settings"]["hidden"] for run in runs] == [3, 3, 8, 8]


def test_an_unfinished_run_with_other_settings_is_not_gone_on_with(start):
    one = replace(ORDER, seeds=1)

    def experiment(rate: float, epochs: int) -> Experiment:
        def stopped(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
            batches.append(generator)
            if len(batches) > 6 * epochs:
                raise KeyboardInterrupt
            return images

        batches: list[torch.Generator] = []
        settings = {"hidden": 3, "rate": rate}
        return replace(
            SMALL, configurations={"a": settings}, train=lambda job: train_small(job, stopped)
        )

    with pytest.raises(KeyboardInterrupt):
        start(experiment(0.3, epochs=2), one)
    _, runs = start(experiment(0.01, epochs=3), one)
    _, whole = start(experiment(0.01, epochs=3), one, "afresh")
    assert without_times(runs) == without_times(whole)


def test_a_name_that_fits_nothing_is_answered_with_the_names(start):
    with pytest.raises(RefusedError, match="'9' in its name; there are: 3 units; 7 units"):
        start(order=replace(ORDER, only="9"))


def test_two_processes_do_not_write_one_result(start, few, tmp_path):
    inner = {"results": tmp_path / "here/results", "work": tmp_path / "here/work"}
    busy = replace(SMALL, train=lambda _: run(SMALL, ORDER, few, say=lambda _: None, **inner))
    with pytest.raises(RefusedError, match="Another process runs small-fashion-mini"):
        start(busy)
