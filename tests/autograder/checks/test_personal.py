"""Numbers that follow from a student's id, and the check that recomputes them."""

import subprocess
import sys
from collections import Counter

import pytest

from autograder.authoring.validation import validate_checks
from autograder.grading.checking import check, check_run
from cnnlib.personal import PersonalNumbers
from tests.helpers.personal import AREA, RECTANGLE
from tests.helpers.registering import register


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    register(monkeypatch, AREA)


def area(student: str, **wrong: float) -> tuple[float, float]:
    numbers = RECTANGLE.of(student)
    right = {
        "area": numbers["height"] * numbers["width"],
        "ratio": numbers["height"] / numbers["width"],
    }
    return tuple((right | wrong).values())


def test_the_numbers_of_an_id_never_change():
    # Worked out with sha256sum and bc: a student's numbers must outlive any upgrade.
    assert RECTANGLE.of("ada") == {"height": 11, "width": 30}
    assert RECTANGLE.of("grace.hopper@example.org") == {"height": 22, "width": 15}


def test_they_need_nothing_but_the_standard_library():
    text = "import sys, cnnlib.personal; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", text], check=True, timeout=60)


@pytest.mark.parametrize("same", ["Ada", " ada ", "ADA\n", "\N{FULLWIDTH LATIN SMALL LETTER A}da"])
def test_the_spelling_of_an_id_does_not_matter(same):
    assert RECTANGLE.of(same) == RECTANGLE.of("ada")


def test_every_item_comes_about_as_often():
    drawn = PersonalNumbers("00-test.fair", {"x": range(8)})
    counts = Counter(drawn.of(f"student {n}")["x"] for n in range(8_000))
    # Chi-square with 7 degrees of freedom: 24.3 is passed once in a thousand.
    assert sum((counts[n] - 1_000) ** 2 / 1_000 for n in range(8)) < 24.3


def test_two_exercises_and_two_names_draw_independently():
    choices = {"x": range(10**9), "y": range(10**9)}
    one, two = PersonalNumbers("a", choices).of("ada"), PersonalNumbers("b", choices).of("ada")
    assert len({*one.values(), *two.values()}) == 4


def test_numbers_that_go_together_stay_together():
    pairs = ((28, 5), (32, 3))
    drawn = PersonalNumbers("00-test.pairs", {"size": pairs})
    assert {drawn.of(f"{n}")["size"] for n in range(50)} == set(pairs)


def test_a_condition_holds_and_an_impossible_one_is_reported():
    students = [RECTANGLE.of(f"student {n}") for n in range(2_000)]
    assert all(numbers["height"] != numbers["width"] for numbers in students)
    never = PersonalNumbers("00-test.never", {"x": (1,)}, where=lambda x: x > 1)
    with pytest.raises(ValueError, match="1000 draws gave no numbers"):
        never.of("ada")


@pytest.mark.parametrize("missing", ["", "  ", None, 7])
def test_without_an_id_it_says_where_to_write_it(missing):
    with pytest.raises(ValueError, match=r'write it between the quotes in STUDENT = "\.\.\."'):
        RECTANGLE.of(missing)


def test_the_numbers_are_those_of_whoever_handed_in():
    with check_run(1, student="ada") as reports:
        assert check(AREA.key, *area("ada"), student="grace") == 3
        assert reports[-1].misconception is None
        with pytest.raises(AssertionError, match="fits the numbers of the id 'grace hopper'"):
            check(AREA.key, *area("grace hopper"), student="grace hopper")
    assert reports[-1].earned == 0
    assert "handed in by 'ada', whose numbers are different" in reports[-1].text
    assert reports[-1].look == "00-test.area: the answer fits the numbers of the id 'grace hopper'."


def test_an_answer_that_fits_no_id_is_wrong():
    with check_run(1, student="ada") as reports, pytest.raises(AssertionError):
        check(AREA.key, 1, 1, student="grace hopper")
    assert (reports[0].misconception, reports[0].look) == (None, "")
    assert "area (0 of 2): the value differs. The unit is pixels." in reports[0].text


@pytest.mark.parametrize("typed", [None, 3, "", " ", "x" * 1_000_000, ["ada"], {"a": 1}])
def test_whatever_the_students_process_says_of_the_id(typed):
    with check_run(1, student="ada"):
        assert check(AREA.key, *area("ada"), student=typed) == 3
        with pytest.raises(AssertionError):
            check(AREA.key, 1, 1, student=typed)


def test_a_misconception_follows_from_the_numbers():
    for student in map(str, range(20)):
        numbers = RECTANGLE.of(student)
        perimeter = 2 * (numbers["height"] + numbers["width"])
        with check_run(1, student=student) as reports:
            assert check(AREA.key, *area(student, area=perimeter), student=student) == 1
        assert reports[0].misconception == "`area` is the length of the border."


def test_in_a_notebook_of_ones_own_the_typed_id_counts():
    assert check(AREA.key, *area("ada"), student="ada") == 3
    with pytest.raises(ValueError, match="Your numbers follow from your id"):
        check(AREA.key, *area("ada"))
    with pytest.raises(TypeError, match="takes 2 answers after the key, not 1"):
        check(AREA.key, 1, student="ada")


def test_the_checks_are_valid():
    # 2 (h + w) = h w for 3x6, which no `where` leaves out: such a student would lose nothing.
    findings = validate_checks("00-test", range(20))
    assert all("'perimeter' lost (), not ('area',)" in finding for finding in findings)
