"""A problem in one student's folder costs only that student, and only what it should."""

import os
import time
from contextlib import suppress
from threading import Event, Thread

import numpy as np
import psutil
import pytest

from autograder.course.repository import REPOSITORY
from autograder.grading.grade import grade
from autograder.grading.submission import Submission, read_submission
from autograder.records.store import ResultStore
from autograder.run.plan import Action
from autograder.sample_class.parts import Parts
from cnnlib.checking import compare, expect
from tests.helpers.command import kind_of
from tests.helpers.grading import grade_all, grades_of


def parts_of(student, assignment):
    return Parts(assignment, (REPOSITORY.library / "im2col.py").read_text(), student)


@pytest.fixture
def parts(assignment):
    return parts_of("ada", assignment)


@pytest.fixture
def hand_in(class_folder, assignment):
    """Return a function that hands in a right submission for a student and returns its folder."""

    def write(student):
        folder = class_folder.submitted / student / assignment.name
        parts = parts_of(student, assignment)
        for name, content in parts.files(parts.answered()).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    return write


def graded(parts, assignment, **answers):
    """Grade a right submission with other answer cells, and return the items by id."""
    files = parts.files(parts.answered(answers=answers))
    notebook = files.pop(assignment.notebook_file)
    modules = {name: files[name] for name in assignment.exercise_files}
    result = grade(Submission("ada", notebook, modules), assignment, seed=3, key="")
    return {item.id: item for item in result.items}


def test_a_failing_visible_test_takes_no_points_that_a_check_has_given(parts, assignment):
    right = parts.answers["by_hand_answer"]
    items = graded(parts, assignment, by_hand_answer=right + "\nresult = result.reshape(6, 1)")
    assert items["by_hand"].earned == 6
    assert "expected shape (6,), got (6, 1)" in items["by_hand"].message


def test_one_value_of_three_earns_its_part(parts, assignment):
    only_one = "blow_up, megabytes, blow_up_stride_5 = 25, None, None"
    items = graded(parts, assignment, memory_answer=only_one)
    assert items["memory"].earned == 2


def test_a_module_instead_of_an_answer_is_reported_to_the_student(parts, assignment):
    """It does not need review."""
    answer = parts.answers["memory_answer"] + "\nimport math as blow_up"
    found = graded(parts, assignment, memory_answer=answer)["memory"]
    assert (found.earned, found.look) == (0, "")
    assert found.message == ("'blow_up' is a module here. Import the function from it instead.")


def test_an_answer_of_long_strings_costs_no_memory(parts, assignment):
    before = psutil.Process().memory_info().rss
    strings = "a_prime = ['x' * 1_000_000] + [''] * 2000"
    items = graded(parts, assignment, by_hand_answer=strings + "\nresult = [0] * 6")
    assert items["by_hand"].earned == 0
    assert psutil.Process().memory_info().rss - before < 400e6
    assert compare(["x" * 10] * 3, np.ones(3)).stage == "type"
    with pytest.raises(AssertionError, match="expected numbers"):
        expect(["x"], "it").has_shape(1)


@pytest.mark.parametrize("special", ["timestamp.txt", "notes.txt"])
def test_a_pipe_does_not_block_grading(class_folder, assignment, hand_in, special):
    os.mkfifo(hand_in("ada") / special)
    assert grade_all(class_folder, assignment, ["ada"])["ada"].result.earned == 90


def test_a_linked_folder_is_not_followed(class_folder, assignment, hand_in):
    folder = hand_in("alice")
    mallory = class_folder.submitted / "mallory"
    mallory.mkdir()
    (mallory / assignment.name).symlink_to(folder)
    submission = read_submission(mallory / assignment.name, "mallory", assignment)
    assert (submission.notebook, submission.modules) == (b"", {})
    assert submission.findings == ("The folder is a link, and was not followed.",)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (
            "x = 1\n\nprint('é')".encode()[:-3] + b"')",
            "byte 0xc3, Ã in Latin-1, at line 3, column 8",
        ),
        (
            "x = 1\r\n# é\r\nä = 'ö'".encode("latin-1"),
            "byte 0xe9, é in Latin-1, at line 2, column 3",
        ),
        ("# é ".encode() + b"\xe9", "byte 0xe9, é in Latin-1, at line 1, column 5"),
        ("x = 1".encode("utf-16"), "byte 0xff, ÿ in Latin-1, at line 1, column 1"),
        (b"# \0 \xe9", "byte 0x00 at line 1, column 3"),
    ],
)
def test_a_module_that_is_not_utf8_is_named(assignment, hand_in, text, where):
    folder = hand_in("ada")
    (folder / "cnnlib" / "im2col.py").write_bytes(text)
    submission = read_submission(folder, "ada", assignment)
    (finding,) = submission.findings
    assert finding.startswith(
        f"cnnlib/im2col.py is not UTF-8 text, and may not run: {where}. Save "
    )


@pytest.mark.parametrize("lost", ["gradebook.db", "autograded"])
def test_lost_grades_are_restored_without_grading(class_folder, assignment, hand_in, lost):
    hand_in("ada")
    grade_all(class_folder, assignment, ["ada"])
    (class_folder.directory / lost).rename(class_folder.directory / "away")
    assert grade_all(class_folder, assignment, ["ada"])["ada"].action is Action.RESTORE
    assert grades_of(ResultStore(class_folder, assignment), "ada").scores["im2col"] == 20
    assert grade_all(class_folder, assignment, ["ada"])["ada"].action is Action.LEAVE


def test_a_killed_worker_costs_no_student_a_grade(class_folder, assignment, hand_in):
    students = ["ada", "alan", "grace"]
    for student in students:
        hand_in(student)
    killed, graded = [], Event()

    def kill_one():
        while not killed and not graded.is_set():
            with suppress(psutil.NoSuchProcess):
                for child in psutil.Process().children(recursive=True):
                    below = map(kind_of, child.children(recursive=True))
                    if kind_of(child) == "worker" and "sandbox" in below:  # it has begun
                        killed.append(child.pid)
                        child.kill()
                        break
            time.sleep(0.01)

    thread = Thread(target=kill_one)
    thread.start()
    try:
        outcomes = grade_all(class_folder, assignment, students, jobs=2)
    finally:
        graded.set()
        thread.join()
    assert killed
    assert {name: one.result.earned for name, one in outcomes.items()} == dict.fromkeys(
        students, 90
    )
