"""The plots of chapter 6: curves of training, maps of rates, schedules, dropout, decay."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, MultipleLocator, PercentFormatter

from pagelib.regularisation_results import RUNGS, Ladder, Steps
from pagelib.style import GREY, INK, INPUT, KERNEL, OUTPUT, WIDTH, plot_axes, tint

__all__ = [
    "plot_decay",
    "plot_dropout",
    "plot_ladder",
    "plot_layers",
    "plot_overfitting",
    "plot_rates",
    "plot_readings",
    "plot_schedules",
    "plot_steps",
]


def plot_layers(weights: Mapping[str, int], reported: Mapping[str, int]) -> None:
    """The weights of each layer, and those that the report counts."""
    _, ax = plot_axes(2.8, "weights, in thousands", "")
    rows = np.arange(len(weights))
    ax.barh(rows - 0.2, np.array(list(weights.values())) / 1e3, 0.38, color=INPUT, label="weights")
    counted = [reported.get(name, 0) / 1e3 for name in weights]
    ax.barh(rows + 0.2, counted, 0.38, color=KERNEL, label="in the report")
    for row, count in zip(rows, weights.values(), strict=True):
        text = f"{count:,}".replace(",", " ")
        inside = count > 500_000
        ax.annotate(
            text,
            (count / 1e3, row - 0.2),
            xytext=(-5 if inside else 5, 0),
            textcoords="offset points",
            va="center",
            ha="right" if inside else "left",
            color="white" if inside else INK,
            fontsize=10,
        )
    ax.set_yticks(rows, weights)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.legend(frameon=False, loc="upper right")


def plot_overfitting(ladder: Ladder, rung: str = "plain") -> None:
    """Loss and accuracy of one rung over the epochs, in training and in validation."""
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.1), layout="constrained")
    for ax, column, title in zip(axes, ("loss", "accuracy"), ("loss", "accuracy"), strict=True):
        epochs = np.arange(1, len(ladder.curve(rung, column)) + 1)
        ax.plot(epochs, ladder.curve(rung, column), color=INPUT, label="training")
        ax.plot(
            epochs, ladder.curve(rung, f"validation_{column}"), color=KERNEL, label="validation"
        )
        ax.set_title(title, fontsize=11)
        ax.set_xlabel("epoch")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_ylim(bottom=0)
        ax.grid(True)
    figure.legend(
        *axes[0].get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=2
    )


def plot_readings(curves: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> None:
    """Four pairs of loss curves, to be read."""
    figure, axes = plt.subplots(2, 2, figsize=(WIDTH, 4.4), layout="constrained")
    for ax, (name, (learn, check)) in zip(axes.flat, curves.items(), strict=True):
        ax.plot(learn, color=INPUT, label="training")
        ax.plot(check, color=KERNEL, linestyle="--", label="validation")
        ax.set_title(name, fontsize=11)
        ax.set_ylim(0, 2.2)
        ax.grid(True)
    for ax in axes[1]:
        ax.set_xlabel("step")
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    handles = axes[0, 0].get_legend_handles_labels()
    figure.legend(*handles, frameon=False, loc="outside upper center", ncols=2)


def plot_rates(accuracies: np.ndarray, rates: Sequence[float], sizes: Sequence[int]) -> None:
    """Accuracy as a map over learning rate and size of batch.

    The areas are drawn one by one: a picture keeps its colours in the dark, and numbers do not.
    """
    _, ax = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    for (row, column), value in np.ndenumerate(accuracies):
        strength = 0.0 if np.isnan(value) else 0.55 * float(value)
        area = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=tint(INPUT, strength))
        ax.add_patch(area)
        text = "–" if np.isnan(value) else f"{value:.2f}"
        ax.text(column, row, text, ha="center", va="center")
    ax.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(len(rates) - 0.5, -0.5))
    ax.set_xticks(range(len(sizes)), sizes)
    ax.set_yticks(range(len(rates)), [f"{rate:g}" for rate in rates])
    ax.set_xlabel("images in a batch")
    ax.set_ylabel("learning rate")


def plot_schedules(epochs: np.ndarray, rates: Mapping[str, np.ndarray]) -> None:
    """Learning rates over the epochs."""
    figure, ax = plot_axes(3.0, "epoch", "learning rate / its maximum")
    styles = ((GREY, ":"), (INPUT, "-"), (KERNEL, "-"), (OUTPUT, "--"))
    for (name, values), (colour, style) in zip(rates.items(), styles, strict=True):
        ax.plot(epochs, values, style, color=colour, label=name)
    ax.set_ylim(0, 1.08)
    figure.legend(frameon=False, loc="outside upper center", ncols=2)


def plot_dropout(sums: Mapping[str, np.ndarray], whole: float) -> None:
    """What a unit receives while other units are dropped, and without dropout."""
    figure, ax = plot_axes(3.0, "sum that the next unit receives", "share of 5 000 masks")
    bins = np.linspace(0, 1.6 * whole, 60)
    for (name, values), colour in zip(sums.items(), (KERNEL, INPUT), strict=True):
        weights = np.full(len(values), 1 / len(values))
        ax.hist(values, bins, weights=weights, color=tint(colour, 0.6), label=name)
        ax.axvline(values.mean(), color=colour)
    ax.axvline(whole, color=INK, linestyle="--", label="no dropout")
    figure.legend(frameon=False, loc="outside upper center", ncols=3, fontsize=10)


def plot_decay(paths: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Two weights over the steps, with the penalty in the gradient and beside it."""
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.0), layout="constrained", sharey=True)
    for ax, (name, (small, large)) in zip(axes, paths.items(), strict=True):
        ax.plot(small, color=INPUT, label="small gradients")
        ax.plot(large, color=KERNEL, linestyle="--", label="large gradients")
        ax.set_title(name, fontsize=11)
        ax.set_xlabel("step")
        ax.grid(True)
    axes[0].set_ylabel("weight")
    axes[0].set_ylim(bottom=0)
    handles = axes[0].get_legend_handles_labels()
    figure.legend(*handles, frameon=False, loc="outside upper center", ncols=2)


