"""Check numbers that differ from student to student."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from autograder.checks.reports import CheckReport
from autograder.checks.value_check import ValueCheck
from cnnlib.personal import PersonalNumbers

__all__ = ["PersonalCheck"]

LONGEST_ID = 100


@dataclass(frozen=True)
class PersonalCheck:
    """The check of an exercise whose numbers are derived from the student's id.

    Attributes
    ----------
    numbers : PersonalNumbers
        The same ones that the notebook shows.
    build : callable
        Takes the numbers by name and returns the `ValueCheck` of a student with these numbers.
    """

    numbers: PersonalNumbers
    build: Callable[..., ValueCheck]

    @property
    def key(self) -> str:
        return self.numbers.key

    def of(self, student: str) -> ValueCheck:
        """Return the check of the student with this id.

        Raises
        ------
        ValueError
            If the id is empty.
        """
        return self.build(**self.numbers.of(student))

    def run(
        self, answers: tuple[Any, ...], seed: int, student: str, typed: Any = None
    ) -> CheckReport:
        """Compare `answers` with the expected values for the numbers of `student`.

        Parameters
        ----------
        student : str
            The id of the student who submitted the answers.
        typed : object
            The id that the notebook derived its numbers from, as the student's process reports it;
            used only to explain a wrong answer.
        """
        report = self.of(student).run(answers, seed)
        if report.earned == report.points or not self._is_another(typed, student):
            return report
        theirs = self.of(typed).run(answers, seed)
        if theirs.earned <= report.earned:
            return report
        said = " ".join(f"{typed}".split())
        return replace(
            report,
            misconception=(
                f"The answer fits the numbers of the id {said!r}, which is what STUDENT says in "
                f"the notebook. This was handed in by {student!r}, whose numbers are different."
            ),
            look=f"{self.key}: the answer fits the numbers of the id {said!r}.",
        )

    def _is_another(self, typed: Any, student: str) -> bool:
        if not isinstance(typed, str) or not typed.strip() or len(typed) > LONGEST_ID:
            return False
        return self.numbers.of(typed) != self.numbers.of(student)
