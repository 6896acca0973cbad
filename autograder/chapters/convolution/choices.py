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
                "b": "A larger stride leaves windows out: what lies between two places is seen "
                "less well, never better.",
                "c": "The weights are those of the kernel, however far it moves.",
                "e": "A stride is one more thing to get right: in the size, and in where each "
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
                "a": "Back-propagation is the same for both, the chain rule; what differs is what "
                "the layers may express.",
                "c": "More hyperparameters (kernel, stride, padding, depth) are more choices for a "
                "person to make, and make nothing robust by themselves.",
            },
            several=True,
        ),
    ),
)
