"""Check the letters that a student chose in multiple-choice questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.checks.answers import ValueAnswer, ValueMisconception
from autograder.checks.reports import CheckReport, PartReport

__all__ = ["ChoiceCheck", "Question"]


@dataclass(frozen=True)
class Question:
    """One question, answered with one letter or several.

    Attributes
    ----------
    name : str
        The variable that holds the answer, as in ``stride = "b"`` or ``true_of_relu = "acd"``.
    options : str
        The letters to choose from, as ``"abcd"``.
    right : str
        The right letter, or letters if `several`: there is no partial credit, so choosing all
        of them earns nothing.
    why : mapping of str to str
        For each wrong letter, a sentence that tells a student who chose it what is true instead.
    several : bool
        Whether more than one letter may be chosen; even then, a single one may be right.
    """

    name: str
    points: float
    options: str
    right: str
    why: Mapping[str, str]
    several: bool = False

    def chosen(self, answer: Any) -> str | None:
        """Return the chosen letters, sorted, or None if the answer is not made of the options."""
        letters = "".join(re.split(r"[\s,;]+", answer.lower())) if isinstance(answer, str) else ""
        return "".join(sorted(letters)) if letters and set(letters) <= set(self.options) else None

    def wrong_sentence(self, answer: Any) -> str:
        """Return what is wrong with an answer, without the right one; empty if it is right."""
        letters = self.chosen(answer)
        if letters is None:
            if answer is None or answer == "":
                return "not given yet."
            return f"expected {self._what()} {', '.join(self.options)}, as text."
        if len(set(letters)) < len(letters) or (len(letters) > 1 and not self.several):
            return f"expected {self._what()} {', '.join(self.options)}; {letters!r} has more."
        if letters == "".join(sorted(self.right)):
            return ""
        return (
            f"{', '.join(letters)} is not the answer." if not self.several else self._off(letters)
        )

    def _what(self) -> str:
        return "some of the letters" if self.several else "one of the letters"

    def _off(self, letters: str) -> str:
        extra = [letter for letter in letters if letter not in self.right]
        if extra:
            return f"not true: {', '.join(extra)}."
        return "all you chose is right; at least one is missing."


@dataclass(frozen=True)
class ChoiceCheck:
    """The check of multiple-choice questions; attributes as for `FunctionCheck`."""

    key: str
    parts: tuple[Question, ...]
    variants: tuple[ValueAnswer, ...] = field(default=(), init=False)

    @property
    def points(self) -> float:
        return sum(question.points for question in self.parts)

    @property
    def reference(self) -> ValueAnswer:
        """The right letters."""
        return ValueAnswer("reference", {q.name: q.right for q in self.parts})

    @property
    def blank(self) -> ValueAnswer:
        """The answer of a student who chose nothing."""
        return ValueAnswer("blank", dict.fromkeys((q.name for q in self.parts), None))

    @property
    def misconceptions(self) -> tuple[ValueMisconception, ...]:
        """Each wrong letter alone or, if several may be chosen, with the right ones."""
        right = self.reference.values
        return tuple(
            ValueMisconception(
                f"{q.name}_{letter}",
                {**right, q.name: q.right[0] + letter if q.several else letter},
                sentence,
                (q.name,),
            )
            for q in self.parts
            for letter, sentence in q.why.items()
        )

    def run(self, answers: tuple[Any, ...], seed: int) -> CheckReport:  # noqa: ARG002 (nothing is drawn)
        """Compare `answers`, one for each question, with the right letters."""
        parts, known = [], []
        for question, answer in zip(self.parts, answers, strict=True):
            sentence = question.wrong_sentence(answer)
            earned = 0.0 if sentence else question.points
            parts.append(PartReport(question.name, question.points, earned, sentence))
            if sentence:
                known += [question.why[letter] for letter in _explained(question, answer)]
        earned = sum(part.earned for part in parts)
        return CheckReport(self.key, self.points, earned, tuple(parts), " ".join(known) or None)


def _explained(question: Question, answer: Any) -> list[str]:
    letters = question.chosen(answer) or ""
    # A student who chooses everything has no misconception to explain.
    if len(letters) > 1 and (not question.several or set(letters) == set(question.options)):
        return []
    return [letter for letter in letters if letter in question.why]
