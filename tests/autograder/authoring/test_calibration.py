"""The floor of a training outcome: a rule, and the runs that it is applied to."""

import json
import math
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from typer.testing import CliRunner

from autograder.authoring import outcome_validation, remembered
from autograder.authoring.calibrate import calibrate, to_run
from autograder.authoring.validation import validate_checks
from autograder.checks import calibration as calibration_module
from autograder.checks.answers import FunctionAnswer
from autograder.checks.calibration import (
    Runs,
    bars_of,
    calibration_path,
    floor_of,
    lower_tolerance_bound,
    read_calibration,
)
from autograder.cli import app
from tests.helpers import outcomes
from tests.helpers.outcomes import BARS, forgets_the_labels
from tests.helpers.registering import register

FILE = "bars.calibration.json"


@pytest.fixture
def here(monkeypatch, tmp_path):
    """Keep what a test writes out of the repository."""
    monkeypatch.setattr(
        calibration_module, "calibration_path", lambda *_: tmp_path / "bars.calibration.json"
    )
    return tmp_path


def standard_sample(n: int) -> list[float]:
    x = np.arange(n) - (n - 1) / 2
    return (x / x.std(ddof=1)).tolist()


def test_the_tolerance_factor_is_that_of_the_handbook():
    # NIST/SEMATECH e-Handbook, section 7.2.6.3: N = 43, p = 0.90, confidence 0.99.
    assert -lower_tolerance_bound(standard_sample(43), 0.90, 0.99) == pytest.approx(
        1.8752, abs=1e-4
    )


def test_the_bound_holds_as_often_as_it_says():
    rng = np.random.default_rng(0)
    samples = rng.normal(0.8, 0.01, (4_000, 40))
    population = NormalDist(0.8, 0.01)
    held = [
        population.cdf(lower_tolerance_bound(row.tolist(), 0.999, 0.95)) <= 1e-3 for row in samples
    ]
    assert 0.93 < np.mean(held) < 0.97


def test_a_longer_tail_lowers_the_floor():
    normal = [0.8 + 0.01 * z for z in standard_sample(40)]
    floor, rule = floor_of(normal)
    assert floor == math.floor(1000 * lower_tolerance_bound(normal, 0.999, 0.95)) / 1000
    assert "99.9% of all runs exceed, with 95% confidence, from 40 runs" in rule
    unlucky = [*normal[:-1], 0.70]
    assert floor_of(unlucky)[0] < 0.70 - 0.01
    with pytest.raises(ValueError, match="19 runs are too few for a floor: 20 at least"):
        floor_of(normal[:19])


def test_floor_and_ceiling_share_what_right_work_may_fail():
    accuracy, gap = ([middle + 0.01 * z for z in standard_sample(40)] for middle in (0.8, 0.1))
    floor, ceiling, rule = bars_of(Runs(tuple(accuracy), (1.0,) * 40, tuple(gap)))
    bound = lower_tolerance_bound(accuracy, 0.9995, 0.95)
    assert floor == math.floor(1000 * bound) / 1000
    assert ceiling == pytest.approx(math.ceil(1000 * (0.9 - bound)) / 1000)  # the mirror image
    assert "99.95% of all runs exceed" in rule
    assert bars_of(Runs(tuple(accuracy), (1.0,) * 40))[1] is None


def test_a_mistake_passes_where_it_reaches_the_floor_with_a_small_gap():
    runs = Runs((0.8, 0.8, 0.5, 0.5), (1.0,) * 4, (0.1, 0.4, 0.1, 0.4))
    known = replace(BARS.calibration(), floor=0.7, mistakes={"overfits": runs})
    assert known.passing_mistakes() == {"overfits": 0.5}
    assert replace(known, ceiling=0.2).passing_mistakes() == {"overfits": 0.25}
    assert replace(known, ceiling=0.05).passing_mistakes() == {}


@pytest.mark.usefixtures("here")
def test_the_gap_is_kept_where_it_counts(tmp_path):
    narrow = replace(BARS, narrows=4)
    calibrate(narrow, to_run(narrow, 20, 1), 1, lambda: None, tmp_path / "cache")
    known = read_calibration(narrow.package, narrow.key)
    assert len(known.reference.gap) == 20
    assert known.ceiling is not None
    assert max(known.reference.gap) < known.ceiling
    assert findings(narrow) == []
    assert "has changed since the calibration" in findings(BARS)[0]


