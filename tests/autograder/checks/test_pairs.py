"""The search for two mistakes at once runs only those that can make a difference together."""

from collections import Counter
from dataclasses import replace
from functools import wraps
from math import perm

import numpy as np

from autograder.chapters import CHECKS
from autograder.checks.gaps import ignored_options
from autograder.checks.recognition import recognise_functions

CHECK = CHECKS["03-im2col.conv2d_im2col"]


def counted(mistake, calls):
    @wraps(mistake.spoil)
    def spoil(*args, **kwargs):
        calls[mistake.name] += 1
        return mistake.spoil(*args, **kwargs)

    return replace(mistake, spoil=spoil)


def test_an_unknown_mistake_costs_less_than_a_run_of_each_pair():
    right, calls = CHECK.reference.function, Counter()

    def unknown(*args, **kwargs):
        value = right(*args, **kwargs)
        return value + np.sin(value)

    catalogue = [counted(each, calls) for each in CHECK.misconceptions]
    generic = [counted(each, calls) for each in ignored_options(right)]
    trials = CHECK.trials(unknown, seed=0)
    assert recognise_functions(catalogue, generic, right, trials).mistakes == ()
    pairs = perm(len(catalogue) + len(generic), 2)
    assert 0 < calls.total() < 2 * pairs  # less than one run of each pair, which is two calls
