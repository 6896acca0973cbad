"""An exercise with personal numbers and one of multiple choice, small enough to see through."""

from autograder.checks.answers import ValueMisconception
from autograder.checks.choice_check import ChoiceCheck, Question
from autograder.checks.personal_check import PersonalCheck
from autograder.checks.value_check import ValueCheck, ValuePart
from cnnlib.personal import PersonalNumbers

__all__ = ["AREA", "LETTERS", "RECTANGLE"]

RECTANGLE = PersonalNumbers(
    "00-test.area",
    {"height": range(3, 40), "width": range(3, 40)},
    where=lambda height, width: height != width,
)


def _area(height: int, width: int) -> ValueCheck:
    right = {"area": height * width, "ratio": height / width}
    return ValueCheck(
        key=RECTANGLE.key,
        parts=(
            ValuePart("area", 2, right["area"], unit="pixels"),
            ValuePart("ratio", 1, right["ratio"], rtol=5e-3),
        ),
        variants=(),
        misconceptions=(
            ValueMisconception(
                "perimeter",
                {**right, "area": 2 * (height + width)},
                "`area` is the length of the border.",
                ("area",),
            ),
        ),
    )


AREA = PersonalCheck(RECTANGLE, _area)

LETTERS = ChoiceCheck(
    key="00-test.letters",
    parts=(
        Question("one", 2, "abc", "b", {"a": "A is too small.", "c": "C is too large."}),
        Question("some", 3, "abcd", "ad", {"b": "B is odd.", "c": "C is even."}, several=True),
    ),
)
