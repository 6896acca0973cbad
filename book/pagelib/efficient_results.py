"""What the experiment `efficiency` found."""

from statistics import mean
from typing import Any

from cnnlib.experiments.efficiency import EXPERIMENT
from cnnlib.experiments.results import Result, read_result

__all__ = ["Efficiency"]

LEAST = 2  # networks, to be a comparison
TITLES = {"fashion-mini": "the small Fashion-MNIST", "cifar10": "CIFAR-10"}


class Efficiency:
    """The networks of the experiment on one data set."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.names = [name for name in EXPERIMENT.configurations if self._runs(name)]

    @classmethod
    def largest(cls) -> "Efficiency":
        """Read the result with the most networks, on the largest data set if several have as many.

        Raises
        ------
        ValueError
            If there is none with two networks at least.
        """
        results = (read_result(EXPERIMENT.stem(name)) for name in reversed(EXPERIMENT.sizes))
        found = max((cls(r) for r in results if r), key=lambda each: len(each.names), default=None)
        if found is None or len(found.names) < LEAST:
            raise ValueError(
                "book/results/ holds no data set with two networks to compare: run "
                "`python -m cnnlib.experiments run efficiency`."
            )
        return found

    def _runs(self, name: str) -> list[dict[str, Any]]:
        return [run for run in self.result["runs"] if run["configuration"] == name]

    def mean(self, measure: str, name: str) -> float:
        """Return the mean over the seeds of one number of a network."""
        return mean(run[measure] for run in self._runs(name))

    def points(self) -> dict[str, tuple[float, float, float]]:
        """Return, for each network, millions of multiply-adds, ms an image, and test accuracy."""
        return {
            name: (
                self.mean("multiply_adds", name) / 1e6,
                1e3 * self.mean("seconds_per_image", name),
                self.mean("test_accuracy", name),
            )
            for name in self.names
        }

    def table(self) -> str:
        """Return all four numbers of each network as Markdown."""
        rows = [
            "| network | parameters | M multiply-adds | ms an image | test accuracy |",
            "|---|---:|---:|---:|---:|",
        ]
        for name, (work, time, accuracy) in self.points().items():
            parameters = f"{self.mean('parameters', name):,.0f}".replace(",", "\N{NO-BREAK SPACE}")
            rows.append(f"| {name} | {parameters} | {work:.1f} | {time:.2f} | {accuracy:.3f} |")
        return "\n".join(rows)

    def verdict(self) -> str:
        """Say in a few sentences what the numbers show, whatever they are."""
        points = self.points()
        by_work, by_time, by_accuracy = (
            sorted(points, key=lambda name: points[name][column]) for column in range(3)
        )
        order = "the same" if by_work == by_time else "not the same"
        quickest = "" if by_time[0] == by_work[0] else f"{_spoken(by_time[0])} "
        first = _spoken(by_work[0])
        said = (
            f"{first[0].upper()}{first[1:]} takes the fewest multiply-adds and {quickest}the least "
            f"time; the order of the networks is {order} along the two axes. The most accurate is "
            f"{_spoken(by_accuracy[-1])}."
        )
        slower = [name for name in points if self._slower_with_less_work(name)]
        if slower:
            said += (
                f" {' and '.join(slower)} {'takes' if len(slower) == 1 else 'take'} more time than "
                "a network with more multiply-adds."
            )
        return said

    def _slower_with_less_work(self, name: str) -> bool:
        points = self.points()
        work, time, _ = points[name]
        return any(other[0] > work and other[1] < time for other in points.values())

    def description(self) -> str:
        """Say which result this is: data, epochs, seeds, machine, date."""
        made_by = self.result["made_by"]
        images = f"{self.result['images']['train']:,}".replace(",", "\N{NO-BREAK SPACE}")
        seeds = {run["seed"] for run in self.result["runs"]}
        every, known = len(EXPERIMENT.configurations), len(self.names)
        networks = f"all {every}" if known == every else f"{known} of {every}"
        return (
            f"{networks} networks on {TITLES[self.result['dataset']]}, {images} training images, "
            f"{self.result['epochs']} epochs, {len(seeds)} "
            f"{'seeds' if len(seeds) > 1 else 'seed'}; {made_by['processor']}, "
            f"PyTorch {made_by['torch']}, {made_by['date']}"
        )


def _spoken(name: str) -> str:
    """Return a name as it stands in a sentence: VGG-08, but the network of 1-c and 1-d."""
    return f"the {name}" if name.startswith("network") else name
