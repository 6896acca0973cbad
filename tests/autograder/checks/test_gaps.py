"""Gaps that the trials of an answer show, in any exercise."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from autograder.chapters import CHECKS
from cnnlib.adversarial import fgsm

DECONVNET = CHECKS["08-visualisation.deconvnet"]
FGSM = CHECKS["08-visualisation.fgsm"]
TRAFFIC = CHECKS["07-efficient.conv2d_traffic"]
CONVOLUTION = CHECKS["01-convolution.conv2d"]
SEPARATE = CHECKS["07-efficient.depthwise_conv2d"]
AVERAGE = CHECKS["04-backprop.avg_pool2d_backward"]
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


def test_a_kernel_that_is_not_square_is_blamed_and_no_option():
    def exchanges(x, weight, *args, **given):
        if weight.shape[2] != weight.shape[3]:
            raise IndexError("index 3 is out of bounds for axis 3 with size 3")
        return CONVOLUTION.reference.function(x, weight.swapaxes(2, 3), *args, **given)

    said = facts(CONVOLUTION, exchanges)
    assert said.startswith("Every call in which `weight` is not square raises an exception")
    assert "Every call with" not in said


def test_an_option_that_raises_is_blamed_also_where_kernels_are_not_square():
    def without_groups(*args, groups=1, **given):
        if groups > 1:
            raise ValueError("shapes do not match")
        return CONVOLUTION.reference.function(*args, groups=groups, **given)

    assert facts(CONVOLUTION, without_groups) == "Every call with `groups` raises an exception."


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


def test_a_call_with_a_use_of_its_own_that_gives_two_results_is_noticed():
    def starts_at_random(model, x, labels, epsilon):
        return fgsm(model, x + 0.01 * torch.randn_like(x), labels, epsilon)

    one_step = replace(FGSM, parts=FGSM.parts[:1])
    assert "The same call gives another result the second time" in facts(one_step, starts_at_random)

    def doubles(*given):
        return 2 * fgsm(*given)

    assert "The same call" not in facts(one_step, doubles)


def test_an_option_is_not_blamed_for_what_other_calls_do_not_look_at():
    def without_weights(*args, **given):
        work, image, weights, output, _ = TRAFFIC.reference.function(*args, **given)
        return work, image, weights, output, work / (image + output)

    # The calls without options look at other values, so they do not show that it is right there.
    assert "right without options" not in facts(
        replace(TRAFFIC, misconceptions=()), without_weights
    )


@pytest.mark.parametrize("option", ["padding", "dilation", "groups"])
def test_an_option_of_a_layer_that_raises_is_named(option):
    def without(x, layers, unit):
        if any(name == "conv2d" and option in given for name, given in layers):
            raise ValueError(option)
        return DECONVNET.reference.function(x, layers, unit)

    said = facts(DECONVNET, without)
    assert f"Every network that has `conv2d({option}=...)`" in said
    assert "stride" not in said


def test_a_layer_is_not_blamed_beside_others_that_are_wrong():
    def wrong_with_strides(x, layers, unit):
        if any("ceil_mode" in given for _, given in layers):
            raise ValueError
        down = DECONVNET.reference.function(x, layers, unit)
        strided = any(name == "conv2d" and "stride" in given for name, given in layers)
        return np.cos(down) if strided else down

    # The only network with `ceil_mode` has strides as well, which may be the reason.
    assert "Every network" not in facts(DECONVNET, wrong_with_strides)


def test_an_option_that_works_the_wrong_way_round_is_not_said_to_be_ignored():
    right = AVERAGE.reference.function

    def turned(*args, count_include_pad=True, **given):
        return right(*args, count_include_pad=not count_include_pad, **given)

    found = AVERAGE.recognise(AVERAGE.trials(turned, seed=0))
    assert [mistake.name for mistake in found.mistakes] == ["turns_count_include_pad_round"]