def plot_ladder(ladder: Ladder) -> None:
    """Training and validation accuracy of every rung over the epochs."""
    figure, axes = plt.subplots(3, 2, figsize=(WIDTH, 6.2), layout="constrained", sharey=True)
    for ax, rung in zip(axes.flat, RUNGS, strict=True):
        learn, check = (ladder.curve(rung, c) for c in ("accuracy", "validation_accuracy"))
        epochs = np.arange(1, len(learn) + 1)
        ax.plot(epochs, learn, color=INPUT, label="training")
        ax.plot(epochs, check, color=KERNEL, label="validation")
        ax.set_title(f"{rung}\n{ladder.data(rung)}", fontsize=10)
        ax.set_ylim(0, 1)
        ax.yaxis.set_major_formatter(PercentFormatter(1))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
        ax.grid(True)
    for ax in axes[-1]:
        ax.set_xlabel("epoch")
    handles = axes[0, 0].get_legend_handles_labels()
    figure.legend(*handles, frameon=False, loc="outside upper center", ncols=2)


def plot_steps(steps: Steps) -> None:
    """Accuracies of the residual network with each regulariser, and the report's."""
    figure, ax = plot_axes(2.6, "accuracy", "")
    rows = np.arange(len(steps.names))
    series = {
        "report": (steps.reported(), "D", GREY),
        "ours, training": (steps.means("train_accuracy"), "o", INPUT),
        "ours, validation": (steps.means("validation_accuracy"), "o", KERNEL),
    }
    for label, (accuracies, marker, colour) in series.items():
        ax.plot(accuracies, rows, marker, color=colour, markersize=7, label=label)
    ax.set_yticks(rows, steps.names)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.xaxis.set_major_locator(MultipleLocator(0.05))
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    figure.legend(frameon=False, loc="outside upper center", ncols=3)
