"""What depth breaks, and what repairs it: VGG-08 and VGG-38 (chapter 5)."""

from cnnlib.experiments.experiment import Experiment, Size, Source
from cnnlib.experiments.vgg import DOCUMENT, SETTINGS, train_vgg

__all__ = ["EXPERIMENT"]

EXPERIMENT = Experiment(
    name="depth",
    title="VGG-08, and VGG-38 plain and repaired",
    configurations={
        "VGG-08": SETTINGS | {"layers": 8},
        "VGG-38": SETTINGS,
        "VGG-38, batch norm": SETTINGS | {"batch_norm": True},
        "VGG-38, residual": SETTINGS | {"residual": True},
        "VGG-38, batch norm and residual": SETTINGS | {"batch_norm": True, "residual": True},
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
            "sections 3 and 5.1",
            {
                "validation_accuracy": {
                    "VGG-08": 0.4848,
                    "VGG-38, batch norm": 0.4616,
                    "VGG-38, residual": 0.5728,
                    "VGG-38, batch norm and residual": 0.6212,
                },
                "test_accuracy": {"VGG-38, batch norm and residual": 0.6112},
                "train_accuracy": {"VGG-38, batch norm and residual": 0.8410},
            },
            "CIFAR-100, 100 epochs, one run each. It leaves open what comes before the dense layer "
            "and whether convolutions have biases.",
        ),
    ),
    measures=("test_accuracy", "validation_accuracy", "train_accuracy", "seconds_per_epoch"),
)
