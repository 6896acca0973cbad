"""A failed part shows a small case that can be pasted, and that is no hidden one."""

import ast

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.at_home import lines_case
from autograder.checks.cases import generator
from autograder.checks.examples import Examples
from autograder.checks.function_check import FunctionCheck
from autograder.checks.structure import compare_all
from tests.helpers.double import DOUBLE, twice

SEED = 6
FUNCTIONS = {check.key: check for check in CHECKS.values() if isinstance(check, FunctionCheck)}
SLOW = ("05-depth", "06-regularisation.train_best", "07-efficient", "08-visualisation")


def at_home(check):
    return {text for part in check.parts for text in part.at_home}


def drawn(check, part, seed=SEED):
    return list(part.draw(generator(seed, check.key, part.name)))


def part_of(check, name):
    return next(part for part in check.parts if part.name == name)


def pasted(call, name, function):
    """Run the lines as a student would, and return the value of the last one."""
    *lines, last = ast.parse(call).body
    scope = {"np": np, name: function}
    exec(compile(ast.Module(lines, []), "<pasted>", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "<pasted>", "eval"), scope)


def shown_for(check, part):
    """Return a known mistake that returns something else than expected, and the case for it."""
    known_here = (known for known in check.misconceptions if part.name in known.loses)
    tried = ((known, Examples(check, known.function, SEED).failing(part)) for known in known_here)
    return next((known, trial) for known, trial in tried if trial and not trial.outcome.error)


def marked(key):
    return pytest.param(key, marks=pytest.mark.long if key.startswith(SLOW) else ())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("key", [marked(key) for key in FUNCTIONS])
def test_a_wrong_answer_gets_a_small_case_that_shows_it(key):
    check = FUNCTIONS[key]
    lost = {name for known in check.misconceptions for name in known.loses}
    for name in lost:
        known, trial = shown_for(check, part_of(check, name))
        shown = check.shown(trial)
        got = pasted(shown["call"], check.name, known.function)
        right = pasted(shown["call"], check.name, check.reference.function)
        for value, expected in ((got, trial.outcome.value), (right, trial.expected)):
            for one, other in zip(_values(value), _values(expected), strict=True):
                np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)
        given = [each for each in trial.case.args if isinstance(each, np.ndarray)]
        assert sum(array.size for array in given) <= 150
        assert all(len(line) <= 74 for line in shown["call"].splitlines())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("key", [marked(key) for key in FUNCTIONS if at_home(FUNCTIONS[key])])
def test_right_answers_of_all_styles_give_what_the_lines_expect(key):
    check = FUNCTIONS[key]
    for text in at_home(check):
        case = lines_case(check.name, text)
        expected = case.hand_over(check.oracle)
        for answer in (check.reference, *check.variants):
            got = case.hand_over(answer.function)
            mismatch = compare_all(got, expected, rtol=check.rtol, check_dtype=False)
            assert mismatch is None, f"{answer.name}: {mismatch}\n{text}"


def _values(value):
    value = tuple(value.values()) if isinstance(value, dict) else value
    return value if isinstance(value, tuple | list) else (value,)


@pytest.mark.parametrize("name", [part.name for part in FUNCTIONS["03-im2col.col2im"].parts])
def test_one_is_found_where_the_size_of_an_image_is_an_argument(name):
    check = FUNCTIONS["03-im2col.col2im"]
    (overwrites,) = (m for m in check.misconceptions if m.name == "overwrites_overlaps")
    trial = Examples(check, overwrites.function, SEED).failing(part_of(check, name))
    assert trial.failed
    assert trial.case.args[0].size <= 150


def test_no_hidden_case_is_shown():
    check = CHECKS["01-convolution.conv2d"]
    flips = check.misconceptions[0].function
    for part in check.parts[:3]:
        hidden = {case.args[0].tobytes() for case in drawn(check, part)}
        case = Examples(check, flips, SEED).failing(part).case
        assert case.args[0].tobytes() not in hidden
        again = Examples(check, flips, SEED).failing(part).case
        assert case.args[0].tobytes() == again.args[0].tobytes()


def test_a_right_answer_has_no_such_case():
    assert all(Examples(DOUBLE, twice, SEED).failing(part) is None for part in DOUBLE.parts)


def test_the_case_fails_in_the_same_way_and_is_the_smallest():
    def wrong(x, plus=0):
        if x.shape == (1, 1):
            raise ValueError("another mistake")
        return 2 * x + plus + (x.ndim == 2)

    part = part_of(DOUBLE, "plain")
    trial = Examples(DOUBLE, wrong, SEED).failing(part)
    assert (trial.outcome.error, trial.case.args[0].ndim) == ("", 2)
    assert 1 < trial.case.args[0].size <= 24
    raises = Examples(DOUBLE, lambda *_: 1 / 0, SEED).failing(part)
    assert raises.outcome.error == "ZeroDivisionError"


def test_the_dtype_is_written_where_it_matters():
    def as_float64(x, plus=0):
        return twice(x, plus).astype("float64")

    trial = Examples(DOUBLE, as_float64, SEED).failing(part_of(DOUBLE, "care"))
    shown = DOUBLE.shown(trial)
    assert "dtype=np.float32)" in shown["call"]
    assert "dtype=np.float32)" in shown["expected"]
    assert "dtype" not in shown["got"]
    assert pasted(shown["call"], "double", as_float64).dtype == np.float64


def test_numbers_are_whole_and_keep_their_order_and_signs():
    check = CHECKS["04-backprop.relu_backward"]
    part = check.parts[0]
    trial = Examples(check, lambda grad_out, *_: 3 * grad_out, SEED).failing(part)
    for array in trial.case.args:
        np.testing.assert_array_equal(array, np.round(array))
    assert {1, 2} & set(np.abs(np.concatenate([a.ravel() for a in trial.case.args])))


def test_a_known_mistake_is_called_seldom():
    """Each call of a student's function goes to another process."""
    check, calls = CHECKS["03-im2col.conv2d_im2col"], []
    known = next(each for each in check.misconceptions if len(each.loses) > 3)

    def counted(*args, **kwargs):
        calls.append(args)
        return known.function(*args, **kwargs)

    examples = Examples(check, counted, SEED)
    lost = [part for part in check.parts if part.name in known.loses]
    assert all(examples.failing(part) for part in lost)
    assert len(calls) <= 3 * len(lost)
