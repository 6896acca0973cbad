"""Six ways to convolve: time and peak memory over image and kernel size (chapter 3)."""

from itertools import groupby
from typing import Any

from matplotlib.figure import Figure

from cnnlib.experiments.experiment import Experiment, Job, Size, Source
from cnnlib.experiments.results import Result
from cnnlib.fast.comparison import ALGORITHMS, compare_convolutions

__all__ = ["EXPERIMENT", "crossover", "rows"]

IMAGES = (16, 32, 64)
KERNELS = (1, 3, 5, 7, 9, 11, 15, 21)
NAMES = (*ALGORITHMS, "torch")
SHAPE = {"batch": 4, "channels": 8, "filters": 8, "repeats": 1, "dtype": "float32"}


def measure_sizes(job: Job) -> dict[str, Any]:
    """Measure every algorithm on images and kernels of one size, in turn."""
    given = dict(job.settings)
    image, kernel = given.pop("image_size"), given.pop("kernel_size")
    table = compare_convolutions([image], [kernel], **given)
    return {
        f"{row['algorithm']}_{figure}": row[figure]
        for figure in ("seconds", "peak_bytes")
        for row in table
    }


def rows(result: Result) -> list[dict[str, Any]]:
    """Return the result as `cnnlib.fast.comparison.compare_convolutions` returns its table.

    Of the rounds, one a seed, each algorithm's shortest time counts: other work on the machine can
    only add to it.
    """
    table = []
    for name, group in groupby(result["runs"], key=lambda run: run["configuration"]):
        rounds = list(group)
        sizes = EXPERIMENT.configurations[name]
        for algorithm in NAMES:
            table.append(
                {
                    "algorithm": algorithm,
                    "image_size": sizes["image_size"],
                    "kernel_size": sizes["kernel_size"],
                    "seconds": min(run[f"{algorithm}_seconds"] for run in rounds),
                    "peak_bytes": rounds[0][f"{algorithm}_peak_bytes"],
                }
            )
    return table


def crossover(result: Result, other: str = "im2col") -> dict[int, int | None]:
    """Return, for each image size, the smallest kernel from which on the FFT stays faster.

    Parameters
    ----------
    result : dict
    other : str
        The algorithm that the FFT is compared with.

    Returns
    -------
    dict of int to int or None
        None where the other algorithm is faster with the largest kernel.
    """
    seconds = {
        (r["image_size"], r["kernel_size"], r["algorithm"]): r["seconds"] for r in rows(result)
    }
    found = {}
    for image in sorted({size for size, _, _ in seconds}):
        kernels = sorted({kernel for size, kernel, _ in seconds if size == image})
        slower = [k for k in kernels if seconds[image, k, "fft"] >= seconds[image, k, other]]
        faster = [k for k in kernels if not slower or k > slower[-1]]
        found[image] = faster[0] if faster else None
    return found


def _plot(result: Result, figure: Figure) -> None:
    """Draw time above memory over the kernel size, a column an image size."""
    table = rows(result)
    images = sorted({row["image_size"] for row in table})
    axes = figure.subplots(2, len(images), sharex=True, sharey="row", squeeze=False)
    for column, image in enumerate(images):
        axes[0, column].set_title(f"{image} x {image}")
        axes[1, column].set_xlabel("kernel size")
        for name in NAMES:
            own = [r for r in table if (r["image_size"], r["algorithm"]) == (image, name)]
            kernels = [row["kernel_size"] for row in own]
            axes[0, column].loglog(kernels, [row["seconds"] for row in own], label=name)
            if own[0]["peak_bytes"] is not None:
                axes[1, column].loglog(kernels, [row["peak_bytes"] for row in own])
    axes[0, 0].set_ylabel("seconds")
    axes[1, 0].set_ylabel("peak memory, bytes")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside right", frameon=False)  # type: ignore[call-overload]


EXPERIMENT = Experiment(
    name="algorithms",
    title="Six ways to convolve: time and memory",
    configurations={
        f"image {image}, kernel {kernel}": {"image_size": image, "kernel_size": kernel, **SHAPE}
        for image in IMAGES
        for kernel in KERNELS
        if kernel <= image
    },
    sizes={None: Size(epochs=1, seeds=2)},
    train=measure_sizes,
    combine=min,
    measures=tuple(f"{name}_seconds" for name in NAMES),
    plot=_plot,
    sources=(
        Source(
            "MLP Coursework 2: Exploring Convolutional Networks",
            "section 2.4",
            {},
            "The document compares the algorithms in words and measures none.",
        ),
        Source(
            "MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional "
            "Networks",
            "section 2",
            {},
            "Bounds, no measurement.",
        ),
    ),
)
