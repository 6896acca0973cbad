"""Random erasing, L2 penalty and dropout, one after the other, on a residual VGG-38 (chapter 6)."""

from cnnlib.experiments.experiment import Experiment, Size, Source
from cnnlib.experiments.vgg import DOCUMENT, SETTINGS, train_vgg

__all__ = ["EXPERIMENT"]

# Each is added to the one before, as in the document.
BASELINE = SETTINGS | {"batch_norm": True, "residual": True}
ERASING = BASELINE | {"random_erasing": 0.5}
PENALTY = ERASING | {"weight_decay": 1e-3}
DROPOUT = PENALTY | {"dropout": 0.5}

EXPERIMENT = Experiment(
    name="regularisation",
    title="Regularising the residual VGG-38, step by step",
    configurations={
        "baseline": BASELINE,
        "random erasing": ERASING,
        "L2 penalty": PENALTY,
        "dropout": DROPOUT,
    },
    sizes={
        "fashion-mini": Size(epochs=4, seeds=1, settings={"channels": 8}),
        "cifar10": Size(epochs=100, seeds=3),
        "cifar100": Size(epochs=100, seeds=3),
    },
    train=train_vgg,
    sources=(
        Source(
            DOCUMENT,
            "sections 5.1 to 5.4",
            {
                "validation_accuracy": {
                    "baseline": 0.6212,
                    "random erasing": 0.6431,
                    "L2 penalty": 0.6589,
                    "dropout": 0.6524,
                },
                "test_accuracy": {"baseline": 0.6112, "L2 penalty": 0.6541},
                "train_accuracy": {"baseline": 0.8410},
            },
            "CIFAR-100, 100 epochs, one run each.",
        ),
    ),
    measures=("test_accuracy", "validation_accuracy", "train_accuracy", "seconds_per_epoch"),
)
