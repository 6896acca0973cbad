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
                "a": "A network with random weights in its last layer has no reasons left for a "
                "class. A picture that stays the same cannot show any.",
                "b": "If it were noise, it would change with the weights. That it stays the same "
                "means that it depends on something that stayed the same.",
                "d": "How often two pictures agree says nothing about which weights they came "
                "from, unless the weights were changed: here they were.",
            },
        ),
        Question(
            "true_of_saliency",
            2,
            "abcde",
            "be",
            {
                "a": "The gradient is a slope. Of a large step, such as covering a whole sleeve, "
                "it says little: the network is not a straight line.",
                "c": "A gradient of 0 is a slope of 0, here and now. A saturated score can "
                "depend on a pixel and be flat in it.",
                "d": "One picture for one image tells of that image. What the network does with "
                "other images, it does not say.",
            },
            several=True,
        ),
    ),
)
