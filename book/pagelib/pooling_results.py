"""What the experiments `pooling` and `dilation` found, beside tables 3 to 6 of the report."""

from collections.abc import Callable, Iterable
from statistics import mean
from typing import Any

import numpy as np

from cnnlib.experiments import dilation, pooling
from cnnlib.experiments.context import configuration
from cnnlib.experiments.results import Result, read_result

__all__ = ["CONTEXTS", "LAYERS", "Comparison", "largest_comparison"]

CONTEXTS, LAYERS = ("max", "average", "dilated"), (1, 2, 3, 4)
OFFICIAL_EMNIST = 94_000  # training images of EMNIST Balanced, without those for validation
TITLES = {"fashion-mini": "the small Fashion-MNIST", "emnist-balanced": "EMNIST"}


def largest_comparison() -> "Comparison":
    """Return both experiments on the largest data set on which all networks of 32 filters ran."""
    for dataset in reversed(pooling.EXPERIMENT.sizes):
        results = [read_result(e.stem(dataset)) for e in (pooling.EXPERIMENT, dilation.EXPERIMENT)]
        if all(results):
            found = Comparison(*results)
            if all(found.runs(context, layers) for context in CONTEXTS for layers in LAYERS):
                return found
    raise ValueError(
        "book/results/ holds no data set with all networks of 32 filters: run "
        "`python -m cnnlib.experiments run pooling` and the same for dilation."
    )


class Comparison:
    """The networks with 32 filters on one data set, and the report's figures for them.

    Parameters
    ----------
    with_pooling, with_dilation : dict
        The results of the two experiments on the same data set.
    """

    def __init__(self, with_pooling: Result, with_dilation: Result) -> None:
        self.results = (with_pooling, with_dilation)

    def runs(self, context: str, layers: int) -> list[dict[str, Any]]:
        """Return the runs of one network, one for each seed."""
        result = self.results[context == "dilated"]
        name = configuration(context, layers, 32)
        return [run for run in result["runs"] if run["configuration"] == name]

    def mean(self, measure: str, context: str, layers: int) -> float:
        """Return the mean over the seeds of one number of a run."""
        return mean(run[measure] for run in self.runs(context, layers))

    def curve(self, column: str, context: str, layers: int) -> np.ndarray:
        """Return the mean over the seeds of one column of the history, a number an epoch."""
        return np.mean([run["history"][column] for run in self.runs(context, layers)], axis=0)

    def lead(self, ahead: str, behind: str) -> list[float]:
        """Return, for each number of layers, by how many points the one is more accurate."""
        return [100 * (self.accuracy(ahead, n) - self.accuracy(behind, n)) for n in LAYERS]

    def accuracy(self, context: str, layers: int) -> float:
        """Return the mean accuracy on the test set."""
        return self.mean("test_accuracy", context, layers)

    def seconds(self, context: str, layers: int) -> float:
        """Return the processor time of the fastest epoch, a mean over the seeds.

        Denormal numbers made later epochs take up to four times as long.
        """
        return mean(min(run["history"]["cpu_seconds"]) for run in self.runs(context, layers))

    def seed_spread(self) -> float:
        """Return by how many points runs with other seeds differ, on average over the networks."""
        accuracies = [
            [run["test_accuracy"] for run in self.runs(context, layers)]
            for context in CONTEXTS
            for layers in LAYERS
        ]
        return 100 * float(np.mean([np.ptp(values) for values in accuracies]))

    def chance(self) -> str:
        """Say in a sentence how far numbers differ by the random weights alone."""
        if len(self.runs("max", 1)) == 1:
            return "Our numbers are single runs, so small differences say nothing."
        return (
            "Runs of the same network from other random weights differ by "
            f"{self.seed_spread():.1f} points on average. Smaller differences say nothing."
        )

    def report(self, measure: str, context: str, layers: int, filters: int = 32) -> float:
        """Return the report's own figure for a network."""
        name = configuration(context, layers, filters)
        found = (e.source_of(measure, name) for e in (pooling.EXPERIMENT, dilation.EXPERIMENT))
        return next(figure for figure in found if figure is not None)

    def report_lead(self, ahead: str, behind: str) -> list[float]:
        """Return the same as `lead` from the report's tables 3 and 5."""
        figures = {c: [self.report("test_accuracy", c, n) for n in LAYERS] for c in (ahead, behind)}
        return [100 * (a - b) for a, b in zip(figures[ahead], figures[behind], strict=True)]

    def accuracy_table(self) -> str:
        """Return tables 3 and 5 of the report, and ours beside them, as Markdown."""
        return _table(
            [f"report: {c}" for c in CONTEXTS] + [f"ours: {c}" for c in CONTEXTS],
            lambda n: (
                [self.report("test_accuracy", c, n) for c in CONTEXTS]
                + [self.accuracy(c, n) for c in CONTEXTS]
            ),
            lambda share: f"{share:.4f}".lstrip("0"),
        )

    def seconds_table(self) -> str:
        """Return tables 4 and 6 of the report, and ours beside them, as Markdown."""
        theirs = (("max", 64), ("average", 64), ("average", 32), ("dilated", 32))
        return _table(
            [f"report: {context}, {filters}" for context, filters in theirs]
            + [f"ours: {context}, 32" for context in CONTEXTS],
            lambda n: (
                [self.report("seconds_per_epoch", c, n, filters) for c, filters in theirs]
                + [self.seconds(c, n) for c in CONTEXTS]
            ),
            lambda seconds: f"{seconds:.2f}",
        )

    def description(self) -> str:
        """Say which result this is: data, epochs, seeds, machine, date."""
        result = self.results[0]
        made_by, epochs = result["made_by"], result["epochs"]
        seeds = sorted({run["seed"] for r in self.results for run in r["runs"]})
        train = result["images"]["train"]
        images = f"{train:,}".replace(",", "\N{NO-BREAK SPACE}")
        split = ""
        if result["dataset"] == "emnist-balanced" and train != OFFICIAL_EMNIST:
            split = " in a split of our own"
        return (
            f"{TITLES[result['dataset']]}{split}, {images} training images, {epochs} epochs, "
            f"{'the mean of seeds' if len(seeds) > 1 else 'seed'} {_listed(seeds)}; "
            f"{made_by['processor']}, PyTorch {made_by['torch']}, {made_by['date']}"
        )


def _table(heads: list[str], row: Callable[[int], list[float]], show: Callable) -> str:
    lines = ["| layers | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(heads)]
    lines += [f"| {n} | " + " | ".join(show(number) for number in row(n)) + " |" for n in LAYERS]
    return "\n".join(lines)


def _listed(numbers: Iterable[int]) -> str:
    return " and ".join(map(str, numbers)) if numbers else ""