@pytest.mark.usefixtures("here")
def test_a_calibration_repeats_itself_and_goes_on_where_it_stopped(tmp_path, monkeypatch):
    runs, ticks = to_run(BARS, 20, 5), []
    first = calibrate(BARS, runs[:22], 2, lambda: None, tmp_path / "cache")
    (cache,) = (tmp_path / "cache").iterdir()
    with cache.open("a") as file:
        file.write('["", 999, 0.')  # a run that was killed while it wrote
    cache.write_text(cache.read_text() + "\n")
    whole = calibrate(BARS, runs, 2, lambda: ticks.append(1), tmp_path / "cache")
    assert len(ticks) == len(runs) == 35
    assert whole.reference == first.reference
    assert whole.floor == read_calibration(BARS.package, BARS.key).floor
    monkeypatch.setattr(remembered, "ProcessPool", None)  # nothing is left to run
    with pytest.raises(TypeError):
        calibrate(BARS, to_run(BARS, 21, 5), 2, lambda: None, tmp_path / "cache")
    fresh = read_calibration(BARS.package, BARS.key)
    assert fresh.reference.accuracy == whole.reference.accuracy


def test_it_keeps_on_what_machine_and_with_which_versions():
    stored = json.loads(calibration_path(BARS.package, BARS.key).read_text())
    assert {"machine", "device", "python", "numpy", "torch", "made"} == set(stored["machine"])
    assert stored["machine"]["device"] == "one core"
    assert len(stored["reference"]["accuracy"]) == len(stored["reference"]["seconds"]) == 40


def test_a_reference_that_fails_sets_no_floor(here, tmp_path):
    broken = replace(BARS, reference=BARS.blank)
    with pytest.raises(ValueError, match="the reference gave no predictions: not written yet"):
        calibrate(broken, to_run(broken, 20, 1), 1, lambda: None, tmp_path / "cache")
    assert not (here / "bars.calibration.json").exists()


def findings(check) -> list[str]:
    return list(outcome_validation.uncalibrated(check))


def test_a_calibrated_check_is_valid():
    assert findings(BARS) == []


def test_validation_finds_what_is_wrong_with_a_floor(monkeypatch):
    twice = (*BARS.mistakes, FunctionAnswer("again", forgets_the_labels))
    assert "has changed since the calibration" in findings(replace(BARS, mistakes=twice))[0]
    assert (
        "has no floor yet. Run: autograder calibrate 00-test.other"
        in (findings(replace(BARS, key="00-test.other"))[0])
    )
    known = BARS.calibration()
    slow = replace(known.reference, seconds=(4.0,) * 40)
    low = replace(known, floor=0.1, reference=slow, mistakes={"climbs": known.reference})
    monkeypatch.setattr(outcome_validation.OutcomeCheck, "calibration", lambda _: low)
    text = " ".join(findings(BARS))
    assert "the floor is 0.1, but its runs give 0.656." in text
    assert "the reference took 4 s, too near the limit of 5 s." in text
    assert "the mistake 'climbs' passes in 100% of its runs." in text


def test_validate_looks_at_the_calibration(monkeypatch):
    register(monkeypatch, BARS)
    assert validate_checks("00-test") == ()


def run(*arguments: str):
    return CliRunner().invoke(app, ["calibrate", *arguments], env={"COLUMNS": "200"})


def test_the_command_says_which_exercises_have_a_floor(monkeypatch):
    register(monkeypatch, BARS)
    refused = run("03-im2col.col2im")
    assert refused.exit_code == 1
    assert "03-im2col.col2im has no training outcome on cpu. Those that have:" in refused.output
    assert "00-test.bars" in refused.output


@pytest.mark.usefixtures("here")
def test_the_command_calibrates_all_outcomes_of_a_chapter(monkeypatch):
    register(monkeypatch, BARS, replace(BARS, key="00-test.more"))
    asked = []

    def calibrated(check, runs, *_):
        asked.append((check.key, len(runs)))
        return BARS.calibration()

    monkeypatch.setattr("autograder.authoring.calibrate.calibrate", calibrated)
    monkeypatch.setattr(
        calibration_module, "calibration_path", lambda *_: Path(outcomes.__path__[0], FILE)
    )
    done = run("00-test", "--seeds", "20", "--mistake-seeds", "21", "--device", "cpu")
    assert done.exit_code == 0, done.output
    assert asked == [("00-test.bars", 83), ("00-test.more", 83)]
    assert "The floor is 0.656" in done.output


def test_calibrating_for_a_gpu_needs_one(monkeypatch):
    register(monkeypatch, replace(BARS, gpu=True))
    monkeypatch.setattr("autograder.cli.commands.calibrate.gpu_available", lambda: False)
    assert "00-test has no training outcome on cpu." in run("00-test").output
    without = run("00-test", "--device", "cuda")
    assert without.exit_code == 1
    assert "This machine has no CUDA device: calibrate for it on one that has." in without.output
