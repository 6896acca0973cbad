"""The check of ``02-pooling.questions``: multiple choice."""

from autograder.checks.choice_check import ChoiceCheck, Question

__all__ = ["CHECK"]

CHECK = ChoiceCheck(
    key="02-pooling.questions",
    parts=(
        Question(
            "learned",
            1,
            "abcd",
            "a",
            {
                "b": "A pooling window has 9 positions, but no weights: it takes the largest "
                "number, which involves nothing learned.",
                "c": "That would be a kernel for each channel. A pooling window has positions but "
                "no weights, in every channel.",
                "d": "Those are the weights and biases of a convolution. Pooling has neither.",
            },
        ),
        Question(
            "halving",
            1,
            "abcd",
            "c",
            {
                "a": "With stride 1 the windows overlap, and 32 pixels become 31.",
                "b": "With padding 1 another window fits: 32 pixels become (32 + 2 - 2) / 2 + 1 = "
                "17.",
                "d": "With stride 1 and padding 1 the map grows: 32 pixels become 33.",
            },
        ),
        Question(
            "kept",
            1,
            "abcd",
            "b",
            {
                "a": "One number is kept of each window, and a window has 4: each of the two sides "
                "is halved.",
                "c": "That is the share that is dropped. (Patel's notes say that pooling decreases "
                "the data by 1/4; it decreases them to 1/4.)",
                "d": "The number of outputs does not depend on the values: one for each window.",
            },
        ),
        Question(
            "moved",
            1,
            "abcd",
            "d",
            {
                "a": "Only if no maximum leaves its window. Pooling is approximately invariant to "
                "small shifts, not exactly.",
                "b": "The map would move by a whole cell if the image moved by 2 pixels, the "
                "stride.",
                "c": "There are no half cells: each cell either keeps its maximum or gets another.",
            },
        ),
        Question(
            "smaller",
            1,
            "abcde",
            "ace",
            {
                "b": "The weights of a convolution depend on its kernel and its channels, not on "
                "the size of the map: sharing them is the point.",
                "d": "Pooling works on every channel separately, and does not change their number.",
            },
            several=True,
        ),
        Question(
            "dilated",
            1,
            "abcd",
            "ab",
            {
                "c": "Each pooling doubles the step of all later layers, so that they see "
                "more. (The coursework report says otherwise.)",
                "d": "Its maps keep their size, so every layer computes at every pixel: that "
                "costs more, which is why the report's dilated networks took up to twice as long.",
            },
            several=True,
        ),
        Question(
            "one_by_one",
            1,
            "abcd",
            "d",
            {
                "a": "Each of the 16 filters has a weight for every one of the 64 channels.",
                "b": "The biases are missing: one for each filter.",
                "c": "That is a 3x3 convolution, with 9 weights for each pair of channels.",
            },
        ),
    ),
)
