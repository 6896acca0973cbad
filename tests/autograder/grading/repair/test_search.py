"""What is right by chance, because other cases have gone further wrong, is not believed."""

import math
from dataclasses import replace

import pytest

from autograder.chapters import CHECKS
from autograder.checks.outcomes import Outcome
from autograder.grading.repair import search
from autograder.grading.repair.code import Code

CHECK = CHECKS["01-convolution.conv_output_size"]
CODE = Code("def conv_output_size(n, k, s=1, p=0, d=1):\n    return n + 1\n", CHECK.name)
ASKED = CHECK.asked(seed=1)
PART, *OTHERS = dict.fromkeys(trial.part for trial in ASKED)
WRONG = Outcome(-7)


class Bench:
    """Says of each case what the test wants."""

    spent = False

    def __init__(self, outcome_of):
        self.outcome_of, self.restarts = outcome_of, 0

    def restart(self):
        self.restarts += 1

    def outcomes(self, text, trials):
        for trial in trials:
            yield WRONG if text == CODE.text else self.outcome_of(trial)

    def outcome_of_each(self, texts, trial):
        for text in texts:
            yield from self.outcomes(text, [trial])

    def followed(self, text, trial):  # noqa: ARG002
        return [1, 2], {"n": ["int"]}


def found(outcome_of, other_seed=2):
    bench = Bench(outcome_of)
    graded = [replace(trial, outcome=WRONG) for trial in ASKED]
    found = search.search(CHECK, CODE, bench, graded, other_seed, until=math.inf)
    return found, bench.restarts


def right(trial):
    return Outcome(trial.expected)


def test_what_is_right_everywhere_is_found_and_tried_again_in_a_new_process():
    (one, restarts) = found(right)
    assert (set(one.parts), one.every, len(one.edits)) == ({PART, *OTHERS}, True, 1)
    assert restarts == 1


@pytest.mark.parametrize(
    ("elsewhere", "believed"),
    [(WRONG, True), (Outcome(error="ValueError"), False), (Outcome([1, 2]), False)],
    ids=["as before", "an error", "another type"],
)
def test_a_part_counts_only_if_no_other_case_is_worse(elsewhere, believed):
    one, _ = found(lambda trial: right(trial) if trial.part == PART else elsewhere)
    assert (one is not None) == believed
    assert one is None or (one.parts, one.every) == ((PART,), False)


def test_what_is_right_with_one_seed_only_is_not_believed():
    own = {id(trial.case) for trial in ASKED}
    one, restarts = found(lambda trial: right(trial) if id(trial.case) in own else WRONG)
    assert one is None
    assert restarts


def test_nothing_is_tried_where_the_file_does_something_else():
    graded = [replace(trial, outcome=Outcome(-8)) for trial in ASKED]
    assert search.search(CHECK, CODE, Bench(right), graded, 2, until=math.inf) is None
