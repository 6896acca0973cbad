"""Checks that are checked."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

import cnnlib.im2col
from autograder.authoring import validation as validation_module
from autograder.authoring.validation import validate_checks
from autograder.chapters import CHECKS
from autograder.checks.answers import FunctionAnswer, misconception
from autograder.checks.cases import Part
from autograder.cli import app
from cnnlib.exercise import Exercise
from tests.helpers.double import (
    DOUBLE,
    forgets_plus,
    registered,  # noqa: F401  a fixture
    squares,
    twice,
)
from tests.helpers.registering import register

pytestmark = pytest.mark.usefixtures("registered")


def test_validation_passes_good_checks():
    assert validate_checks("00-test") == ()
    assert validate_checks("99-none") == ("99-none has no checks.",)


@pytest.mark.parametrize(
    ("spoilt", "finding"),
    [
        ({"variants": (FunctionAnswer("bad", squares.function),)}, "'bad' did not earn everything"),
        ({"reference": FunctionAnswer("reference", squares.function)}, "'reference' did not earn"),
        ({"parts": (Part("plain", 6, lambda _: []),)}, "a blank answer earned points."),
        (
            {"misconceptions": (misconception("", loses=("plain",))(squares.function),)},
            r"'squares' lost ('plain', 'plus', 'care'), not ('plain',).",
        ),
        (
            {
                "misconceptions": tuple(
                    misconception(f"{number} twin.", loses=("plus",))(forgets_plus.function)
                    for number in ("First", "Second")
                )
            },
            "'forgets_plus' was named 'First twin.'",
        ),
        (
            {"misconceptions": (misconception("", loses=())(twice),)},
            "'twice' was named None.",
        ),
    ],
)
def test_validation_finds_what_is_wrong_with_a_check(spoilt, finding, monkeypatch):
    bad = replace(DOUBLE, **spoilt)
    register(monkeypatch, bad)
    assert any(finding in found for found in validate_checks("00-test"))


def test_validation_compares_the_points_with_those_of_the_exercises(monkeypatch):
    exercises = [Exercise("00-test.double", 7, twice), Exercise("00-test.x", 1, twice)]
    monkeypatch.setattr(validation_module, "EXERCISES", {e.key: e for e in exercises})
    assert set(validate_checks("00-test")) == {
        "00-test.double is worth 7 points as an exercise and 6 in its check.",
        "00-test.x is an exercise without a check.",
    }


def test_validate_shows_what_a_misconception_is_in_code():
    shown = CliRunner().invoke(app, ["validate", "--show", "03-im2col.col2im"]).output
    scope = vars(cnnlib.im2col).copy()
    exec(shown, scope)
    check = CHECKS["03-im2col.col2im"]
    for mistake in check.misconceptions:
        assert f"# {mistake.sentence}\n" in shown
        assert check.run((scope[mistake.name],), 1).misconception == mistake.sentence


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("03-im2col.none", "There is no check 03-im2col.none."),
        ("03-im2col.memory", "03-im2col.memory does not ask for a function."),
    ],
)
def test_what_has_no_misconceptions_in_code_is_said(key, sentence):
    run = CliRunner().invoke(app, ["validate", "--show", key])
    assert run.exit_code == 1
    assert sentence in run.output
