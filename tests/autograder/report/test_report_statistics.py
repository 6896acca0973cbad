"""The statistics of the class report, compared with NumPy and with values computed by hand."""

import json
from statistics import correlation

import numpy as np
import pytest

from autograder.course.settings import ClassSettings
from autograder.report import Row
from autograder.report.rows import Note
from autograder.report.statistics import discrimination, histogram, spread
from autograder.report.summary import summarise
from tests.helpers.people import graded, missing, ungraded

POINTS = {
    "by_hand": 9,
    "im2col": 20,
    "col2im": 20,
    "conv2d_im2col": 20,
    "correlate2d": 9,
    "memory": 6,
    "time_model": 6,
    "adjoint": 10,
}
IDS = tuple(POINTS)


def scores_of(students, seed=0):
    rng = np.random.default_rng(seed)
    table = rng.integers(0, [p + 1 for p in POINTS.values()], size=(students, len(IDS)))
    return [dict(zip(IDS, map(float, row), strict=True)) for row in table]


def test_discrimination_is_the_correlation_with_the_rest():
    scores = scores_of(37)
    table = np.array([list(one.values()) for one in scores])
    for column, exercise in enumerate(IDS):
        rest = np.delete(table, column, axis=1).sum(axis=1)
        expected = np.corrcoef(table[:, column], rest)[0, 1]
        found, reason = discrimination(exercise, scores)
        assert (found, reason) == (pytest.approx(expected, abs=1e-12), "")
        # With the item in the total the correlation would be too high.
        assert found < correlation(table[:, column].tolist(), table.sum(axis=1).tolist())


def test_a_student_with_an_exercise_that_is_held_is_left_out():
    """One empty folder must not take away the figures of the whole class."""
    scores = scores_of(30)
    scores[3] = dict.fromkeys(IDS)
    scores[8]["memory"] = None
    complete = np.array([list(one.values()) for one in scores if None not in one.values()])
    assert len(complete) == 28
    rest = np.delete(complete, 1, axis=1).sum(axis=1)
    expected = np.corrcoef(complete[:, 1], rest)[0, 1]
    assert discrimination("im2col", scores) == (pytest.approx(expected, abs=1e-12), "")


def test_an_exercise_not_graded_for_most_students_is_left_out_of_the_sum():
    scores = scores_of(30)
    for one in scores[::2]:
        one["adjoint"] = None
    table = np.array([list(one.values())[:-1] for one in scores])
    found, _ = discrimination("by_hand", scores)
    assert found == pytest.approx(np.corrcoef(table[:, 0], table[:, 1:].sum(axis=1))[0, 1])
    own, _ = discrimination("adjoint", scores)
    half = [(one["adjoint"], sum(list(one.values())[:-1])) for one in scores[1::2]]
    assert own == pytest.approx(np.corrcoef(*zip(*half, strict=True))[0, 1])


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (scores_of(9), "fewer than 10 graded"),
        (
            [{**one, "im2col": 20.0} for one in scores_of(12)],
            "all students have the same points here",
        ),
        (
            [{**dict.fromkeys(IDS, 5.0), "im2col": float(i)} for i in range(12)],
            "all students have the same points elsewhere",
        ),
        ([{"im2col": float(i)} for i in range(12)], "no other exercise to compare with"),
        ([{**one, "im2col": None} for one in scores_of(12)], "fewer than 10 graded"),
    ],
)
def test_a_missing_discrimination_has_a_reason(scores, reason):
    assert discrimination("im2col", scores) == (None, reason)


def test_the_histogram_counts_each_student_once():
    totals = [0, 9.999, 10, 55, 99, 100, 100, 0.1 * 3 * 100]
    bins = histogram(totals, 100)
    assert [one.count for one in bins] == [2, 1, 0, 1, 0, 1, 0, 0, 0, 3]
    assert (bins[0].start, bins[-1].end) == (0, 100)


@pytest.mark.parametrize("count", [1, 2, 5, 1000])
def test_the_spread_agrees_with_numpy(count):
    totals = np.random.default_rng(count).uniform(0, 100, count).tolist()
    found = spread(totals)
    expected = np.quantile(totals, [0.25, 0.5, 0.75])
    assert [found.lower_quartile, found.median, found.upper_quartile] == pytest.approx(expected)
    assert (found.mean, found.lowest, found.highest) == pytest.approx(
        (np.mean(totals), min(totals), max(totals))
    )


def rows():
    full, half = dict.fromkeys(IDS, 0.0) | POINTS, {i: p / 2 for i, p in POINTS.items()}
    look = Note("stopped", "2 · col2im: too long")
    return [
        Row(graded(full, "ada"), {}, [], 1.5),
        Row(graded(half, "kurt", penalty=10, hours_late=27), {"col2im": ["It adds."]}, [look]),
        Row(graded({**half, "adjoint": None}, "zoe"), {"col2im": ["It adds."]}, [look]),
        Row(missing("max")),
        Row(ungraded("eve"), notes=[Note("not graded", "no result")]),
    ]


def test_a_sentence_with_the_own_id_of_each_student_is_one_misconception(assignment):
    said = "It fits the id 'ada'. It was handed in by {!r}."
    one, other = (
        Row(graded(POINTS, student), {"by_hand": [said.format(student)]})
        for student in ("kurt", "zoe")
    )
    sentence = "It fits the id 'ada'. It was handed in by another student."
    assert summarise(assignment, [one, other], ClassSettings()).misconceptions == [
        {"exercise": "by_hand", "sentence": sentence, "students": ["kurt", "zoe"]}
    ]


def test_the_summary_lists_and_counts_students(assignment):
    summary = summarise(assignment, rows(), ClassSettings())
    counts = {"graded": 2, "waiting": 1, "not_graded": 1, "missing": 1}
    assert summary.counts == counts | {"held": 0, "outdated": 0}
    assert summary.missing == ["max"]
    assert summary.totals["median"] == 45
    assert summary.late == [{"student": "kurt", "seconds": 27 * 3600, "penalty": 10}]
    assert summary.misconceptions == [
        {"exercise": "col2im", "sentence": "It adds.", "students": ["kurt", "zoe"]}
    ]
    assert [(note["kind"], note["students"]) for note in summary.notes] == [
        ("not graded", ["eve"]),
        ("stopped", ["kurt", "zoe"]),
    ]
    col2im, adjoint = (summary.exercises[IDS.index(name)] for name in ("col2im", "adjoint"))
    assert (col2im["mean"], col2im["difficulty"]) == pytest.approx((40 / 3, 2 / 3))
    assert (adjoint["graded"], adjoint["waiting"], adjoint["difficulty"]) == (2, 1, 0.75)
    assert (adjoint["full"], adjoint["nothing"]) == (1, 0)


def test_the_json_is_strict_and_its_fields_are_documented(assignment):
    from autograder.course.repository import REPOSITORY

    text = json.dumps(summarise(assignment, rows(), ClassSettings()).to_json(), allow_nan=False)
    documented = (REPOSITORY.root / "docs" / "class-report.md").read_text()
    for name in _names(json.loads(text)) - set(IDS):
        assert f"`{name}`" in documented, name


def _names(value):
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, list) else set()
