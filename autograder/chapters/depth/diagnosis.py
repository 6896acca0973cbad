"""The check of ``05-depth.diagnosis``: what is wrong with three networks."""

from autograder.checks.choice_check import ChoiceCheck, Question

__all__ = ["CHECK"]

CHECK = ChoiceCheck(
    key="05-depth.diagnosis",
    parts=(
        Question(
            "network_a",
            1,
            "abcd",
            "b",
            {
                "a": "The gradients of A are about 1e-14 in every layer. Exploding gradients grow "
                "from layer to layer.",
                "c": "A does not fit its training images either, so it does not overfit.",
                "d": "A cut graph leaves gradients of exactly 0 before the cut and normal ones "
                "after it. Those of A are tiny everywhere.",
            },
        ),
        Question(
            "network_b",
            1,
            "abcd",
            "d",
            {
                "a": "No gradient of B is large: the largest, of the last layer, is about 0.1.",
                "b": "Vanishing gradients get smaller from layer to layer, or are small in all. "
                "In B they have a normal size, and then are exactly 0 from one layer on.",
                "c": "B has a gap between its curves, but twelve of its layers get no gradient at "
                "all: look at the left plot first.",
            },
        ),
        Question(
            "network_c",
            1,
            "abcd",
            "c",
            {
                "a": "No gradient of C is large, and none grows from layer to layer.",
                "b": "All layers of C get gradients of about the same size, and its training "
                "accuracy rises to 95 %.",
                "d": "Every layer of C gets a gradient.",
            },
        ),
        Question(
            "repairs_of_a",
            2,
            "abcdef",
            "abd",
            {
                "c": "More images do not change the gradient of each one.",
                "e": "The gradients are about 1e12 times too small. A learning rate a hundred "
                "times as large does not help, and Adam divides by at least 1e-8.",
                "f": "More layers of the same kind make the product of their Jacobians smaller "
                "still.",
            },
            several=True,
        ),
        Question(
            "one_image",
            1,
            "abcd",
            "c",
            {
                "a": "Nothing is wrong with the weights: the same network is right about whole "
                "batches.",
                "b": "The network has no dropout, which would not make every image the same "
                "anyway.",
                "d": "The running statistics exist, but they are not used in training mode.",
            },
        ),
    ),
)
