"""Learning rate against batch size, on the network of practicals 1-c and 1-d (chapter 6)."""

from cnnlib.experiments.experiment import Experiment, Size, Source
from cnnlib.experiments.practical import STANDARDISED, train_rung

__all__ = ["EXPERIMENT", "configuration"]

RATES, BATCH_SIZES = (1.0, 0.1, 0.01, 0.001), (32, 128, 512)


def configuration(rate: float, batch_size: int) -> str:
    """Return a name such as ``"rate 0.1, batch 128"``."""
    return f"rate {rate:g}, batch {batch_size}"


EXPERIMENT = Experiment(
    name="rates",
    title="Learning rates and batch sizes",
    configurations={
        configuration(rate, size): STANDARDISED | {"learning_rate": rate, "batch_size": size}
        for rate in RATES
        for size in BATCH_SIZES
    },
    sizes={"fashion-mini": Size(epochs=2, seeds=1), "cifar10": Size(epochs=10, seeds=1)},
    train=train_rung,
    measures=("validation_accuracy", "train_accuracy", "seconds_per_epoch"),
    sources=(
        Source(
            "Deep Learning Practical Work 1-c and 1-d (Cohen, Pot)",
            "question 16, figures 2 to 4",
            {},
            "Curves for rate 0.1 and batch 128, rate 0.01 and batch 128, rate 0.1 and batch 512; "
            "its figures are lost.",
        ),
    ),
)
