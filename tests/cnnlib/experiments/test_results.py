"""The result files, and what is computed from them."""

import json
import re
from statistics import mean, stdev

import pytest
import torch

from cnnlib.experiments.catalogue import EXPERIMENTS
from cnnlib.experiments.experiment import Experiment, Size, Source
from cnnlib.experiments.results import (
    RESULTS,
    largest_result,
    made_by,
    read_result,
    summary,
    write_result,
)

RUNS = [
    {"configuration": "a", "seed": 0, "score": 0.25, "name": 'x "runs": []'},
    {"configuration": "a", "seed": 1, "score": 0.75, "name": "é"},
    {"configuration": "b", "seed": 0, "score": 0.5, "name": ""},
]
EXPERIMENT = Experiment(
    name="x",
    title="X",
    configurations={"a": {}, "b": {}, "never run": {}},
    sizes={"fashion-mini": Size(1, 1), "cifar10": Size(1, 1)},
    train=dict,
    measures=("score", "unknown"),
    sources=(Source("A report", "table 1", {"score": {"a": 0.9}}),),
)


@pytest.mark.parametrize("runs", [RUNS, RUNS[:1], []])
def test_a_result_is_read_as_it_was_written_one_run_a_line(runs, tmp_path):
    result = {"experiment": "x", "made_by": {"date": "2026-01-02"}, "runs": runs}
    path = write_result("x", result, tmp_path / "results")
    assert read_result("x", tmp_path / "results") == result
    assert len(re.findall(r'^  \{"configuration', path.read_text(), re.MULTILINE)) == len(runs)


def test_a_result_is_replaced_whole(tmp_path, monkeypatch):
    path = write_result("x", {"runs": RUNS}, tmp_path)
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write_result("x", {"runs": []}, tmp_path)
    assert json.loads(path.read_text()) == {"runs": RUNS}


def test_mean_and_spread_over_the_seeds_stand_beside_the_source():
    first, second = summary(EXPERIMENT, {"runs": RUNS})
    assert (first["configuration"], first["runs"]) == ("a", 2)
    assert first["score"] == {
        "mean": mean([0.25, 0.75]),
        "spread": stdev([0.25, 0.75]),
        "source": 0.9,
    }
    assert second["score"] == {"mean": 0.5, "spread": None, "source": None}
    assert second["unknown"] == {"mean": None, "spread": None, "source": None}


def test_the_largest_data_set_counts_on_which_no_configuration_is_missing(tmp_path):
    assert largest_result(EXPERIMENT, tmp_path) is None
    small = {"dataset": "fashion-mini", "runs": RUNS}
    write_result("x-fashion-mini", small, tmp_path)
    for runs, expected in ((RUNS[:2], "fashion-mini"), (RUNS[1:], "cifar10"), (RUNS, "cifar10")):
        write_result("x-cifar10", {"dataset": "cifar10", "runs": runs}, tmp_path)
        assert largest_result(EXPERIMENT, tmp_path)["dataset"] == expected


def test_a_result_says_what_made_it():
    made = made_by(torch.device("cpu"))
    assert made["torch"] == torch.__version__
    assert made["threads"] == torch.get_num_threads()
    assert made["cuda"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", made["date"])
    assert all(made[key] for key in ("device", "processor", "numpy", "python"))


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda path: path.stem)
def test_a_result_in_the_book_says_all_that_it_depends_on(path):
    result = json.loads(path.read_text())
    experiment = EXPERIMENTS[result["experiment"]]
    assert path.stem == experiment.stem(result["dataset"])
    made = result["made_by"]
    assert all(made[key] for key in ("device", "processor", "threads", "torch", "numpy", "python"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", made["date"])
    assert {ran["seed"] for ran in result["runs"]} <= set(range(20))
    if result["dataset"] is None:
        times = [name for name in result["runs"][0] if name.endswith("_seconds")]
        assert all(ran[name] > 0 for ran in result["runs"] for name in times)
        assert times
        return
    assert all(result["images"][part] > 0 for part in ("train", "validation", "test"))
    for ran in result["runs"]:
        assert ran["seconds"] > 0
        hits = ran["test_accuracy"] * result["images"]["test"]
        assert hits == pytest.approx(round(hits), abs=0.1)  # it is kept to five digits
        assert {len(curve) for curve in ran["history"].values()} == {result["epochs"]}
