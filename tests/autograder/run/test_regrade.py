"""What is graded again, with which seed, and which grades given by hand stay."""

from dataclasses import replace

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.class_folder import ClassFolder
from autograder.records.gradebook import open_gradebook
from autograder.records.store import ResultStore
from autograder.run.merge import merge
from autograder.run.plan import Action, Request, plan
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in
from tests.helpers.grading import grade_all, grades_of

SAMPLES = {sample.student: sample for sample in ROSTER}
STUDENTS = ["half-done", "reference"]
NEW_SEED = 123


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory, assignment):
    """A class of two, graded by one worker."""
    class_folder = ClassFolder(tmp_path_factory.mktemp("class"))
    hand_in(class_folder)
    grade_all(class_folder, assignment, STUDENTS)
    return class_folder


@pytest.fixture
def store(graded_once, assignment):
    with ResultStore(graded_once, assignment) as store:
        records = {student: store.record(student) for student in STUDENTS}
        yield store
        store.save(*records.values())


def command(store, *arguments):
    where = ["--course", str(store.class_folder.directory)]
    run = CliRunner().invoke(app, ["grade", CHAPTER, *where, *arguments], env={"COLUMNS": "200"})
    return run.exit_code, run.output


def files(store):
    return {
        path: path.read_bytes()
        for path in store.class_folder.directory.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("request_", "action", "same_seed"),
    [
        (Request(), Action.LEAVE, True),
        (Request(force=True), Action.REGRADE, True),
        (Request(fresh_seed=True), Action.REGRADE, False),
        (Request(force=True, fresh_seed=True), Action.REGRADE, False),
        (Request(exercise="memory"), Action.REGRADE, True),
    ],
)
def test_a_regrade_of_the_same_work_repeats_its_seed(store, request_, action, same_seed):
    step = plan(store, "reference", request_, NEW_SEED)
    assert step.action is action
    assert (step.seed == store.record("reference").seed) is same_seed


def test_a_run_draws_one_seed_for_all_that_it_does_not_repeat(store, assignment):
    before = {student: store.record(student).seed for student in STUDENTS}
    assert len(set(before.values())) == 1
    outcomes = grade_all(store.class_folder, assignment, STUDENTS, fresh_seed=True)
    after = {outcome.result.seed for outcome in outcomes.values()}
    assert len(after) == 1
    assert after.isdisjoint(before.values())


def test_work_that_was_handed_in_again_gets_a_new_seed(store):
    record = store.record("reference")
    store.save(replace(record, key="another." + record.key.partition(".")[2]))
    step = plan(store, "reference", Request(), NEW_SEED)
    assert (step.action, step.why) == (Action.REGRADE, "what was handed in has changed")
    assert step.seed == NEW_SEED
    step = plan(store, "reference", Request(exercise="memory"), NEW_SEED)
    assert step.action is Action.LEAVE
    assert step.why == "it was handed in again: grade it without --exercise"


def test_another_version_of_the_grader_repeats_the_seed(store):
    record = store.record("reference")
    store.save(replace(record, key=record.key.partition(".")[0] + ".older"))
    step = plan(store, "reference", Request(), NEW_SEED)
    assert (step.action, step.why) == (
        Action.REGRADE,
        "the assignment or the grader has changed",
    )
    assert step.seed == record.seed


def test_a_dry_run_says_why_and_changes_nothing(store):
    record = store.record("reference")
    store.save(replace(record, key="another." + record.key.partition(".")[2]))
    before = files(store)
    code, output = command(store, "--dry-run")
    assert code == 0
    assert "reference: regrade, because what was handed in has changed" in output
    assert "blank: grade, because it is not graded yet" in output
    counts = f"grade {len(ROSTER) - 2}, grade again 1, restore 0 and leave 1"
    sentence = " ".join(output.split())  # the terminal wraps lines
    assert f"It would {counts} unchanged. Nothing was changed." in sentence
    assert files(store) == before


