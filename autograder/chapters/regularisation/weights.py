"""The check of ``06-regularisation.weights``: the weights of a network, layer by layer."""

import math
from typing import Any

import numpy as np

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.regularisation import WEIGHTS as NUMBERS

__all__ = ["CHECK"]

ROUNDED = 5e-3
NEARLY = 0.02  # with the biases, for example


def _weights(
    filters: tuple[int, int, int],
    kernel: int,
    hidden: int,
    image_size: int,
    classes: int,
    images: int,
) -> ValueCheck:
    square, pixels = kernel**2, (image_size // 8) ** 2
    first, second, third = filters
    convolutions = [square * 3 * first, square * first * second, square * second * third]
    dense = [third * pixels * hidden, hidden * classes]
    weights = [*convolutions, *dense]
    total = sum(weights)
    right: dict[str, Any] = {
        "padding": (kernel - 1) // 2,
        "weights": weights,
        "total": total,
        "dense_share": sum(dense) / total,
        "weights_per_image": total / images,
        "first_loss": math.log(classes),
    }

    def wrong(
        name: str, sentence: str, follow: dict[str, Any] | None = None, **values: object
    ) -> ValueMisconception:
        return ValueMisconception(
            name, {**right, **values, **(follow or {})}, sentence, tuple(values)
        )

    def from_weights(name: str, sentence: str, layers: list[int]) -> ValueMisconception:
        """Compute the other answers from other weights, so that they count."""
        follow = {
            "total": sum(layers),
            "dense_share": sum(layers[3:]) / sum(layers),
            "weights_per_image": sum(layers) / images,
        }
        return wrong(name, sentence, follow, weights=layers)

    def whole(weights: np.ndarray) -> float:
        """Return the sum of the student's own weights if most layers are nearly right, or NaN."""
        near = np.abs(weights / right["weights"] - 1) < NEARLY
        return weights.sum() if near.mean() > 1 / 2 else math.nan

    def several(total: float) -> float:
        """Return the student's own total if it is more than one convolution has, or NaN."""
        return total if total > max(convolutions) else math.nan

    biases = [*filters, hidden, classes]
    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("padding", 1, right["padding"], unit="pixels"),
            ValuePart("weights", 2, weights, unit="weights, without biases, layer by layer"),
            ValuePart(
                "total",
                1,
                total,
                unit="weights, without biases",
                follows=whole,
            ),
            ValuePart(
                "dense_share",
                1,
                right["dense_share"],
                ROUNDED,
                unit="a share from 0 to 1",
                follows=(
                    lambda weights: weights[3:].sum() / whole(weights),
                    lambda weights, total: weights[3:].sum() / several(total),
                ),
            ),
            ValuePart(
                "weights_per_image",
                1,
                right["weights_per_image"],
                ROUNDED,
                follows=lambda total: several(total) / images,
            ),
            ValuePart("first_loss", 1, right["first_loss"], ROUNDED),
        ),
        variants=(
            ValueAnswer(
                "rounded",
                {
                    **right,
                    "dense_share": round(right["dense_share"], 3),
                    "weights_per_image": round(right["weights_per_image"], 2),
                    "first_loss": round(right["first_loss"], 2),
                },
            ),
        ),
        misconceptions=(
            wrong(
                "whole_kernel",
                "`padding` is the size of the kernel. One side gets half of it.",
                padding=kernel - 1,
            ),
            from_weights(
                "three_channels_everywhere",
                "You give every convolution 3 input channels, as the practical's report does. "
                "Only the first one sees the image; the others see as many channels as the layer "
                "before has filters.",
                [square * 3 * n for n in filters] + dense,
            ),
            from_weights(
                "with_biases",
                "You count the biases. Count only the weights.",
                [w + b for w, b in zip(weights, biases, strict=True)],
            ),
            from_weights(
                "no_pooling",
                "`fc4` sees the map after three poolings, each of which halves height and width.",
                [*convolutions, third * image_size**2 * hidden, dense[1]],
            ),
            from_weights(
                "one_map",
                "`fc4` sees all the channels of the last map, not one.",
                [*convolutions, pixels * hidden, dense[1]],
            ),
            wrong(
                "no_dense_layers",
                "`total` leaves out the dense layers, which have most of the weights.",
                {"weights_per_image": sum(convolutions) / images},
                total=sum(convolutions),
            ),
            wrong(
                "images_per_weight",
                "`weights_per_image` is upside down: divide the weights by the images.",
                weights_per_image=images / total,
            ),
            wrong(
                "percent",
                "`dense_share` is in percent. A share lies between 0 and 1.",
                dense_share=100 * right["dense_share"],
            ),
            wrong(
                "binary_logarithm",
                "`first_loss` is in bits. The cross-entropy takes the natural logarithm.",
                first_loss=math.log2(classes),
            ),
            wrong(
                "chance",
                "`first_loss` is the probability of the right class. The loss is minus its "
                "logarithm.",
                first_loss=1 / classes,
            ),
            wrong(
                "loss_of_ten_classes",
                "`first_loss` is that of 10 classes. You have a different number of classes.",
                first_loss=math.log(10),
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _weights)
