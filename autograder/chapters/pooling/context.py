"""The check of ``02-pooling.context``: dilated layers against pooled ones."""

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.pooling import CONTEXT as NUMBERS

__all__ = ["CHECK"]

ROUNDED = 5e-3  # two decimals are enough


def _context(layers: int, side: int, channels: int) -> ValueCheck:
    dilations = [2**layer for layer in range(layers)]
    weights = 9 * channels**2
    right = {
        "field_plain": 2 * layers + 1,
        "field_dilated": 2 ** (layers + 1) - 1,
        "field_pooled": 3 * 2**layers - 2,
        "side_pooled": side // 2**layers,
        "parameters": layers * (weights + channels),
        "cost_ratio": layers / sum(4.0**-layer for layer in range(layers)),
    }

    def wrong(name: str, sentence: str, **values: float) -> ValueMisconception:
        return ValueMisconception(name, {**right, **values}, sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("field_plain", 1, right["field_plain"], unit="pixels along one axis"),
            ValuePart("field_dilated", 1, right["field_dilated"], unit="pixels along one axis"),
            ValuePart("field_pooled", 1, right["field_pooled"], unit="pixels along one axis"),
            ValuePart("side_pooled", 1, right["side_pooled"], unit="pixels along one axis"),
            ValuePart("parameters", 1, right["parameters"]),
            ValuePart("cost_ratio", 1, right["cost_ratio"], rtol=ROUNDED),
        ),
        variants=(
            ValueAnswer("rounded", {**right, "cost_ratio": round(right["cost_ratio"], 2)}),
            ValueAnswer("floats", {name: float(value) for name, value in right.items()}),
        ),
        misconceptions=(
            wrong(
                "kernels_added",
                "`field_plain` adds up the kernels. The first layer sees 3 pixels, and each "
                "further one only 2 more: one on either side.",
                field_plain=3 * layers,
            ),
            wrong(
                "kernels_multiplied",
                "`field_plain` multiplies the kernels. Neighbouring windows overlap, so each layer "
                "adds only 2 pixels.",
                field_plain=3**layers,
            ),
            wrong(
                "areas",
                "These fields are areas. Give them in pixels along one axis.",
                field_plain=right["field_plain"] ** 2,
                field_dilated=right["field_dilated"] ** 2,
                field_pooled=right["field_pooled"] ** 2,
            ),
            wrong(
                "last_layer_only",
                "`field_dilated` is what the last kernel covers of the map before it. Each number "
                "of that map sees more than one pixel of the image.",
                field_dilated=2 * dilations[-1] + 1,
            ),
            wrong(
                "formula_of_the_report",
                "`field_dilated` follows equation (1) of the coursework report, with the rate in "
                "the exponent. It happens to be right for rates 2 and 4, and is wrong for larger "
                "ones: the field is 4 times the last dilation, minus 1.",
                field_dilated=2 ** (dilations[-1] // 2 + 2) - 1,
            ),
            wrong(
                "dilated_kernels_added",
                "`field_dilated` adds up the extents of the dilated kernels. Each layer adds only "
                "d * (k - 1) pixels to the 1 pixel at the start.",
                field_dilated=sum(2 * dilation + 1 for dilation in dilations),
            ),
            wrong(
                "pooling_sees_nothing",
                "`field_pooled` is the field of the convolutions without the poolings. A 2x2 "
                "pooling doubles the step of all later layers, which see much more. (The "
                "coursework report says that pooling does not change the receptive field.)",
                field_pooled=right["field_plain"],
            ),
            wrong(
                "windows_of_the_pooling_forgotten",
                "`field_pooled` counts how pooling stretches the later layers, but not that each "
                "pooling window is itself 2 wide, and adds one step.",
                field_pooled=2 ** (layers + 1) - 1,
            ),
            wrong(
                "last_pooling_forgotten",
                "`field_pooled` ends before the last pooling, which adds one more step.",
                field_pooled=5 * 2 ** (layers - 1) - 2,
            ),
            wrong(
                "halved_once",
                "`side_pooled` is the side after one pooling. Each of them halves it again.",
                side_pooled=side / 2,
            ),
            wrong(
                "divided_by_twice_the_layers",
                "`side_pooled` divides by 2 times the number of poolings. Each halves the side "
                "again: divide by a power of 2.",
                side_pooled=side / (2 * layers),
            ),
            wrong(
                "quartered",
                "`side_pooled` divides by 4 for each pooling. That is the change in the number of "
                "pixels; the side is halved.",
                side_pooled=side / 4**layers,
            ),
            wrong(
                "no_biases",
                "`parameters` counts the weights only. Each layer also has a bias for every output "
                "channel.",
                parameters=layers * weights,
            ),
            wrong(
                "one_layer",
                "`parameters` is the count for one layer.",
                parameters=weights + channels,
            ),
            wrong(
                "one_channel",
                "`parameters` gives each filter 9 weights. It has 9 for every channel that comes "
                "in.",
                parameters=layers * (9 * channels + channels),
            ),
            wrong(
                "holes_are_weights",
                "`parameters` counts the holes of the dilated kernels. Dilation moves the 9 "
                "weights apart, but adds none.",
                parameters=sum(
                    (2 * dilation + 1) ** 2 * channels**2 + channels for dilation in dilations
                ),
            ),
            wrong(
                "cost_upside_down",
                "`cost_ratio` is upside down: divide the multiplications of the dilated network by "
                "those of the pooled one.",
                cost_ratio=1 / right["cost_ratio"],
            ),
            wrong(
                "cost_of_the_last_layer",
                "`cost_ratio` compares the last layers. Compare all layers: the first ones cost "
                "the same in both networks.",
                cost_ratio=4.0 ** (layers - 1),
            ),
            wrong(
                "half_as_many_pixels",
                "`cost_ratio` assumes that a pooling halves the number of pixels. It halves both "
                "sides, so a quarter of the pixels is left.",
                cost_ratio=layers / sum(2.0**-layer for layer in range(layers)),
            ),
            wrong(
                "pooled_before_the_first",
                "`cost_ratio` assumes that the first convolution works on a pooled image. Here "
                "each convolution comes before its pooling, so the first one costs the same in "
                "both.",
                cost_ratio=4 * right["cost_ratio"],
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _context)
