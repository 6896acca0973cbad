"""Gaps that the trials of an answer show, in any exercise."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.chapters import CHECKS

SEPARATE = CHECKS["07-efficient.depthwise_conv2d"]
DROPOUT = CHECKS["06-regularisation.dropout"]


def facts(check, function):
    trials = check.trials(function, seed=0)
    return " ".join(check.facts(trials, check.recognise(trials)))


@pytest.mark.parametrize(("index", "word"), [(0, "first"), (1, "second")])
@pytest.mark.parametrize("name", ["stride", "padding", "dilation"])
def test_one_number_of_a_pair_is_used(name, index, word):
    def halved(x, weight, bias=None, **given):
        if isinstance(given.get(name), tuple):
            given[name] = given[name][index]
        return SEPARATE.reference.function(x, weight, bias, **given)

    assert f"Of a pair `{name}` only the {word} number is used" in facts(SEPARATE, halved)


def test_pairs_that_are_swapped_are_not_said_to_be_halved():
    def swapped(x, weight, bias=None, **given):
        given = {n: v[::-1] if isinstance(v, tuple) else v for n, v in given.items()}
        return SEPARATE.reference.function(x, weight, bias, **given)

    assert "Of a pair" not in facts(SEPARATE, swapped)


def test_a_call_that_gives_two_results_is_noticed():
    rng = np.random.default_rng(0)

    def draws(x, mask, p=0.5, training=True):
        mask = rng.random(x.shape) > p if training else mask
        return DROPOUT.reference.function(x, mask, p, training)

    assert "The same call gives another result the second time" in facts(DROPOUT, draws)


def test_calls_of_other_arrays_may_differ():
    def doubles(x, mask, p=0.5, training=True):
        return 2 * DROPOUT.reference.function(x, mask, p, training)

    assert "The same call" not in facts(replace(DROPOUT, misconceptions=()), doubles)
