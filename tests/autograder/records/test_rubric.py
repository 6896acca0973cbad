"""Rubric items: named in a comment they give points, and when they change the grades follow."""

from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.authoring.release import write_source
from autograder.cli import app
from autograder.course.class_folder import ClassFolder
from autograder.course.settings import SettingsError, load_settings
from autograder.records.gradebook import Entry, GradeRows, open_gradebook
from autograder.records.grades import Grades, updated_grades
from autograder.records.store import ResultStore

CHAPTER, CELL = "03-im2col", "adjoint"
ITEMS = """
[rubric.03-im2col.adjoint]
transpose = { points = 4, text = "Names the transpose of the matrix." }
overlaps = { points = 3, text = "Says where windows overlap." }
wrong-way = { points = -2, text = "The sum [runs] over the wrong axis." }
everything = { points = 99, text = "More than can be had." }
"""
LATE = "[late]\npercent_per_day = 10\n[due]\n03-im2col = 2026-11-30T23:59:00Z\n"


@pytest.fixture
def class_of_one(class_folder: ClassFolder, assignment) -> ClassFolder:
    """Ada handed in a day late, earned 20 points, and has a written answer to be graded."""
    write_source(class_folder, assignment)
    ResultStore(class_folder, assignment).register()
    decide(class_folder, ITEMS)
    enter(class_folder, assignment)
    return class_folder


def decide(class_folder: ClassFolder, items: str) -> None:
    class_folder.settings_file.write_text(LATE + items, encoding="utf-8")


def enter(class_folder: ClassFolder, assignment, withdrawn: tuple[str, ...] = ()) -> None:
    scores = dict.fromkeys(assignment.grade_cells, 0.0) | {"im2col": 20.0, CELL: None}
    handed_in = datetime(2026, 12, 1, 12)
    with open_gradebook(class_folder.gradebook_url) as gradebook:
        entry = Entry("ada", handed_in, scores, look=(), unchanged=(), withdrawn=withdrawn)
        GradeRows(gradebook, CHAPTER).enter([entry])


def comment(class_folder: ClassFolder, text: str) -> None:
    """Write a comment as formgrader does."""
    with Gradebook(class_folder.gradebook_url) as gradebook:
        row = gradebook.find_comment(CELL, CHAPTER, CHAPTER, "ada")
        row.manual_comment = text
        gradebook.db.commit()


def grades(class_folder: ClassFolder) -> Grades:
    return updated_grades(class_folder, CHAPTER, load_settings(class_folder))["ada"]


def waits_in_formgrader(class_folder: ClassFolder) -> bool:
    with Gradebook(class_folder.gradebook_url) as gradebook:
        return gradebook.find_grade(CELL, CHAPTER, CHAPTER, "ada").needs_manual_grade


def test_the_items_of_a_comment_give_its_points_and_words(class_of_one):
    comment(class_of_one, "#transpose #wrong-way Well argued. #transpose")
    found = grades(class_of_one)
    assert found.scores[CELL] == 4 - 2
    assert found.penalty == pytest.approx(0.1 * (20 + 2))
    assert found.comments[CELL] == (
        "(+4) Names the transpose of the matrix.\n"
        "(-2) The sum [runs] over the wrong axis.\n"
        "Well argued."
    )
    assert not waits_in_formgrader(class_of_one)


def test_grades_follow_when_an_item_changes(class_of_one):
    comment(class_of_one, "#overlaps")
    assert grades(class_of_one).scores[CELL] == 3
    decide(class_of_one, ITEMS.replace("points = 3", "points = 5.5"))
    found = grades(class_of_one)
    assert found.scores[CELL] == 5.5
    assert found.penalty == pytest.approx(0.1 * (20 + 5.5))
    with Gradebook(class_of_one.gradebook_url) as gradebook:  # what formgrader shows
        assert gradebook.find_submission(CHAPTER, "ada").late_submission_penalty == found.penalty


@pytest.mark.parametrize(("items", "points"), [("#everything", 10), ("#wrong-way", 0)])
def test_points_stay_between_zero_and_the_maximum(class_of_one, assignment, items, points):
    assert assignment.exercise_points[CELL] == 10
    comment(class_of_one, items)
    assert grades(class_of_one).scores[CELL] == points


@pytest.mark.parametrize("text", ["Well argued", "see exercise #2", "a#transpose", "#Transpose"])
def test_a_comment_without_items_gives_nothing(class_of_one, text):
    comment(class_of_one, text)
    found = grades(class_of_one)
    assert found.scores[CELL] is None
    assert found.comments[CELL] == text
    assert waits_in_formgrader(class_of_one)


def test_items_given_for_work_that_was_held_are_not_given_to_its_replacement(
    class_of_one, assignment
):
    comment(class_of_one, "#overlaps, nearly.")
    assert grades(class_of_one).scores[CELL] == 3
    enter(class_of_one, assignment, withdrawn=(CELL,))
    found = grades(class_of_one)
    assert found.scores[CELL] is None
    assert found.comments[CELL] == "overlaps, nearly."


def test_the_command_counts_items_and_names_unknown_ones(class_of_one):
    comment(class_of_one, "#transpose #transposed")
    run = ["rubric", CHAPTER, "--course", str(class_of_one.directory)]
    done = CliRunner().invoke(app, run, env={"COLUMNS": "120"})
    assert done.exit_code == 1
    assert "ada: adjoint has no item #transposed" in done.output
    row = next(line for line in done.output.splitlines() if "#transpose " in line)
    assert row.split()[:4] == ["adjoint", "#transpose", "+4", "1"]
    assert "The sum [runs] over" in done.output

    comment(class_of_one, "#transpose")
    assert CliRunner().invoke(app, run).exit_code == 0


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ("[rubric.09-no]\n", "no assignment '09-no'"),
        ("[rubric.03-im2col.im2col]\na = 1\n", "no written answer 'im2col', only adjoint"),
        ("[rubric.03-im2col]\nadjoint = 3\n", "adjoint takes items"),
        ("[rubric.03-im2col.adjoint]\na = 3\n", "adjoint, a: an item is written { points = 1, tex"),
        ("[rubric.03-im2col.adjoint]\nA = {}\n", "adjoint, A: a name has lower-case letters"),
        (ITEMS.replace("= 4,", '= "4",'), "transpose: points are a number"),
        (ITEMS.replace("= 4,", "= nan,"), "transpose: points are a number"),
        (ITEMS.replace("Says where windows overlap.", " "), "overlaps: the text is what"),
    ],
)
def test_a_wrong_item_is_told_in_a_sentence(class_folder, items, sentence):
    class_folder.directory.mkdir()
    class_folder.settings_file.write_text(items, encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        load_settings(class_folder)
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)
