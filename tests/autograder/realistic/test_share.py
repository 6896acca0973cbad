"""The share of realistic wrong solutions of which something true is said, and nothing false."""

import pytest

import tests.autograder.realistic.convolutions
import tests.autograder.realistic.pooling_and_gradients  # noqa: F401  each adds its own
from tests.autograder.realistic.marking import WRONG
from tests.autograder.realistic.measure import judged

SHARE = 0.9


def test_there_are_many_of_them_and_of_many_exercises():
    assert len(WRONG) >= 60
    assert len({wrong.key for wrong in WRONG}) >= 20


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_nine_in_ten_are_told_a_true_cause_and_none_a_false_one(seed):
    results = {wrong.function.__name__: judged(wrong, seed) for wrong in WRONG}
    assert {name: false for name, (_, false, _) in results.items() if false} == {}
    told = [name for name, (true, _, _) in results.items() if true]
    assert len(told) >= SHARE * len(results), set(results) - set(told)
