"""The part of a file that is edited, and how an edit is told."""

import ast

import pytest

from autograder.grading.repair.code import Splice, code_of, overlap, spliced
from autograder.grading.repair.edits import Edit, Repair, Slip
from autograder.grading.repair.sentences import sentence_of

MODULE = '''\
from __future__ import annotations

import numpy as np
from cnnlib.exercise import exercise

@exercise("01-x.other", points=1)
def other(x):
    return x

def helper(x):
    return other(x) + deeper(x)

def deeper(x):
    return np.sum(x)

def unused(x):
    return x

@exercise("01-x.f", points=1)
def f(x):
    """Äöü: two bytes each."""
    y = "é" + x; return helper(y)
'''


def kept(code):
    return {number for number, line in enumerate(code.text.split("\n"), 1) if line}


@pytest.mark.parametrize("before", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_exercise_and_its_own_helpers_are_kept_in_their_lines(before, ends):
    code = code_of((before + MODULE.replace("\n", ends)).encode(), "f")
    assert kept(code) == {1, 10, 11, 13, 14, 20, 21, 22}
    assert [each.name for each in code.definitions] == ["f", "helper", "deeper"]
    call = code.definitions[0].body[-1].value
    assert (code[call], call.lineno) == ("helper(y)", 22)


def test_what_is_withheld_is_not_defined_again():
    code = code_of(MODULE.encode(), "f", {"deeper"})
    assert [each.name for each in code.definitions] == ["f", "helper"]


@pytest.mark.parametrize(
    "module",
    [
        b"def g(x):\n    return x\n",
        b"def f(x:\n",
        b"\xff\xfe",
        b"def f(x):\n    return " + b"(" * 300 + b"x" + b")" * 300,
        b"def f(x):\n    return " + b"-" * 30_000 + b"x",
        b"def f(x):\n" + b"    x += 1\n" * 500,
    ],
    ids=["another name", "syntax", "not text", "parentheses", "minus signs", "too long"],
)
def test_what_cannot_be_edited_is_left_alone(module):
    assert code_of(module, "f") is None


def test_splices_are_counted_in_bytes_and_may_not_overlap():
    splices = [Splice(4, 5, "!"), Splice(0, 2, "a"), Splice(2, 2, "b")]
    assert spliced("éxyz", splices) == "abxy!"
    assert not overlap(splices)
    assert overlap([*splices, Splice(1, 3, "")])


def told(source, find, **repair):
    code = code_of(source.encode(), "f")
    edits = tuple(Edit((), node, Slip.SIGN) for node in ast.walk(code.definitions[0]) if find(node))
    return sentence_of(Repair(edits, **repair), code, "cnnlib/a.py")


def test_a_sentence_says_where_and_not_what():
    said = told(
        "def f(x):\n    y = abs(-x)\n    return y\n",
        lambda node: isinstance(node, ast.UnaryOp),
        parts=("a",),
        every=True,
    )
    assert said == (
        "Everything would be right with one change in cnnlib/a.py: line 2, in `abs(-x)`, look at "
        "`-x` (look at the sign)."
    )


def test_parts_and_several_places_are_named_in_order():
    said = told(
        "def f(x):\n    y = abs(-x)\n    return (y,\n            -y)\n",
        lambda node: isinstance(node, ast.UnaryOp),
        parts=("a", "b", "c"),
        every=False,
    )
    assert said == (
        "“a”, “b” and “c” would be right with 2 changes in cnnlib/a.py: line 2, in `abs(-x)`, look "
        "at `-x` (look at the sign); line 4, look at `-y` (look at the sign)."
    )


def test_code_is_shown_in_one_short_line_without_backticks():
    text = "'`<b>' +\n        " + " + ".join(["x"] * 100)
    said = told(
        f"def f(x):\n    return ({text})\n",
        lambda node: isinstance(node, ast.Return),
        parts=(),
        every=True,
    )
    assert "line 2, look at `return (''<b>' + x + x" in said
    assert "\n" not in said
    assert len(said) < 200
    assert said.count("`") == 2
