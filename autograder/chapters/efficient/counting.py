"""The check of ``07-efficient.counting``: the cost of a layer, two cheaper ones, and VGG-16."""

import math
from itertools import pairwise

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.efficient import COUNTING as NUMBERS

__all__ = ["CHECK", "vgg_16_parameters"]

# Simonyan & Zisserman (2015), configuration D: the filters of each stage's convolutions.
STAGES = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
HIDDEN = 4096


def vgg_16_parameters(
    image_size: int, classes: int, poolings: int = 5, biases: bool = True, dense: bool = True
) -> int:
    """Count VGG-16, or what is counted by somebody who forgets something."""
    flat = 512 * (image_size // 2**poolings) ** 2
    filters = [3, *(width for stage in STAGES for width in stage)]
    pairs = [(9 * taken, given) for taken, given in pairwise(filters)]
    if dense:
        pairs += pairwise((flat, HIDDEN, HIDDEN, classes))
    return sum(taken * given + given * biases for taken, given in pairs)


def _counting(
    pixels: int,
    in_channels: int,
    out_channels: int,
    squeezed: int,
    kernel: int,
    image_size: int,
    classes: int,
) -> ValueCheck:
    c, f, s, k = in_channels, out_channels, squeezed, kernel
    places, every = (pixels - k + 1) ** 2, pixels**2
    right = {
        "standard_parameters": k * k * c * f + f,
        "standard_work": places * k * k * c * f,
        "bottleneck_parameters": c * s + s + k * k * s * f + f,
        "bottleneck_work": every * c * s + places * k * k * s * f,
        "separable_parameters": k * k * c + c + c * f + f,
        "separable_work": places * (k * k * c + c * f),
        "share": 1 / f + 1 / k**2,
        "vgg16_parameters": vgg_16_parameters(image_size, classes),
    }

    def work(standard_parameters: float) -> float:
        weights = standard_parameters - f
        return places * weights if weights >= k * k else math.nan

    def windows(standard_work: float) -> float:
        """Return at how many positions the student's own standard convolution runs, or NaN."""
        number = standard_work / (k * k * c * f)
        return number if number > 1 and number.is_integer() else math.nan

    def wrong(
        name: str, sentence: str, follow: dict[str, float] | None = None, **values: float
    ) -> ValueMisconception:
        return ValueMisconception(name, right | values | (follow or {}), sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("standard_parameters", 1, right["standard_parameters"]),
            ValuePart("standard_work", 1, right["standard_work"], follows=work),
            ValuePart("bottleneck_parameters", 1, right["bottleneck_parameters"]),
            ValuePart(
                "bottleneck_work",
                1,
                right["bottleneck_work"],
                follows=lambda standard_work: (
                    every * c * s + windows(standard_work) * k * k * s * f
                ),
            ),
            ValuePart("separable_parameters", 1, right["separable_parameters"]),
            ValuePart(
                "separable_work",
                1,
                right["separable_work"],
                follows=lambda standard_work: windows(standard_work) * (k * k * c + c * f),
            ),
            ValuePart(
                "share",
                1,
                right["share"],
                rtol=1e-3,
                unit="parts of 1, as in 0.12",
                follows=lambda standard_work, separable_work: (
                    separable_work / standard_work
                    if 0 < separable_work < standard_work
                    else math.nan
                ),
            ),
            ValuePart("vgg16_parameters", 1, right["vgg16_parameters"]),
        ),
        variants=(
            ValueAnswer("floats", {name: float(value) for name, value in right.items()}),
            ValueAnswer("rounded", right | {"share": round(right["share"], 4)}),
            ValueAnswer(
                "divided", right | {"share": right["separable_work"] / right["standard_work"]}
            ),
        ),
        misconceptions=(
            wrong(
                "no_biases",
                "The biases are missing: each convolution has one for every output channel.",
                standard_parameters=k * k * c * f,
                bottleneck_parameters=c * s + k * k * s * f,
                separable_parameters=k * k * c + c * f,
            ),
            wrong(
                "one_bias_for_two",
                "You count the biases of the second convolution only. Both have biases.",
                bottleneck_parameters=c * s + k * k * s * f + f,
                separable_parameters=k * k * c + c * f + f,
            ),
            wrong(
                "a_place_for_every_pixel",
                "You count a window for every pixel. Without padding there are k - 1 fewer in each "
                "direction.",
                {
                    "bottleneck_work": every * (c * s + k * k * s * f),
                    "separable_work": every * (k * k * c + c * f),
                },
                standard_work=every * k * k * c * f,
            ),
            wrong(
                "squeezes_what_is_left",
                "The 1x1 convolution comes first: it runs at every pixel of the input, not only at "
                "the output positions of the large kernel.",
                bottleneck_work=places * (c * s + k * k * s * f),
            ),
            wrong(
                "mixes_before_it_filters",
                "In the separable convolution the depth-wise one comes first, so the 1x1 "
                "convolution runs only at its output positions, not at every pixel.",
                {"share": (places * k * k + every * f) / (places * k * k * f)},
                separable_work=places * k * k * c + every * c * f,
            ),
            wrong(
                "gain_for_share",
                "`share` is the remaining part of the work, a number below 1; you gave how many "
                "times smaller it is.",
                share=1 / right["share"],
            ),
            wrong(
                "share_of_input_channels",
                "The share is 1/F + 1/k², where F is the number of output channels, not input "
                "ones.",
                share=1 / c + 1 / k**2,
            ),
            wrong(
                "vgg_16_without_biases",
                "VGG-16's biases are missing: one for each filter and each dense unit.",
                vgg16_parameters=vgg_16_parameters(image_size, classes, biases=False),
            ),
            wrong(
                "vgg_16_of_224_pixels",
                "You count VGG-16 for images of 224 pixels. Its first dense layer reads the maps "
                "that five poolings leave of yours.",
                vgg16_parameters=vgg_16_parameters(224, classes),
            ),
            wrong(
                "vgg_16_with_four_poolings",
                "A pooling ends each of VGG-16's five stages, the last one too, before the dense "
                "layers.",
                vgg16_parameters=vgg_16_parameters(image_size, classes, poolings=4),
            ),
            wrong(
                "vgg_16_without_its_dense_layers",
                "You count VGG-16's convolutions only. Most of its parameters are in the dense "
                "layers.",
                vgg16_parameters=vgg_16_parameters(image_size, classes, dense=False),
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _counting)
