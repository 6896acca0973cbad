"""The check of ``04-backprop.questions``."""

from autograder.checks.choice_check import ChoiceCheck, Question

__all__ = ["CHECK"]

CHECK = ChoiceCheck(
    key="04-backprop.questions",
    parts=(
        Question(
            "rotation",
            1,
            "abcd",
            "c",
            {
                "a": "Convolution does not always rotate the kernel: with stride 2 the shapes "
                "would not even fit.",
                "b": "The rotation and the transpose of the matrix are the same thing for stride "
                "1, where only one of them is done.",
                "d": "Every kernel is rotated, a symmetric one included: there it only makes no "
                "difference.",
            },
        ),
        Question(
            "true_of_activations",
            1,
            "abcde",
            "acd",
            {
                "b": "A ReLU passes a gradient on unchanged where its input is positive, and not "
                "at all where it is negative.",
                "e": "In float32 an input of exactly 0 is common: black pixels, padding, what an "
                "earlier ReLU has set to 0. A convention is needed, and it is 0.",
            },
            several=True,
        ),
        Question(
            "remembered",
            1,
            "abcd",
            "b",
            {
                "a": "The maxima alone do not say where they came from.",
                "c": "The shape is enough for average pooling, where all pixels of a window are "
                "alike.",
                "d": "Nothing is learned in pooling: there are no weights to remember.",
            },
        ),
        Question(
            "bias_gradient",
            1,
            "abcd",
            "d",
            {
                "a": "The bias is added at every position of every image, not once for each image.",
                "b": "A mean would forget how often the bias was used. Where the loss is a mean, "
                "the upstream gradient has been divided already.",
                "c": "Each filter has its own bias: the sum must not run over the filters.",
            },
        ),
        Question(
            "step",
            1,
            "abcd",
            "a",
            {
                "b": "A smaller step makes the formula more exact and the subtraction less so: "
                "below about 1e-6 rounding takes over.",
                "c": "The error of the central difference is about eps² for every function except "
                "polynomials of degree 2 at most.",
                "d": "float32 has about 7 digits. Two numbers that agree in 6 of them differ in "
                "one digit that can be trusted.",
            },
        ),
    ),
)
