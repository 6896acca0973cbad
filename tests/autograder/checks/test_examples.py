"""A failed part shows a small case that can be pasted, and that is no hidden one."""

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.cases import generator
from autograder.checks.examples import failing_example
from autograder.checks.function_check import FunctionCheck
from tests.helpers.double import DOUBLE, twice

SEED = 6
# Networks, lists of layers with their weights, are no lines to paste.
NETWORKS = {"forward_with_switches", "logit_gradient", "deconvnet"}
FUNCTIONS = {
    check.key: check
    for check in CHECKS.values()
    if isinstance(check, FunctionCheck) and not check.torch and check.name not in NETWORKS
}


def drawn(check, part, seed=SEED):
    return list(part.draw(generator(seed, check.key, part.name)))


def plain(check):
    return [part for part in check.parts if not any(case.use for case in drawn(check, part))]


def part_of(check, name):
    return next(part for part in check.parts if part.name == name)


def pasted(call, name, function):
    """Run the lines as a student would, and return the value of the last one."""
    *lines, last = call.split("\n" if "=" not in call else f"\n{name}(")
    scope = {"np": np, name: function}
    exec("\n".join(lines), scope)
    return eval(f"{name}({last}" if lines else last, scope)


@pytest.mark.parametrize("key", [key for key, check in FUNCTIONS.items() if plain(check)])
def test_a_wrong_answer_gets_a_small_case_that_shows_it(key):
    check = FUNCTIONS[key]
    known, name = next(
        (known, name)
        for known in check.misconceptions
        for name in reversed(known.loses)
        if part_of(check, name) in plain(check)
    )
    trial = failing_example(check, part_of(check, name), known.function, SEED)
    shown = check.shown(trial)
    got = pasted(shown["call"], check.name, known.function)
    right = pasted(shown["call"], check.name, check.reference.function)
    for value, expected in ((got, trial.outcome.value), (right, trial.expected)):
        for one, other in zip(_values(value), _values(expected), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)
    given = [each for each in trial.case.args if isinstance(each, np.ndarray)]
    assert sum(array.size for array in given) <= 120
    assert all(len(line) <= 72 for line in shown["call"].splitlines()[:-1])


def _values(value):
    value = tuple(value.values()) if isinstance(value, dict) else value
    return value if isinstance(value, tuple | list) else (value,)


def test_no_hidden_case_is_shown():
    check = CHECKS["01-convolution.conv2d"]
    flips = check.misconceptions[0].function
    for part in check.parts[:3]:
        hidden = {case.args[0].tobytes() for case in drawn(check, part)}
        case = failing_example(check, part, flips, SEED).case
        assert case.args[0].tobytes() not in hidden
        again = failing_example(check, part, flips, SEED).case
        assert case.args[0].tobytes() == again.args[0].tobytes()


def test_a_right_answer_has_no_such_case():
    assert all(failing_example(DOUBLE, part, twice, SEED) is None for part in DOUBLE.parts)


def test_the_case_fails_in_the_same_way_and_is_the_smallest():
    def wrong(x, plus=0):
        if x.shape == (1, 1):
            raise ValueError("another mistake")
        return 2 * x + plus + (x.ndim == 2)

    part = part_of(DOUBLE, "plain")
    trial = failing_example(DOUBLE, part, wrong, SEED)
    assert (trial.outcome.error, trial.case.args[0].ndim) == ("", 2)
    assert 1 < trial.case.args[0].size <= 24
    raises = failing_example(DOUBLE, part, lambda *_: 1 / 0, SEED)
    assert raises.outcome.error == "ZeroDivisionError"


def test_the_dtype_is_written_where_it_matters():
    def as_float64(x, plus=0):
        return twice(x, plus).astype("float64")

    trial = failing_example(DOUBLE, part_of(DOUBLE, "care"), as_float64, SEED)
    shown = DOUBLE.shown(trial)
    assert "dtype=np.float32)" in shown["call"]
    assert "dtype=np.float32)" in shown["expected"]
    assert "dtype" not in shown["got"]
    assert pasted(shown["call"], "double", as_float64).dtype == np.float64


def test_numbers_are_whole_and_keep_their_order_and_signs():
    check = CHECKS["04-backprop.relu_backward"]
    part = check.parts[0]
    trial = failing_example(check, part, lambda grad_out, *_: 3 * grad_out, SEED)
    for array in trial.case.args:
        np.testing.assert_array_equal(array, np.round(array))
    assert {1, 2} & set(np.abs(np.concatenate([a.ravel() for a in trial.case.args])))
