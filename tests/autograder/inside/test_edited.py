"""Edited definitions run beside the others of their module, and one cannot disturb the next."""

import numpy as np

from autograder.inside.edited import call_edited, define_again, follow, followed


def half(x):
    return x / 2


def quarter(x):
    return half(half(x))


def test_a_definition_is_replaced_for_itself_alone():
    again = define_again(
        quarter, "def half(x):\n    return x\ndef other(x):\n    return half(x)", "other"
    )
    assert (again(8), quarter(8)) == (8, 2)
    assert define_again(quarter, "def f(x):\n    return quarter(x)", "f")(8) == 2


def test_each_gets_the_arguments_as_they_were_given():
    texts = [
        "def f(x, y):\n    x[0] = 5\n    return x",
        "def f(x, y):\n    y[0] = 5\n    return y",
        "def f(x, y):\n    raise SystemExit",
        "def f(x, y):\n    return x.sum()",
        "def f(x, y:\n",
    ]
    x, y = np.ones(3), np.ones(3)
    y.flags.writeable = False
    found = call_edited(half, texts, "f", (x,), {"y": y})
    assert [error for error, _ in found] == ["", "ValueError", "SystemExit", "", "SyntaxError"]
    assert found[3][1] == 3
    assert x.sum() == 3


def test_the_lines_and_the_kinds_of_values_are_noted():
    text = "def f(x, n):\n    if n > 2:\n        y = 1\n    return x * n\n"
    follow(None)
    define_again(half, text, "f")(np.ones((2, 3)), 1)
    lines, kinds = followed(None)
    assert set(lines) >= {2, 4}
    assert 3 not in lines
    assert kinds == {"n": ["int"], "x": ["ndarray 2"]}
