"""What the experiment `depth` found on the largest data there is, beside the report's figures."""

from statistics import mean
from typing import Any

from IPython.display import Markdown

from cnnlib.experiments.depth import EXPERIMENT
from cnnlib.experiments.results import Result, largest_result

__all__ = ["Depth", "largest"]

TITLES = {
    "fashion-mini": "the small Fashion-MNIST with 8 filters",
    "cifar10": "CIFAR-10",
    "cifar100": "CIFAR-100",
}
COLUMNS = (
    ("training", "train_accuracy"),
    ("validation", "validation_accuracy"),
    ("test", "test_accuracy"),
)


def largest() -> "Depth":
    """Return the result on the largest data set.

    Raises
    ------
    ValueError
        If there is none.
    """
    result = largest_result(EXPERIMENT)
    if result is None:
        raise ValueError(
            "book/results/ holds no result of `python -m cnnlib.experiments run depth`."
        )
    return Depth(result)


class Depth:
    """The networks of one result; a network that was not run is left out."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.names = [name for name in EXPERIMENT.configurations if self.runs(name)]

    def runs(self, name: str) -> list[dict[str, Any]]:
        """Return the runs of one network, one for each seed."""
        return [run for run in self.result["runs"] if run["configuration"] == name]

    def accuracy(self, name: str, measure: str = "validation_accuracy") -> float:
        """Return the mean over the seeds."""
        return mean(run[measure] for run in self.runs(name))

    def best(self) -> str:
        """Return the network with the highest validation accuracy."""
        return max(self.names, key=self.accuracy)

    def curves(self) -> dict[str, tuple[list[float], list[float]]]:
        """Return each network's training and validation accuracy by epoch, of its first run."""
        histories = {name: self.runs(name)[0]["history"] for name in self.names}
        return {name: (h["accuracy"], h["validation_accuracy"]) for name, h in histories.items()}

    def table(self) -> Markdown:
        """Show the three accuracies of the report and of ours."""
        heads = [f"{who}: {what}" for who in ("report", "ours") for what, _ in COLUMNS]
        lines = [f"| network | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
        for name in EXPERIMENT.configurations:
            theirs = [EXPERIMENT.source_of(measure, name) for _, measure in COLUMNS]
            found = [
                self.accuracy(name, measure) if name in self.names else None
                for _, measure in COLUMNS
            ]
            cells = [_share(each) for each in (*theirs, *found)]
            lines.append(f"| {name} | {' | '.join(cells)} |")
        return Markdown("\n".join(lines))

    def description(self) -> str:
        """Say which result this is: data, images, epochs, seeds, machine, date."""
        result, made = self.result, self.result["made_by"]
        seeds = len(self.runs(self.names[0]))
        images = f"{result['images']['train']:,}".replace(",", "\N{NO-BREAK SPACE}")
        return (
            f"on {TITLES[result['dataset']]}: {images} training images, {result['epochs']} "
            f"{'epochs' if result['epochs'] > 1 else 'epoch'}, "
            f"{'one run' if seeds == 1 else f'{seeds} runs'} each "
            f"({made['device']}, {made['processor']}, {made['date']})"
        )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}".lstrip("0")
