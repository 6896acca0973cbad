"""The check of ``08-visualisation.questions``."""

from autograder.checks.choice_check import ChoiceCheck, Question

__all__ = ["CHECK"]

CHECK = ChoiceCheck(
    key="08-visualisation.questions",
    parts=(
        Question(
            "unchanged",
            2,
            "abcd",
            "c",
            {
                "a": "A network with random weights in its last layer has no reasons for a class. "
                "A picture that does not change cannot show any.",
                "b": "Noise would change with the weights. A picture that does not change depends "
                "on something that did not change.",
                "d": "Agreement of two pictures says something about the weights only if the "
                "weights were changed: here they were.",
            },
        ),
        Question(
            "true_of_saliency",
            2,
            "abcde",
            "be",
            {
                "a": "The gradient is a slope. It says little about a large change, such as "
                "covering a whole sleeve, because the network is not linear.",
                "c": "A gradient of 0 is only a local slope of 0. A saturated score can depend on "
                "a pixel although its slope is 0.",
                "d": "A picture for one image says nothing about what the network does with other "
                "images.",
            },
            several=True,
        ),
    ),
)
