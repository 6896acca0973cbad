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
                "d": "Without gradients it is faster, but that is not all: dropout and batch norm "
                "would still behave as in training.",
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
                "b": "It takes some time, and it is not the reason: statistics of the test set "
                "would still be wrong if they came for nothing.",
                "c": "It often is nearly the same, which is why the mistake goes unnoticed. It is "
                "still a look at the test set, and one image alone has no statistics.",
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
                "b": "An epoch shows every image once, whatever the size of the batches.",
                "c": "Fewer steps of one length get less far in an epoch. A larger batch needs "
                "a larger rate to catch up.",
            },
        ),
        Question(
            "decay",
            1,
            "abcd",
            "b",
            {
                "a": "A smaller step does not get out of a local minimum more easily; a large one "
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
                "a": "This is plain dropout, as question 33 of the practical's report has it.",
                "b": "Doing both would scale twice.",
                "c": "Without any scaling a layer would get about half as much in training as "
                "in a test.",
            },
        ),
    ),
)
