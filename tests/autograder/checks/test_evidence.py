"""What a result says for or against a known mistake."""

import numpy as np

from autograder.checks.evidence import Sign, evidence
from autograder.checks.outcomes import Outcome, Trial
from autograder.checks.structure import Found

RIGHT = {"output": np.ones(3), "input": np.ones(3)}


def signs(missing: str) -> list[Sign]:
    """Return the signs of a mistake that leaves a gradient out, in an answer that does so too."""
    mistaken = Outcome(Found({**RIGHT, "input": None}, "", "the output does not depend on it."))
    answer = Outcome(Found({**RIGHT, "input": None}, "", missing))
    return [each.sign for each in evidence(0, Trial("part", answer, RIGHT), RIGHT, mistaken)]


def test_values_that_are_missing_for_another_reason_are_not_alike():
    assert signs("the output does not depend on it.") == [Sign.AGREES]
    assert signs("the output has another shape.") == [Sign.UNSEEN]


def test_records_that_a_mistake_changes_are_many_numbers():
    right, mistaken = ([{"switches": np.arange(start, 20)}] for start in (0, 1))
    trial = Trial("part", Outcome(mistaken), right)
    assert [each.strong for each in evidence(0, trial, right, Outcome(mistaken))] == [True]
