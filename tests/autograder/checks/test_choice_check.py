"""Multiple choice: letters as answers, distinguished from typos, explained where wrong."""

from dataclasses import replace

import pytest

from autograder.authoring.validation import validate_checks
from cnnlib.checking import expect
from tests.helpers.personal import LETTERS
from tests.helpers.registering import register


def run(one: object = "b", some: object = "ad"):
    return LETTERS.run((one, some), 0)


@pytest.mark.parametrize("right", ["b", "B", " b ", "b\n"])
def test_the_right_letter_earns_the_question(right):
    assert run(one=right).earned == 5


@pytest.mark.parametrize("right", ["ad", "da", "a, d", "A D", "a;d"])
def test_the_right_letters_in_any_order(right):
    assert run(some=right).earned == 5


@pytest.mark.parametrize(
    ("answers", "earned", "sentence", "known"),
    [
        ({"one": "a"}, 3, "a is not the answer.", "A is too small."),
        ({"one": None}, 3, "not given yet.", None),
        ({"one": ""}, 3, "not given yet.", None),
        ({"one": "x"}, 3, "expected one of the letters a, b, c, as text.", None),
        ({"one": 2}, 3, "expected one of the letters a, b, c, as text.", None),
        ({"one": ["b"]}, 3, "expected one of the letters a, b, c, as text.", None),
        ({"one": "abc"}, 3, "expected one of the letters a, b, c; 'abc' has more.", None),
        ({"one": "bb"}, 3, "expected one of the letters a, b, c; 'bb' has more.", None),
        ({"some": "a"}, 2, "all you chose is right; at least one is missing.", None),
        ({"some": "ab"}, 2, "not true: b.", "B is odd."),
        ({"some": "bc"}, 2, "not true: b, c.", "B is odd. C is even."),
        ({"some": "abcd"}, 2, "not true: b, c.", None),
        ({"some": "adad"}, 2, "expected some of the letters a, b, c, d; 'aadd' has more.", None),
    ],
)
def test_what_is_wrong_is_said_and_the_right_letter_is_not(answers, earned, sentence, known):
    report = run(**answers)
    (lost,) = [part for part in report.parts if part.earned < part.points]
    assert (report.earned, lost.sentence, report.misconception) == (earned, sentence, known)


def test_choosing_everything_earns_nothing():
    assert run("abc", "abcd").earned == 0


@pytest.mark.parametrize(
    ("spoilt", "finding"),
    [
        ({"right": "x"}, "no right answer that can be chosen"),
        ({"right": "bc"}, "no right answer that can be chosen"),
        ({"right": "abc", "several": True}, "choosing every letter earns 2 points"),
        ({"why": {"a": "No."}}, "does not say why c is wrong"),
        ({"why": {"a": "No.", "b": "No.", "c": "No."}}, "says why b is wrong, but it is not wrong"),
    ],
)
def test_validation_finds_an_unfair_question(spoilt, finding, monkeypatch):
    for check, wrong in ((LETTERS, False), (spoil(spoilt), True)):
        register(monkeypatch, check)
        found = validate_checks("00-test", range(2))
        assert any(finding in each for each in found) == wrong
        assert wrong or not found


def spoil(changes: dict):
    return replace(LETTERS, parts=(replace(LETTERS.parts[0], **changes), LETTERS.parts[1]))


def test_the_visible_test_catches_a_typo_and_gives_nothing_away():
    for letter in "abcB":
        expect(letter, "one").is_one_of("abc")
    for typo in ("x", "", "ab", None, 3, ["a"]):
        with pytest.raises(AssertionError, match='one: expected one of "a", "b", "c"'):
            expect(typo, "one").is_one_of("abc")
    for letters in ("a", "ad", "dcba"):
        expect(letters, "some").are_among("abcd")
    for typo in ("x", "", "aa", None, ["a"]):
        with pytest.raises(AssertionError, match='some of the letters abcd, as in "ac"'):
            expect(typo, "some").are_among("abcd")
