"""What the experiments of chapter 6 found, beside the figures of the two reports."""

from statistics import mean
from typing import Any

import numpy as np

from cnnlib.experiments import practical, rates, regularisation, speedrun
from cnnlib.experiments.experiment import Experiment
from cnnlib.experiments.results import Result, largest_result, read_result

__all__ = ["Ladder", "Rates", "Steps", "race"]

TITLES = {
    "fashion-mini": "the small Fashion-MNIST",
    "mnist": "MNIST",
    "cifar10": "CIFAR-10",
    "cifar100": "CIFAR-100",
}
RUNGS = ("plain", "standardised", "augmented", "scheduled", "dropout", "batch norm")


class Ladder:
    """The rungs of the practical, each on the largest data set on which it has run."""

    def __init__(self) -> None:
        experiment = practical.EXPERIMENT
        found = [read_result(experiment.stem(name)) for name in reversed(list(experiment.sizes))]
        self.results = [result for result in found if result is not None]

    def result(self, rung: str) -> Result:
        """Return the result with the largest data set that has runs of a rung."""
        for result in self.results:
            if any(run["configuration"] == rung for run in result["runs"]):
                return result
        raise ValueError(
            f"book/results/ has no run of {rung!r}: "
            "run `python -m cnnlib.experiments run practical`."
        )

    def runs(self, rung: str, dataset: str | None = None) -> list[dict[str, Any]]:
        """Return the runs of one rung, on one data set or on the largest there is."""
        results = [r for r in self.results if r["dataset"] == dataset] if dataset else []
        result = results[0] if results else ({"runs": []} if dataset else self.result(rung))
        return [run for run in result["runs"] if run["configuration"] == rung]

    def data(self, rung: str) -> str:
        """Name the data set of a rung."""
        return TITLES[self.result(rung)["dataset"]]

    def curve(self, rung: str, column: str) -> np.ndarray:
        """Return one column of the history, a number an epoch, the mean over the seeds."""
        return np.mean([run["history"][column] for run in self.runs(rung)], axis=0)

    def accuracy(
        self, rung: str, dataset: str | None = None, measure: str = "test_accuracy"
    ) -> float | None:
        """Return the accuracy on the test set, or None where the rung has not run."""
        runs = self.runs(rung, dataset)
        return mean(run[measure] for run in runs) if runs else None

    def gap(self, rung: str) -> float:
        """Return by how many points training accuracy exceeds validation accuracy at the end."""
        ours = self.curve(rung, "accuracy")[-1] - self.curve(rung, "validation_accuracy")[-1]
        return 100 * float(ours)

    def table(self) -> str:
        """Return the report's figures and ours as Markdown, a dash where a rung has not run.

        On CIFAR-10 the right class is first, or among the first five: Prec@1 and Prec@5.
        """
        heads = ("report, first", "ours, first", "report, first 5", "ours, first 5")
        lines = [
            f"| rung | {' | '.join(heads)} | small Fashion-MNIST |",
            "|---" + "|---:" * (len(heads) + 1) + "|",
        ]
        for rung in (*RUNGS, "modern recipe"):
            figures = []
            for measure in ("test_accuracy", "test_top5"):
                figures.append(practical.EXPERIMENT.source_of(measure, rung))
                figures.append(self.accuracy(rung, "cifar10", measure))
            figures.append(self.accuracy(rung, "fashion-mini"))
            cells = ["–" if each is None else f"{each:.3f}" for each in figures]
            lines.append(f"| {rung} | " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def descriptions(self) -> str:
        """Say what each result is: data, epochs, seeds, machine, date."""
        return "; ".join(describe(result) for result in self.results)

    def missing(self) -> str:
        """Say which rungs have not run on the largest data set, or that none is missing."""
        largest = self.results[0]
        have = {run["configuration"] for run in largest["runs"]}
        missing = [rung for rung in RUNGS if rung not in have]
        if not missing:
            return f"All six rungs have run on {TITLES[largest['dataset']]}."
        return (
            f"On {TITLES[largest['dataset']]} these have not run yet: {', '.join(missing)}; "
            "they are shown on the small Fashion-MNIST."
        )


class Rates:
    """The network of the practical with several learning rates and sizes of batches."""

    def __init__(self) -> None:
        self.result = _needed(rates.EXPERIMENT)

    def map(self, measure: str) -> np.ndarray:
        """Return one number for each rate (rows, the highest first) and size of batch.

        NaN stands where the network has not run.
        """
        found = {run["configuration"]: run[measure] for run in self.result["runs"]}
        return np.array(
            [
                [found.get(rates.configuration(rate, n), np.nan) for n in rates.BATCH_SIZES]
                for rate in rates.RATES
            ],
            dtype=float,
        )

    def description(self) -> str:
        return describe(self.result)


class Steps:
    """The regularisers that the coursework adds, one after the other, to its residual network."""

    names = tuple(regularisation.EXPERIMENT.configurations)

    def __init__(self) -> None:
        self.result = _needed(regularisation.EXPERIMENT)

    def table(self) -> str:
        """Return the report's validation accuracies and ours as Markdown."""
        lines = ["| network | report | ours | ours, training |", "|---|---:|---:|---:|"]
        ours = self.means("validation_accuracy"), self.means("train_accuracy")
        for name, *accuracies in zip(self.names, self.reported(), *ours, strict=True):
            lines.append(f"| {name} | " + " | ".join(f"{each:.3f}" for each in accuracies) + " |")
        return "\n".join(lines)

    def reported(self) -> list[float]:
        """Return the report's validation accuracies."""
        source = regularisation.EXPERIMENT.source_of
        return [source("validation_accuracy", name) for name in self.names]

    def means(self, measure: str) -> list[float]:
        """Return the means over the seeds, one for each network."""
        return [
            mean(run[measure] for run in self.result["runs"] if run["configuration"] == name)
            for name in self.names
        ]

    def description(self) -> str:
        return describe(self.result)


def race() -> str:
    """Say how fast the fastest run of `speedrun` was, or that no GPU has timed it."""
    result = _needed(speedrun.EXPERIMENT)
    runs, made_by = result["runs"], result["made_by"]
    accuracy = f"{100 * mean(run['test_accuracy'] for run in runs):.1f} %"
    where = f"on {TITLES[result['dataset']]} it reaches {accuracy} in {result['epochs']} epochs"
    if made_by["cuda"] is None:
        return f"No GPU has timed it yet; {where}."
    return f"On one {made_by['device']}, {where}, {mean(run['seconds'] for run in runs):.1f} s."


def describe(result: Result) -> str:
    """Say which result this is: data, images, epochs, seeds, machine, date."""
    made_by, seeds = result["made_by"], sorted({run["seed"] for run in result["runs"]})
    train = f"{result['images']['train']:,}".replace(",", "\N{NO-BREAK SPACE}")
    said = ", ".join(map(str, seeds))
    epochs = result["epochs"]
    return (
        f"{TITLES[result['dataset']]}: {train} training images, "
        f"{epochs} {'epochs' if epochs > 1 else 'epoch'}, "
        f"{'seeds' if len(seeds) > 1 else 'seed'} {said}, {made_by['processor']}, "
        f"PyTorch {made_by['torch']}, {made_by['date']}"
    )


def _needed(experiment: Experiment) -> Result:
    result = largest_result(experiment)
    if result is None:
        raise ValueError(
            f"book/results/ holds no result of {experiment.name}: run "
            f"`python -m cnnlib.experiments run {experiment.name}`."
        )
    return result
