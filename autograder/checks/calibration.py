"""The floor of a training outcome, from the results of the reference and typical mistakes."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from statistics import NormalDist, mean, stdev

__all__ = [
    "Calibration",
    "Runs",
    "bars_of",
    "calibration_path",
    "floor_of",
    "lower_tolerance_bound",
    "read_calibration",
    "write_calibration",
]

RIGHT_FAILS = 1e-3  # right work falls below the floor at most this often,
CONFIDENCE = 0.95  # with this confidence, from the runs that were made
MISTAKES_PASS = 0.05
FEWEST_RUNS = 20


@dataclass(frozen=True)
class Runs:
    """The accuracy that one function reached with each of the seeds, and the seconds it took.

    `gap` is training accuracy minus test accuracy, for checks that grade it.
    """

    accuracy: tuple[float, ...]
    seconds: tuple[float, ...]
    gap: tuple[float, ...] = ()


@dataclass(frozen=True)
class Calibration:
    """The floor of one exercise, and the runs that it follows from.

    Attributes
    ----------
    key : str
    floor : float
        The accuracy that is required.
    rule : str
        How it follows from the runs.
    machine : dict of str to str
        The machine, the versions and the date of the runs.
    fingerprint : str
        A hash of the source that was run: if it changes, calibrate again.
    reference : Runs
    mistakes : dict of str to Runs
    ceiling : float or None
        The gap that is allowed; None where it does not count.
    """

    key: str
    floor: float
    rule: str
    machine: Mapping[str, str]
    fingerprint: str
    reference: Runs
    mistakes: Mapping[str, Runs]
    ceiling: float | None = None

    def better_than(self, mistake: str) -> float:
        """Return an accuracy that a mistake reaches less than once in a thousand; 0 if not run."""
        if mistake not in self.mistakes:
            return 0.0
        below = [-accuracy for accuracy in self.mistakes[mistake].accuracy]
        return -min(_bounds(below))

    def passing_mistakes(self) -> dict[str, float]:
        """Return the mistakes that too often earn all points, each with its share of such runs."""
        shares = {
            name: sum(self._passes(runs)) / len(runs.accuracy)
            for name, runs in self.mistakes.items()
        }
        return {name: share for name, share in shares.items() if share > MISTAKES_PASS}

    def _passes(self, runs: Runs) -> list[bool]:
        if self.ceiling is None:
            return [accuracy >= self.floor for accuracy in runs.accuracy]
        return [
            accuracy >= self.floor and gap <= self.ceiling
            for accuracy, gap in zip(runs.accuracy, runs.gap, strict=True)
        ]


def bars_of(reference: Runs) -> tuple[float, float | None, str]:
    """Return floor, ceiling and the rule in words; right work fails one in a thousand times."""
    if not reference.gap:
        floor, rule = floor_of(reference.accuracy)
        return floor, None, rule
    floor, rule = floor_of(reference.accuracy, RIGHT_FAILS / 2)
    below, also = floor_of([-gap for gap in reference.gap], RIGHT_FAILS / 2)
    return floor, -below, f"{rule}; for the gap, with its sign changed: {also}"


def floor_of(accuracy: Sequence[float], fails: float = RIGHT_FAILS) -> tuple[float, str]:
    """Return the floor that right work misses less than once in a thousand runs, and the rule.

    The tolerance bound assumes normal tails, but accuracies have a longer tail on the left. So the
    floor is also at least one standard deviation below the worst run.

    Parameters
    ----------
    accuracy : sequence of float
        The reference's accuracies, one per seed.
    fails : float
        The share of right work that may fail.

    Raises
    ------
    ValueError
        If there are fewer than 20.
    """
    if len(accuracy) < FEWEST_RUNS:
        raise ValueError(f"{len(accuracy)} runs are too few for a floor: {FEWEST_RUNS} at least.")
    bound, below_worst = _bounds(accuracy, fails)
    floor = math.floor(1000 * min(bound, below_worst)) / 1000
    rule = (
        f"the lower of two: the normal tolerance bound which {100 * (1 - fails):g}% of all runs "
        f"exceed, with {CONFIDENCE:.0%} confidence, from {len(accuracy)} runs ({bound:.4f}); and "
        f"the worst run less one standard deviation ({below_worst:.4f}); rounded down to 0.001"
    )
    return floor, rule


def _bounds(accuracy: Sequence[float], fails: float = RIGHT_FAILS) -> tuple[float, float]:
    bound = lower_tolerance_bound(accuracy, 1 - fails, CONFIDENCE)
    return bound, min(accuracy) - stdev(accuracy)


def lower_tolerance_bound(values: Sequence[float], share: float, confidence: float) -> float:
    r"""Return a number that `share` of a normal population exceeds, with this `confidence`.

    .. math:: \bar x - k s, \qquad k = \frac{z_p + \sqrt{z_p^2 - ab}}{a}, \qquad
       a = 1 - \frac{z_\gamma^2}{2(n-1)}, \quad b = z_p^2 - \frac{z_\gamma^2}{n}

    Parameters
    ----------
    values : sequence of float
        A sample of the population.

    References
    ----------
    Natrella (1963), *Experimental Statistics*, section 2-5; *NIST/SEMATECH e-Handbook of
    Statistical Methods*, section 7.2.6.3.
    """
    n = len(values)
    z_p, z_g = NormalDist().inv_cdf(share), NormalDist().inv_cdf(confidence)
    a = 1 - z_g**2 / (2 * (n - 1))
    b = z_p**2 - z_g**2 / n
    k = (z_p + math.sqrt(z_p**2 - a * b)) / a
    return mean(values) - k * stdev(values)


def calibration_path(package: str, key: str) -> Path:
    """Return the path of an exercise's calibration, next to the checks of its chapter."""
    folder = Path(str(import_module(package).__file__)).parent
    return folder / f"{key.partition('.')[2]}.calibration.json"


def read_calibration(package: str, key: str) -> Calibration:
    """Return the calibration of an exercise.

    Raises
    ------
    ValueError
        If there is none; the message says how to make it.
    """
    path = calibration_path(package, key)
    try:
        data = json.loads(path.read_text())
    except FileNotFoundError:
        raise ValueError(f"{key} has no floor yet. Run: autograder calibrate {key}") from None
    reference = _runs(data.pop("reference"))
    mistakes = {name: _runs(runs) for name, runs in data.pop("mistakes").items()}
    return Calibration(reference=reference, mistakes=mistakes, **data)


def write_calibration(package: str, calibration: Calibration) -> Path:
    """Write a calibration next to the checks of its chapter, and return its path."""
    path = calibration_path(package, calibration.key)
    path.write_text(json.dumps(asdict(calibration), indent=1) + "\n")
    return path


def _runs(data: dict[str, list[float]]) -> Runs:
    return Runs(**{name: tuple(values) for name, values in data.items()})
