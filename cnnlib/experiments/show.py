"""Show results as tables in the terminal and as plots in files."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from statistics import mean

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

from cnnlib.experiments.experiment import Experiment
from cnnlib.experiments.results import RESULTS, Result, read_result, summary

__all__ = ["draw", "print_list", "print_result"]


def print_list(experiments: Iterable[Experiment], results: Path = RESULTS) -> None:
    """Print a line for each experiment: what it is, where it runs, what there is already."""
    table = Table("name", "what", "configurations", "data sets (* has a result)")
    for experiment in experiments:
        sizes = []
        for dataset, size in experiment.sizes.items():
            done = read_result(experiment.stem(dataset), results) is not None
            mark = " *" if done else ""
            sizes.append(f"{dataset or 'none'} (epochs: {size.epochs}, seeds: {size.seeds}){mark}")
        count = str(len(experiment.configurations))
        table.add_row(experiment.name, experiment.title, count, "\n".join(sizes))
    _console().print(table)


def print_result(experiment: Experiment, result: Result) -> None:
    """Print mean and spread of each configuration, the source's figures beside them."""
    console = _console()
    on = f", {result['dataset']}, {result['epochs']} epochs" if result["dataset"] else ""
    rows = summary(experiment, result)
    measures = [m for m in experiment.measures if any(row[m]["mean"] is not None for row in rows)]
    sourced = {m for m in measures if any(row[m]["source"] is not None for row in rows)}
    table = Table(title=f"{experiment.title}{on}")
    table.add_column("configuration", no_wrap=True)
    table.add_column("runs", justify="right")
    for measure in measures:
        table.add_column(measure.replace("_", " "), justify="right")
        if measure in sourced:
            table.add_column("source", justify="right")
    for row in rows:
        cells = []
        for measure in measures:
            cells.append(_figure(experiment, row[measure]))
            if measure in sourced:
                cells.append(_digits(row[measure]["source"]))
        table.add_row(row["configuration"], str(row["runs"]), *cells)
    console.print(table)
    made = result["made_by"]
    console.print(f"{made['device']}, PyTorch {made['torch']}, {made['date']}.")
    for source in experiment.sources:
        console.print(f"Source: {source.document}, {source.place}. {source.note}")


def draw(experiment: Experiment, result: Result, path: Path) -> None:
    """Draw a result into a file whose ending names the format."""
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        figure = Figure(figsize=(9, 5), layout="constrained")
        (experiment.plot or _draw_curves)(result, figure)
        figure.savefig(path)


def _draw_curves(result: Result, figure: Figure) -> None:
    """Draw validation accuracy over the epochs, the mean of the seeds, a line a configuration."""
    axes = figure.add_subplot(xlabel="epoch", ylabel="validation accuracy")
    axes.set_title(f"{result['title']}, {result['dataset']}")
    for name, runs in groupby(result["runs"], key=lambda run: run["configuration"]):
        curve = np.mean([run["history"]["validation_accuracy"] for run in runs], axis=0)
        axes.plot(range(1, len(curve) + 1), curve, marker=".", label=name)
    axes.legend(fontsize="small", frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))


def _console() -> Console:
    """Return the terminal, or a file wide enough that no cell is cut."""
    console = Console()
    return console if console.is_terminal else Console(width=200)


def _figure(experiment: Experiment, figure: dict[str, float | None]) -> str:
    text = _digits(figure["mean"])
    spread = figure["spread"] if experiment.combine is mean else None
    return text if spread is None else f"{text} ± {_digits(spread)}"


def _digits(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:#.3g}"
