"""Stored results, the time of handing in, and points given by hand."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import datetime

import pytest
from nbformat import from_dict
from nbgrader.api import Grade, Gradebook
from sqlalchemy import delete

from autograder.authoring.release import released_files
from autograder.course.assignment import nbgrader_id
from autograder.files.atomic import replace_folder
from autograder.grading.grade import grade
from autograder.grading.submission import read_submission
from autograder.records.store import ResultStore, StorageFailedError
from tests.helpers.grading import grades_of


@pytest.fixture
def store(class_folder, assignment):
    """A store, and the folder of a student who answered nothing."""
    folder = class_folder.submitted / "ada" / assignment.name
    replace_folder(folder, released_files(assignment))
    store = ResultStore(class_folder, assignment)
    store.register()
    return store


def save(store, key="first"):
    folder = store.class_folder.submitted / "ada" / store.assignment.name
    submission = read_submission(folder, "ada", store.assignment)
    result = grade(submission, store.assignment, seed=1, key=key)
    store.save(result)
    return result


def handed_in(store):
    name = store.assignment.name
    with Gradebook(store.class_folder.gradebook_url) as gradebook:
        return gradebook.find_submission(name, "ada").timestamp


def test_a_stored_result_is_read_back_unchanged(store):
    assert store.load("ada") is None
    result = save(store)
    assert json.dumps(store.load("ada").to_json()) == json.dumps(result.to_json())
    assert grades_of(store, "ada").scores == {item.id: 0.0 for item in result.items}
    assert grades_of(store, "ada").comments == {}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"student": "ada"}', '{"items": 1, "findings": 2}']
)
def test_a_damaged_result_counts_as_none(store, text):
    save(store)
    (path,) = store.class_folder.results.rglob("*.json")
    path.write_text(text)
    assert store.load("ada") is None


OTHER = {
    "key": [5, None, {}],
    "seed": ["1", 1.5, None],
    "student": [7, None],
    "remarks": [[1], [None], [{"sentence": 1, "exercises": []}], [{"sentence": "x"}]],
    "notebook": [None, [], {}, {"cells": 5}],
    "seconds": ["long"],
    "version": [2],
}


@pytest.mark.parametrize("name", [*OTHER, "items"])
def test_a_result_changed_by_hand_counts_as_none(store, name):
    save(store)
    (path,) = store.class_folder.results.rglob("*.json")
    good = json.loads(path.read_text())
    item = good["items"][0]
    changed = [item | {key: {}} for key in item] + [item | {"more": 1}, 5, None]
    values = OTHER.get(name) or [*([one, *good["items"][1:]] for one in changed), None, 5, [[]]]
    for value in values:
        path.write_text(json.dumps(good | {name: value}))
        assert store.record("ada") is None
    path.write_text("[" * 10**6)
    assert store.record("ada") is None


@pytest.mark.parametrize(
    ("stamp", "when"),
    [
        (None, None),
        ("no time at all", None),
        ("12:00", None),  # of which day?
        ("2026-02-03 10:11:12 UTC", datetime(2026, 2, 3, 10, 11, 12)),
        ("2026-02-03 10:11:12.5 Europe/Berlin", None),  # where the class is not
        ("2026-02-03 10:11:12.5 +01:00", datetime(2026, 2, 3, 9, 11, 12, 500000)),
        ("2026-02-03T10:11:12+02:00", datetime(2026, 2, 3, 8, 11, 12)),
    ],
)
def test_the_time_comes_from_nbgraders_timestamp_or_is_unknown(store, stamp, when):
    folder = store.class_folder.submitted / "ada" / store.assignment.name
    if stamp is not None:
        (folder / "timestamp.txt").write_text(stamp)
    save(store)
    assert handed_in(store) == when


def by_hand(store, cell, points):
    """Give points as formgrader does."""
    name = store.assignment.name
    with Gradebook(store.class_folder.gradebook_url) as gradebook:
        grade = gradebook.find_grade(cell, name, name, "ada")
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.find_comment("adjoint", name, name, "ada").manual_comment = "Nearly."
        gradebook.db.commit()


def marked(store, cell):
    name = store.assignment.name
    with Gradebook(store.class_folder.gradebook_url) as gradebook:
        return gradebook.find_grade(cell, name, name, "ada").needs_manual_grade


def written(result, text):
    """Return the result with another written answer."""
    notebook = from_dict(deepcopy(result.notebook))
    (cell,) = (one for one in notebook.cells if nbgrader_id(one) == "adjoint")
    cell.source = text
    return replace(result, notebook=notebook)


def with_item(result, cell, **changes):
    items = tuple(replace(one, **changes) if one.id == cell else one for one in result.items)
    return replace(result, items=items)


WORK = "work.remarks.grader"


@pytest.mark.parametrize(
    ("change", "is_marked"),
    [
        (lambda result: replace(result, key="work.remarks.newer"), False),
        (lambda result: replace(result, key="work.other.grader"), False),
        (lambda result: replace(result, key="resubmitted.remarks.grader"), False),
        (lambda result: with_item(result, "im2col", earned=3.0), False),
        (lambda result: written(result, "Another answer."), True),
        (lambda result: with_item(result, "adjoint", points=20.0), True),
    ],
    ids=["grader", "folder", "other work", "a test", "answer", "points"],
)
def test_points_for_a_written_answer_stay_until_the_answer_changes(store, change, is_marked):
    first = written(save(store, WORK), "An answer.")
    store.save(with_item(first, "adjoint", earned=None))
    by_hand(store, "adjoint", 7)
    store.save(with_item(change(first), "adjoint", earned=None))
    assert grades_of(store, "ada").scores["adjoint"] == 7
    assert grades_of(store, "ada").comments == {"adjoint": "Nearly."}
    assert marked(store, "adjoint") is is_marked
    store.save(with_item(change(first), "adjoint", earned=None))
    assert marked(store, "adjoint") is is_marked  # not graded by hand since


@pytest.mark.parametrize(
    ("change", "is_marked"),
    [
        (lambda result: replace(result, key="work.remarks.newer"), False),
        (lambda result: written(result, "Another answer."), False),
        (lambda result: replace(result, key="resubmitted.remarks.grader"), True),
        (lambda result: with_item(result, "im2col", earned=3.0), True),
        (lambda result: with_item(result, "im2col", look="Odd."), True),
    ],
    ids=["grader", "answer", "other work", "score", "look"],
)
def test_points_that_overrule_a_test_stay_until_the_work_or_its_score_changes(
    store, change, is_marked
):
    first = save(store, WORK)
    by_hand(store, "im2col", 12)
    store.save(change(first))
    assert grades_of(store, "ada").scores["im2col"] == 12
    assert marked(store, "im2col") is is_marked


def test_points_for_an_unknown_answer_need_review(store):
    first = save(store, WORK)
    by_hand(store, "adjoint", 7)
    (path,) = store.class_folder.results.rglob("*.json")
    path.unlink()
    store.save(first)
    assert grades_of(store, "ada").scores["adjoint"] == 7
    assert marked(store, "adjoint")


def test_a_gradebook_with_deleted_rows_is_reported_in_a_sentence(store):
    save(store)
    with Gradebook(store.class_folder.gradebook_url) as gradebook:
        gradebook.db.execute(delete(Grade))
        gradebook.db.commit()
    names = [item.id for item in store.record("ada").items]
    assert grades_of(store, "ada").scores == dict.fromkeys(names)  # the report can be written
    with pytest.raises(StorageFailedError, match="work of ada without the cell"):
        save(store, "second")


def test_changed_cells_are_refused_in_a_sentence(store):
    save(store)
    source = deepcopy(store.assignment.source)
    source.cells = [cell for cell in source.cells if nbgrader_id(cell) != "adjoint"]
    changed = ResultStore(store.class_folder, replace(store.assignment, source=source))
    with pytest.raises(ValueError, match="have changed since work was first graded"):
        changed.register()
