"""Each function that undoes slips undoes a planted one, and all edits are code that compiles."""

import warnings

import numpy as np
import pytest

from autograder.grading.repair.code import Code, spliced
from autograder.grading.repair.edits import EXPRESSIONS, STATEMENTS, edits_of
from autograder.grading.repair.names import Names
from autograder.inside.edited import define_again, follow, followed
from tests.autograder.grading.repair.slips import SLIPS, Slipped

UNDOING = {undo for ranks in (EXPRESSIONS, STATEMENTS) for rank in ranks for _, undo in rank}
IDS = [f"{one.undo.__name__}-{number}" for number, one in enumerate(SLIPS)]


def helper(x, base=10):
    """Stand for a function of the student's own that takes an option."""
    return int(x, base)


def same(got, wanted):
    try:
        return np.shape(got) == np.shape(wanted) and np.allclose(got, wanted, atol=1e-12)
    except (TypeError, ValueError):
        return False


def given(one: Slipped):
    """Yield the arguments of each call; arrays may not be written to, as in the checks."""
    for arguments in one.arguments:
        for each in arguments:
            if isinstance(each, np.ndarray):
                each.flags.writeable = False
        yield arguments


def is_right(one: Slipped, text: str) -> bool:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            function = define_again(helper, text, "f")
            return all(same(function(*some), one.right(*some)) for some in given(one))
        except Exception:
            return False


def looked_into(one: Slipped) -> tuple[Code, Names, list[int]]:
    code = Code(f"def {one.wrong}\n", "f")
    follow(None)
    try:
        for some in given(one):
            with np.errstate(all="ignore"):
                define_again(helper, code.text, "f")(*some)
    except (ValueError, TypeError):  # it is wrong
        pass
    finally:
        lines, kinds = followed(None)
    return code, Names(code, kinds), lines


def test_every_function_that_undoes_slips_has_one_to_undo():
    assert {one.undo for one in SLIPS} == UNDOING


@pytest.mark.parametrize("one", SLIPS, ids=IDS)
def test_a_slip_is_undone(one, monkeypatch):
    code, names, lines = looked_into(one)
    assert not is_right(one, code.text)
    ranks = [
        tuple(tuple(pair for pair in rank if pair[1] is one.undo) for rank in ranks)
        for ranks in (EXPRESSIONS, STATEMENTS)
    ]
    monkeypatch.setattr("autograder.grading.repair.edits.EXPRESSIONS", ranks[0])
    monkeypatch.setattr("autograder.grading.repair.edits.STATEMENTS", ranks[1])
    texts = [spliced(code.text, edit.splices) for edit in edits_of(names, lines)]
    assert any(is_right(one, text) for text in texts), texts


@pytest.mark.parametrize("one", SLIPS, ids=IDS)
def test_nearly_every_edit_can_be_compiled_and_none_comes_twice(one):
    code, names, lines = looked_into(one)
    texts = [spliced(code.text, edit.splices) for edit in edits_of(names, lines)]
    assert len(set(texts)) == len(texts)
    assert code.text not in texts
    assert sum(map(fails_to_compile, texts)) <= len(texts) // 20


def fails_to_compile(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "", "exec")
        except SyntaxError:
            return True
    return False
