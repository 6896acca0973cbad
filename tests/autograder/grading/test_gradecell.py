"""Grade cells run in the trusted process and look up only undefined names in the sandbox."""

import builtins

import numpy as np
import pytest

from autograder.grading.gradecell import UnusableAnswerError, run_grade_cell


def lookup_in(names):
    def lookup(name):
        if name in names:
            return names[name]
        raise NameError(name)

    return lookup


def test_student_names_are_found_at_every_depth():
    names = {"f": lambda x: x + 1, "base": 10}
    source = """
def inside():
    return [f(base + n) for n in range(2)]

result = inside() + [(lambda: f(0))()]
assert result == [11, 12, 1], result
"""
    assert run_grade_cell(source, lookup_in(names)) == (None, "")


def test_the_student_cannot_replace_a_trusted_name():
    fakes = {name: lambda *_: True for name in ["np", "expect", "print", "abs", "isinstance"]}
    source = """
expect(np.ones(2)).close_to([1, 1])
print(abs(-3), isinstance(1, str))
"""
    assert run_grade_cell(source, lookup_in(fakes)) == (None, "3 False\n")
    with pytest.raises(AssertionError, match="1 of 2 values differ"):
        run_grade_cell("expect(np.array([1.0, 2.0])).close_to([1, 1])", lookup_in(fakes))


@pytest.mark.parametrize(
    ("last", "number"),
    [("3.5", 3.5), ("2", 2.0), ("None", None), ("True", None), ("'text'", None), ("x = 4", None)],
)
def test_a_number_on_the_last_line_is_partial_credit(last, number):
    assert run_grade_cell(f"y = 1\n{last}", lookup_in({}))[0] == number


def test_names_of_one_cell_do_not_reach_the_next():
    run_grade_cell("leftover = 1", lookup_in({}))
    with pytest.raises(NameError):
        run_grade_cell("leftover", lookup_in({}))
    assert not hasattr(builtins, "leftover")


def test_a_missing_name_is_the_lookups_error():
    with pytest.raises(NameError, match="absent"):
        run_grade_cell("absent + 1", lookup_in({}))


def test_an_empty_cell_passes():
    assert run_grade_cell("", lookup_in({})) == (None, "")


def test_arrays_are_passed_unchanged():
    sent = np.arange(6.0).reshape(2, 3)
    assert run_grade_cell("float(data.sum())", lookup_in({"data": sent}))[0] == 15.0


@pytest.mark.parametrize("returned", [np.ones((1, 2)), None, (1,), 3.0, [1, 2, 3]])
def test_too_few_values_are_told_in_the_students_terms(returned):
    with pytest.raises(UnusableAnswerError) as told:
        run_grade_cell("out, indices = pool(3)", lookup_in({"pool": lambda _: returned}))
    assert str(told.value) == (
        "`pool(3)` should return a tuple of 2 values, `out, indices`, but does not."
    )


@pytest.mark.parametrize("returned", [None, (), {"a": 1}, "text"])
def test_whatever_else_a_value_does_to_a_line_is_told_with_the_line(returned):
    with pytest.raises(
        UnusableAnswerError, match="cannot continue with what your work returns, in"
    ):
        run_grade_cell("y = f()\nassert y[0].sum() > -1", lookup_in({"f": lambda: returned}))


def test_an_error_further_down_is_not_the_students():
    with pytest.raises(ValueError, match="Invalid literal"):
        run_grade_cell("import fractions\nfractions.Fraction('no integer')", lookup_in({}))
