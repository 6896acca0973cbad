"""What the experiment `algorithms` measured, in the names of chapter 3."""

from dataclasses import dataclass
from typing import Any

from cnnlib.experiments import algorithms
from cnnlib.experiments.results import Result, read_result

__all__ = ["NAMES", "Measurements"]

# The page's name for each algorithm of the experiment.
NAMES = {
    "loops": "loops",
    "three loops": "correlate",
    "im2col": "im2col",
    "FFT": "fft",
    "fast": "fast",
    "PyTorch": "torch",
}


@dataclass(frozen=True)
class Measurements:
    """Seconds and peak bytes of each way to convolve, by size of image and kernel."""

    result: Result
    rows: dict[tuple[str, int, int], dict[str, Any]]

    @classmethod
    def read(cls) -> "Measurements":
        """Read the result in `book/results/`.

        Raises
        ------
        ValueError
            If there is none.
        """
        result = read_result(algorithms.EXPERIMENT.stem(None))
        if result is None:
            raise ValueError(
                "book/results/ holds no measurement; "
                "`python -m cnnlib.experiments run algorithms` makes one."
            )
        rows = algorithms.rows(result)
        keyed = {(row["algorithm"], row["image_size"], row["kernel_size"]): row for row in rows}
        return cls(result, keyed)

    @property
    def image_sizes(self) -> list[int]:
        return sorted({image for _, image, _ in self.rows})

    @property
    def kernel_sizes(self) -> list[int]:
        """The kernels that were measured on images of 64x64."""
        return sorted({kernel for _, image, kernel in self.rows if image == 64})

    def seconds(self, name: str, image: int, kernel: int) -> float:
        return self.rows[NAMES[name], image, kernel]["seconds"]

    def peak(self, name: str, image: int, kernel: int) -> int:
        """Return the most bytes that a call held, its output included."""
        return self.rows[NAMES[name], image, kernel]["peak_bytes"]

    def crossover(self, other: str) -> dict[int, int | None]:
        """Return, for each image, the kernel from which on the FFT is faster than `other`."""
        return algorithms.crossover(self.result, NAMES[other])

    def crossover_table(self) -> str:
        """Return the crossovers with im2col and with the fast one as Markdown."""
        lines = ["| image | faster than im2col from | faster than fast from |", "|---|---:|---:|"]
        columns = [self.crossover("im2col"), self.crossover("fast")]
        for image in self.image_sizes:
            cells = (f"{k}×{k}" if (k := column[image]) else "never" for column in columns)
            lines.append(f"| {image}×{image} | " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def description(self) -> str:
        """Say which result this is: machine, versions, date."""
        made_by = self.result["made_by"]
        rounds = len({run["seed"] for run in self.result["runs"]})
        return (
            f"The shortest of {rounds} rounds on {made_by['processor']}, "
            f"Python {made_by['python']}, "
            f"NumPy {made_by['numpy']}, PyTorch {made_by['torch']}, {made_by['date']}"
        )
