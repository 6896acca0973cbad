"""The check of ``01-convolution.choices``: Patel's problems 3 and 4, in other words."""

from autograder.checks.choice_check import ChoiceCheck, Question

__all__ = ["CHECK"]

CHECK = ChoiceCheck(
    key="01-convolution.choices",
    parts=(
        Question(
            "larger_stride",
            2,
            "abcde",
            "ad",
            {
                "b": "A larger stride leaves windows out, so it can only lose detail, never show "
                "more.",
                "c": "The weights are those of the kernel, whatever the stride is.",
                "e": "A stride makes the code harder to get right: in the size, and in where each "
                "window begins.",
            },
            several=True,
        ),
        Question(
            "over_dense_networks",
            2,
            "abcde",
            "bde",
            {
                "a": "Back-propagation is the chain rule in both; the difference is in what "
                "the layers can represent.",
                "c": "More hyperparameters (kernel, stride, padding, depth) are more choices to "
                "make; they do not make a network more robust by themselves.",
            },
            several=True,
        ),
    ),
)
