"""The check of ``06-regularisation.questions``."""

from autograder.checks.choice_check import ChoiceCheck, Question

__all__ = ["CHECK"]

CHECK = ChoiceCheck(
    key="06-regularisation.questions",
    parts=(
        Question(
            "evaluation",
            1,
            "abcd",
            "c",
            {
                "a": "The loss is the same function in both. What differs is what happens around "
                "it.",
                "b": "Averages over batches are taken in both. That is no difference.",
                "d": "It is faster without gradients, but dropout and batch norm would still "
                "behave as in training.",
            },
        ),
        Question(
            "diagnosis",
            1,
            "abcd",
            "b",
            {
                "a": "A network that underfits has a high loss on the training images, too.",
                "c": "With a rate that is too high the training loss would not fall to almost 0.",
                "d": "A leak makes the validation images look too good, not too bad.",
            },
        ),
        Question(
            "statistics",
            1,
            "abcd",
            "a",
            {
                "b": "It takes some time, but that is not the reason: statistics of the test set "
                "would be wrong even if they cost nothing.",
                "c": "It is often nearly the same, which is why the mistake goes unnoticed. It "
                "still uses the test set, and a single image has no such statistics.",
                "d": "Which images have the larger deviation does not matter.",
            },
        ),
        Question(
            "flips",
            1,
            "abcde",
            "ace",
            {
                "b": "A boot that points to the right is still a boot when it points to the left.",
                "d": "A cat that looks to the left is a cat that looks to the right in the mirror.",
            },
            several=True,
        ),
        Question(
            "batches",
            1,
            "abcd",
            "d",
            {
                "a": "Averaging over more images makes the estimate of the gradient less noisy, "
                "not more.",
                "b": "An epoch uses every image once, whatever the batch size.",
                "c": "Fewer steps of the same length make less progress in an epoch. A larger "
                "batch needs a larger rate to compensate.",
            },
        ),
        Question(
            "decay",
            1,
            "abcd",
            "b",
            {
                "a": "A small step does not get out of a local minimum more easily; a large one "
                "does.",
                "c": "The number of weights does not change.",
                "d": "An epoch takes as long at any rate.",
            },
        ),
        Question(
            "inverted",
            1,
            "abcd",
            "d",
            {
                "a": "This is standard dropout, as in question 33 of the practical's report.",
                "b": "Doing both would scale twice.",
                "c": "Without any scaling the input of a layer would be about half as large in "
                "training as in a test.",
            },
        ),
    ),
)
