"""Max or average pooling, with one to four layers of 64 or 32 filters (chapter 2)."""

from itertools import product

from cnnlib.experiments.context import DOCUMENT, SIZES, configuration, settings, train_network
from cnnlib.experiments.experiment import Experiment, Source

__all__ = ["EXPERIMENT"]

NETWORKS = list(product(("max", "average"), (1, 2, 3, 4), (32, 64)))

# Tables 3 and 4: a row a number of layers, maximum beside average.
ACCURACY = (
    (0.77158228, 0.752341772),
    (0.86245665, 0.86398734),
    (0.87493671, 0.88012658),
    (0.87360759, 0.87689873),
)
SECONDS = ((12.88, 13.2), (19.34, 19.81), (21.6, 22.26), (23.4, 23.85))


def _by_name(table: tuple[tuple[float, ...], ...], filters: int) -> dict[str, float]:
    return {
        configuration(context, layers, filters): figure
        for layers, row in enumerate(table, start=1)
        for context, figure in zip(("max", "average"), row, strict=True)
    }


EXPERIMENT = Experiment(
    name="pooling",
    title="Max or average pooling, one to four layers",
    configurations={configuration(*network): settings(*network) for network in NETWORKS},
    sizes=SIZES,
    train=train_network,
    sources=(
        Source(
            DOCUMENT,
            "tables 3 and 4",
            # Its table 5 repeats the average column for 32 filters, so table 3 has 32 too; table 6
            # gives other seconds for them, so those of table 4 must belong to 64.
            {"test_accuracy": _by_name(ACCURACY, 32), "seconds_per_epoch": _by_name(SECONDS, 64)},
            "EMNIST, 100 epochs, one run each, on a K80. The document names no kernel size, "
            "padding or learning rate; ours are a reconstruction.",
        ),
    ),
)