def test_a_dry_run_opens_the_gradebook_once(store, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "autograder.records.store.open_gradebook",
        lambda url: opened.append(url) or open_gradebook(url),
    )
    assert command(store, "--dry-run")[0] == 0
    assert len(opened) == 1


def test_a_dry_run_makes_no_folder_and_no_gradebook(class_folder):
    hand_in(class_folder)
    before = set(class_folder.directory.rglob("*"))
    run = CliRunner().invoke(
        app, ["grade", CHAPTER, "--dry-run", "--course", class_folder.directory]
    )
    assert run.exit_code == 0, run.output
    assert set(class_folder.directory.rglob("*")) == before


def test_regrading_one_exercise_changes_only_its_grade(store, assignment):
    """The stored grades are changed first, so that a regrade shows."""
    for student in STUDENTS:
        record = store.record(student)
        spoilt = [replace(item, earned=1.0, message="spoilt") for item in record.items]
        store.save(replace(record, items=tuple(spoilt)))
    with Gradebook(store.class_folder.gradebook_url) as gradebook:
        by_hand = gradebook.find_grade("adjoint", CHAPTER, CHAPTER, "reference")
        by_hand.manual_score, by_hand.needs_manual_grade = 7, False
        gradebook.db.commit()
    outcomes = grade_all(store.class_folder, assignment, [*STUDENTS, "blank"], exercise="memory")
    assert outcomes["blank"].action is Action.LEAVE
    assert outcomes["blank"].result is None
    for student in STUDENTS:
        items = {item.id: item for item in outcomes[student].result.items}
        expected = SAMPLES[student].expected["memory"]
        assert items.pop("memory").earned == expected
        assert {item.message for item in items.values()} == {"spoilt"}
        stored = {item.id: item.earned for item in store.record(student).items}
        assert stored["memory"] == expected
    assert grades_of(store, "reference").scores["adjoint"] == 7
    with Gradebook(store.class_folder.gradebook_url) as gradebook:
        by_hand = gradebook.find_grade("adjoint", CHAPTER, CHAPTER, "reference")
        assert not by_hand.needs_manual_grade


def test_regrading_one_exercise_keeps_the_outputs_of_the_others(store):
    record = store.record("half-done")
    better = store.record("reference")
    merged = merge(record, better, "col2im")
    outputs = [
        {
            cell["metadata"].get("nbgrader", {}).get("grade_id"): cell.get("outputs")
            for cell in cells
        }
        for cells in (one.notebook["cells"] for one in (merged, record, better))
    ]
    assert outputs[0]["col2im"] == outputs[2]["col2im"] != outputs[1]["col2im"]
    outputs[0].pop("col2im")
    outputs[1].pop("col2im")
    assert outputs[0] == outputs[1]
    assert (merged.key, merged.seed) == (record.key, record.seed)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["--exercise", "col3im"],
            "03-im2col has no exercise 'col3im'. Its exercises are: by_hand, im2col,",
        ),
        (["--exercise", "memory", "--fresh-seed"], "A result has one seed"),
        (["--student", "nobody"], "No submission of 03-im2col by: nobody"),
    ],
)
def test_an_impossible_request_is_refused_in_a_sentence(store, arguments, says):
    code, output = command(store, *arguments)
    assert code == 1
    assert says in output


def test_work_left_for_a_gpu_is_graded_without_a_request(store):
    result = store.record("reference")
    left = {"key": f"{CHAPTER}.memory", "parts": [], "misconception": None, "not_graded": "No GPU."}
    items = tuple(
        replace(item, earned=None, reports=[left]) if item.id == "memory" else item
        for item in result.items
    )
    store.save(replace(result, items=items))
    step = plan(store, "reference", Request(), NEW_SEED)
    assert (step.action, step.seed) == (Action.REGRADE, result.seed)
    assert step.why == "part of it was left for a machine with a GPU"
    assert plan(store, "half-done", Request(), NEW_SEED).action is Action.LEAVE
