"""Average pooling or dilated convolutions, with one to four layers of 32 filters (chapter 2)."""

from itertools import product

from cnnlib.experiments.context import DOCUMENT, SIZES, configuration, settings, train_network
from cnnlib.experiments.experiment import Experiment, Source

__all__ = ["EXPERIMENT"]

CONTEXTS, FILTERS = ("average", "dilated"), 32
NETWORKS = [(*network, FILTERS) for network in product(CONTEXTS, (1, 2, 3, 4))]

# Tables 5 and 6: a row a number of layers, average pooling beside dilation.
ACCURACY = (
    (0.752341772, 0.867088608),
    (0.86398734, 0.885379747),
    (0.88012658, 0.881582278),
    (0.87689873, 0.87702532),
)
SECONDS = ((11.2, 15.5), (12.81, 24.61), (13.26, 30.52), (15.85, 34.64))


def _by_name(table: tuple[tuple[float, ...], ...]) -> dict[str, float]:
    return {
        configuration(context, layers, FILTERS): figure
        for layers, row in enumerate(table, start=1)
        for context, figure in zip(CONTEXTS, row, strict=True)
    }


EXPERIMENT = Experiment(
    name="dilation",
    title="Average pooling or dilated convolutions, one to four layers",
    configurations={configuration(*network): settings(*network) for network in NETWORKS},
    sizes=SIZES,
    train=train_network,
    sources=(
        Source(
            DOCUMENT,
            "tables 5 and 6",
            {"test_accuracy": _by_name(ACCURACY), "seconds_per_epoch": _by_name(SECONDS)},
            "EMNIST, 100 epochs, one run each, on a K80. The document names no kernel size, "
            "padding, dilation or learning rate; ours are a reconstruction.",
        ),
    ),
)
