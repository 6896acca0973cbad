"""The check of ``01-convolution.by_hand``: two small maps, as in Patel's problems 1 and 2."""

import numpy as np

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal.convolution import BY_HAND as NUMBERS
from cnnlib.personal.convolution import by_hand_arrays

__all__ = ["CHECK"]


def _map(image: np.ndarray, kernel: np.ndarray, stride: int = 1) -> np.ndarray:
    """Return the map, computed by index without the library."""
    (h, w), (kh, kw) = image.shape, kernel.shape
    rows, columns = range(0, h - kh + 1, stride), range(0, w - kw + 1, stride)
    return np.array(
        [
            [
                sum(image[i + u, j + v] * kernel[u, v] for u in range(kh) for v in range(kw))
                for j in columns
            ]
            for i in rows
        ]
    )


def _by_hand(**numbers: int) -> ValueCheck:
    image, kernel, small_kernel = by_hand_arrays(**numbers)
    padded = np.pad(image, 1)
    right = {
        "relu_map": np.maximum(_map(image, kernel), 0),
        "strided_map": _map(padded, small_kernel, stride=2),
    }

    def wrong(name: str, sentence: str, **values: np.ndarray) -> ValueMisconception:
        return ValueMisconception(name, {**right, **values}, sentence, tuple(values))

    return ValueCheck(
        key=NUMBERS.key,
        parts=tuple(ValuePart(name, 3, value.tolist()) for name, value in right.items()),
        variants=(
            ValueAnswer("lists", {name: value.tolist() for name, value in right.items()}),
            ValueAnswer("floats", {name: value / 1 for name, value in right.items()}),
        ),
        misconceptions=(
            wrong(
                "no_relu",
                "`relu_map` still holds negative numbers. The ReLU is applied to the sums: it "
                "keeps positive ones and sets the others to 0.",
                relu_map=_map(image, kernel),
            ),
            wrong(
                "relu_before_the_sum",
                "In `relu_map` you drop negative products before summing. The ReLU is applied "
                "to each whole sum, including the bias if there is one.",
                relu_map=_map(image, np.maximum(kernel, 0)),
            ),
            wrong(
                "flipped",
                "You rotate the kernels by 180°. A convolutional layer uses them as they are.",
                relu_map=np.maximum(_map(image, np.flip(kernel)), 0),
                strided_map=_map(padded, np.flip(small_kernel), stride=2),
            ),
            wrong(
                "transposed",
                "You multiply the rows of the window by the columns of the kernel.",
                relu_map=np.maximum(_map(image, kernel.T), 0),
                strided_map=_map(padded, small_kernel.T, stride=2),
            ),
            wrong(
                "no_padding",
                "`strided_map` has no zeros around the image: begin in the corner of the padded "
                "image, where three of the window's four numbers are zeros.",
                strided_map=_map(image, small_kernel, stride=2),
            ),
            wrong(
                "padded_behind",
                "For `strided_map` you put zeros below and on the right only. Padding goes on all "
                "four sides.",
                strided_map=_map(padded[1:, 1:], small_kernel, stride=2),
            ),
            wrong(
                "padded_in_front",
                "For `strided_map` you put zeros above and on the left only. Padding goes on all "
                "four sides.",
                strided_map=_map(padded[:-1, :-1], small_kernel, stride=2),
            ),
            wrong(
                "stride_one",
                "`strided_map` holds every window: with a stride of 2, take every second one in "
                "each direction.",
                strided_map=_map(padded, small_kernel),
            ),
        ),
    )


CHECK = PersonalCheck(NUMBERS, _by_hand)
