"""The check of ``05-depth.parameters``: the parameters of VGG-08 and VGG-38."""

import math

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.depth import NETWORK as NUMBERS

__all__ = ["CHECK"]


def _parameters(in_channels: int, channels: int, classes: int) -> ValueCheck:
    hidden = 9 * channels**2
    entry = 9 * in_channels * channels + 2 * channels
    dense = channels * classes + classes

    def network(convolutions: int) -> int:
        return entry + (convolutions - 1) * hidden + dense

    right = {
        "hidden_conv": hidden,
        "entry_block": entry,
        "vgg_08_total": network(7),
        "vgg_38_total": network(37),
        "batch_norm_adds": 36 * 2 * channels,
        "residual_adds": 0,
    }

    def own(convolutions: int, hidden_conv: float, entry_block: float) -> float:
        return weights(entry_block) + (convolutions - 1) * weights(hidden_conv) + dense

    def weights(layer: float) -> float:
        """Return the student's own count of a layer, or NaN if it is less than one kernel."""
        return layer if layer >= 9 else math.nan

    def wrong(
        name: str, sentence: str, follow: dict[str, int] | None = None, **values: int
    ) -> ValueMisconception:
        return ValueMisconception(
            name, {**right, **values, **(follow or {})}, sentence, tuple(values)
        )

    return ValueCheck(
        key=NUMBERS.key,
        parts=(
            ValuePart("hidden_conv", 1, right["hidden_conv"]),
            ValuePart("entry_block", 1, right["entry_block"]),
            ValuePart(
                "vgg_08_total",
                2,
                right["vgg_08_total"],
                follows=lambda hidden_conv, entry_block: own(7, hidden_conv, entry_block),
            ),
            ValuePart(
                "vgg_38_total",
                2,
                right["vgg_38_total"],
                follows=(
                    lambda hidden_conv, entry_block: own(37, hidden_conv, entry_block),
                    lambda hidden_conv, vgg_08_total: 30 * weights(hidden_conv) + vgg_08_total,
                ),
            ),
            ValuePart("batch_norm_adds", 1, right["batch_norm_adds"]),
            ValuePart("residual_adds", 1, right["residual_adds"]),
        ),
        variants=(
            ValueAnswer("term_by_term", {**right, "vgg_38_total": network(7) + 30 * hidden}),
        ),
        misconceptions=(
            wrong(
                "one_input_channel",
                "`hidden_conv` has one kernel for each filter. Every filter has a kernel for each "
                "of its input channels.",
                hidden_conv=9 * channels,
            ),
            wrong(
                "with_biases",
                "`hidden_conv` counts biases. The convolutions of these networks have none.",
                hidden_conv=hidden + channels,
            ),
            wrong(
                "entry_without_norm",
                "`entry_block` leaves batch norm out, which learns a scale and a shift for each "
                "channel.",
                entry_block=entry - 2 * channels,
            ),
            wrong(
                "running_statistics",
                "`entry_block` counts the running mean and variance. They are buffers: measured, "
                "not learned.",
                entry_block=entry + 2 * channels,
            ),
            wrong(
                "eight_convolutions",
                "`vgg_08_total` counts eight convolutions. Its eight layers are seven convolutions "
                "and the dense layer.",
                vgg_08_total=network(8),
            ),
            wrong(
                "thirty_eight_convolutions",
                "`vgg_38_total` counts 38 convolutions. Its 38 layers are 37 convolutions and the "
                "dense layer.",
                vgg_38_total=network(38),
            ),
            wrong(
                "dense_without_biases",
                "`vgg_08_total` leaves out the biases of the dense layer, one for each class.",
                vgg_08_total=network(7) - classes,
                follow={"vgg_38_total": network(37) - classes},
            ),
            wrong(
                "large_dense_layer",
                "`vgg_08_total` lets the dense layer read whole maps. The global average leaves "
                "one number for each channel.",
                vgg_08_total=network(7) + 15 * channels * classes,
                follow={"vgg_38_total": network(37) + 15 * channels * classes},
            ),
            wrong(
                "all_norms_anew",
                "`batch_norm_adds` counts the entry block's, which is there already.",
                batch_norm_adds=37 * 2 * channels,
            ),
            wrong(
                "one_number_a_channel",
                "`batch_norm_adds` counts one number for each channel. There are two, scale and "
                "shift.",
                batch_norm_adds=36 * channels,
            ),
            wrong(
                "projections",
                "`residual_adds` counts projections. All fifteen blocks keep their shape, so that "
                "their shortcuts are identities.",
                residual_adds=15 * channels**2,
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _parameters)
