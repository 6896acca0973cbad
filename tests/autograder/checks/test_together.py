"""Mistakes that are whole functions are recognised together."""

import pytest

from autograder.chapters import CHECKS
from autograder.checks.cases import generator
from autograder.checks.function_check import FunctionCheck
from autograder.checks.outcomes import Outcome, attempt

FAMILIES = {
    key: check
    for key, check in CHECKS.items()
    if isinstance(check, FunctionCheck) and check.together is not None
}
PARTS = 2  # of each check, and their first cases


@pytest.mark.parametrize("key", FAMILIES)
def test_each_mistake_alone_is_the_misconception_of_that_name(key):
    check = FAMILIES[key]
    known = {mistake.name: mistake.function for mistake in check.misconceptions}
    assert set(check.together.names) <= set(known)
    for part in check.parts[:PARTS]:
        case = next(iter(part.draw(generator(0, key, part.name))))
        expected = case.hand_over(check.oracle)
        for name in check.together.names:
            outcome = attempt(check.together.having(name), case)
            trial = check.trial(part, case, expected, False, outcome)
            assert trial.agrees_with(attempt(known[name], case)), f"{name}, {part.name}"
        right = check.trial(part, case, expected, True, attempt(check.together.having(), case))
        assert not right.failed
        assert right.agrees_with(Outcome(expected))


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("08-visualisation.saliency", ("keeps_the_sign", "adds_the_channels")),
        ("07-efficient.Fire", ("forgets_the_last_relu", "joins_the_other_way_round")),
        ("05-depth.GradientFlow", ("SumsUp", "AddsThePassesUp", "LeavesItsHooks")),
    ],
)
def test_several_are_named(key, names):
    check = FAMILIES[key]
    found = check.recognise(check.trials(check.together.having(*names), seed=0))
    assert {mistake.name for mistake in found.mistakes} == set(names)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("records_the_whole_shape", "swaps_height_and_width"),  # a tuple of 4 where 2 are expected
        ("records_the_poolings_only", "records_no_switches"),  # mostly as the next pair
        ("records_the_poolings_only", "appends_the_same_dict"),
    ],
)
def test_two_that_change_records_are_named(outer, inner):
    check = CHECKS["08-visualisation.forward_with_switches"]
    known = {mistake.name: mistake for mistake in check.misconceptions}
    both = known[outer].around(known[inner].around(check.reference.function))
    found = check.recognise(check.trials(both, seed=1))
    assert {mistake.name for mistake in found.mistakes} == {outer, inner}
