"""The gradebook in PostgreSQL: the same grades, survived kills, and nbgrader's own commands."""

import os
import subprocess
import sys
from functools import partial

import pytest
from nbgrader.api import Gradebook

from autograder.authoring.release import write_source
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.records.store import ResultStore, StorageFailedError
from autograder.run.cluster import local_workers
from autograder.run.coordinator import grade_class
from autograder.run.plan import Action
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in
from tests.helpers.command import results, start
from tests.helpers.grading import grades_of
from tests.helpers.postgresql import PASSWORD, postgresql

SAMPLES = {sample.student: sample for sample in ROSTER}
STUDENTS = ["blank", "half-done", "keeps-the-padding", "reference"]


@pytest.fixture
def server():
    with postgresql() as server:
        yield server


@pytest.fixture
def class_folder(tmp_path, server):
    class_folder = ClassFolder(tmp_path / "class", server.url)
    hand_in(class_folder)
    return class_folder


def grade(store):
    outcomes = grade_class(store, STUDENTS, partial(local_workers, 2))
    return {one.student: one for one in outcomes}


def scores(url):
    with Gradebook(url) as gradebook:
        return {
            submission.student_id: {g.name: g.auto_score for g in submission.notebooks[0].grades}
            for submission in gradebook.assignment_submissions(CHAPTER)
        }


def test_the_grades_are_those_of_sqlite(class_folder, assignment, server):
    store = ResultStore(class_folder, assignment)
    outcomes = grade(store)
    assert not any(one.problem for one in outcomes.values())
    assert scores(server.url) == {name: SAMPLES[name].expected for name in STUDENTS}
    assert not (class_folder.directory / "gradebook.db").exists()
    assert {one.action for one in grade(store).values()} == {Action.LEAVE}

    # Points and comments given by hand stay; the autograder's score is entered beside them.
    with Gradebook(server.url) as gradebook:
        gradebook.find_grade("adjoint", CHAPTER, CHAPTER, "reference").manual_score = 7
        comment = gradebook.find_comment("adjoint", CHAPTER, CHAPTER, "reference")
        comment.manual_comment = "Nearly. ⊙"
        gradebook.db.commit()
    with store:
        store.save(store.load("reference"))
    assert grades_of(store, "reference").scores["adjoint"] == 7
    assert grades_of(store, "reference").comments == {"adjoint": "Nearly. ⊙"}


@pytest.mark.long
def test_a_server_that_dies_loses_nothing(class_folder, assignment, server):
    store = ResultStore(class_folder, assignment)
    run = grade_class(store, STUDENTS, partial(local_workers, 1))
    first = next(run)
    assert not first.problem
    server.stop()
    with pytest.raises(StorageFailedError, match="The gradebook could not take it"):
        list(run)
    server.start()
    outcomes = grade(store)
    assert not any(one.problem for one in outcomes.values())
    assert outcomes[first.student].action is Action.LEAVE
    assert scores(server.url) == {name: SAMPLES[name].expected for name in STUDENTS}


@pytest.mark.long
def test_no_password_is_printed(class_folder, server):
    wrong = server.url.replace("open", "shut")
    for url in (wrong, "postgresql:/x:shut%20sesame@", "nothing://grader:shut%20sesame@/x"):
        run = start(class_folder, "--db", url)
        output, _ = run.communicate(timeout=120)
        assert run.returncode == 1
        assert "Traceback" not in output
        assert "sesame" not in output
        assert "Stopped: " in output
    assert not results(class_folder)
    assert PASSWORD.split()[1] == "sesame"


@pytest.mark.long
def test_commands_of_nbgrader_find_it_through_the_class(class_folder, assignment, server):
    (class_folder.directory / "class.toml").write_text(f'gradebook = "{server.url}"\n')
    class_folder = ClassFolder(class_folder.directory)
    write_source(class_folder, assignment)
    ResultStore(class_folder, assignment).register()
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", CHAPTER, "--student=half-done"],
        cwd=REPOSITORY.root,
        env={**os.environ, "COURSE": str(class_folder.directory)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert scores(server.url) == {"half-done": SAMPLES["half-done"].expected}
    assert not (class_folder.directory / "gradebook.db").exists()
