"""Personal numbers, questions and a rubric, from the source to the grade."""

import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.apps import NbGraderAPI
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder.authoring.release import REFERENCE, released_files, verify, write_source
from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.course.repository import Repository
from autograder.course.settings import ClassSettings
from autograder.feedback import render_feedback
from autograder.grading import checking as running
from autograder.grading.checking import NotGradedError
from autograder.grading.grade import grade
from autograder.grading.submission import Submission
from autograder.nbgrader_steps.config import nbgrader_config
from autograder.records.grades import updated_grades
from autograder.records.store import ResultStore
from tests.helpers.grading import grades_of
from tests.helpers.personal import AREA, LETTERS, RECTANGLE
from tests.helpers.registering import register

NAME = "00-test"


@pytest.fixture
def small(tmp_path, monkeypatch):
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    text = Path(__file__).with_name("small_assignment.md").read_text()
    (solutions / f"{NAME}.md").write_text(text)
    monkeypatch.setattr(Repository, "solutions", solutions)
    register(monkeypatch, AREA, LETTERS)
    return load_assignment(NAME)


def hand_in(assignment, who: str, **answers: str) -> Submission:
    notebook = nbformat.from_dict(assignment.source)
    for cell in notebook.cells:
        if nbgrader_id(cell) in answers:
            cell.source = answers[nbgrader_id(cell)]
    return Submission(who, nbformat.writes(notebook).encode(), {})


def graded(assignment, who: str, **answers: str):
    return grade(hand_in(assignment, who, **answers), assignment, seed=1, key="")


def feedback(class_folder, assignment, result) -> tuple[str, str]:
    settings = ClassSettings()
    grades = updated_grades(class_folder, assignment.name, settings)[result.student]
    return render_feedback(class_folder, assignment, result, grades, settings)


def as_formgrader_shows(path: Path) -> str:
    """Render an autograded notebook with formgrader's own exporter and template."""
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    exporter = HTMLExporter(config=config)
    names = ("assignment_id", "notebook_id", "submission_id", "base_url", "notebook_path")
    people = ("student", "last_name", "first_name")
    resources = dict.fromkeys((*names, *people), "x") | {"index": 0, "total": 1}
    html, _ = exporter.from_filename(str(path), resources=resources)
    return html


def earned(result) -> dict[str, float | None]:
    return {item.id: item.earned for item in result.items}


def test_the_reference_earns_everything_and_the_release_nothing(small):
    verify(small)


def test_each_student_has_different_numbers(small):
    result = graded(small, "ada", student='STUDENT = "Ada"')
    assert earned(result) == {"area": 3.0, "letters": 5.0, "why": None}
    assert not any(item.look for item in result.items)


def test_work_with_another_students_numbers_is_recognised(small):
    result = graded(small, "ada", student='STUDENT = "grace"')
    item = result.items[0]
    assert item.earned == 0
    assert item.look == "00-test.area: the answer fits the numbers of the id 'grace'."
    assert "whose numbers are different" in item.reports[0]["misconception"]


def test_the_student_cannot_choose_the_numbers(small):
    numbers = RECTANGLE.of("grace")
    forged = f"""
class Id(str):
    def __eq__(self, other): return True
    __hash__ = None
STUDENT = Id("ada")
area, ratio = {numbers["height"] * numbers["width"]}, {numbers["height"] / numbers["width"]}
"""
    assert earned(graded(small, "ada", area_answer=forged))["area"] == 0


def test_a_regrade_with_the_stored_seed_repeats_the_result(small):
    answers = {"student": 'STUDENT = "grace"', "letters_answer": 'one, some = "a", "ab"'}
    first, second = (replace(graded(small, "ada", **answers), seconds=0) for _ in range(2))
    assert first == second
    assert first.items[1].reports[0]["misconception"] == "A is too small. B is odd."


def test_the_release_has_no_answer_or_rubric(small):
    text = released_files(small)[small.notebook_file].decode()
    for secret in ("MARK SCHEME", "secret reason", "model answer", "reference", '"ad"', "check("):
        assert secret in nbformat.writes(small.source).replace("\\", "")
        assert secret not in text.replace("\\", "")


@pytest.mark.usefixtures("scripts_on_path")
def test_the_release_by_nbgrader_has_no_answer_or_rubric(small, class_folder):
    write_source(class_folder, small)
    config = nbgrader_config(class_folder)
    del config.GenerateAssignment  # nbgrader's own steps, to compare with
    outcome = NbGraderAPI(config=config).generate_assignment(NAME)
    assert outcome["success"], outcome["log"]
    made = nbformat.read(
        class_folder.directory / "release" / NAME / small.notebook_file, as_version=4
    )
    assert made.cells == small.stripped.cells


def test_the_grader_sees_the_rubric_and_the_student_does_not(small, class_folder):
    store = ResultStore(class_folder, small)
    store.register()
    (class_folder.submitted / "ada" / NAME).mkdir(parents=True)
    result = graded(small, "ada", why="My own reason.")
    store.save(result)
    path = class_folder.autograded / "ada" / NAME / small.notebook_file
    cells = nbformat.read(path, as_version=4).cells
    at = [nbgrader_id(cell) for cell in cells].index("why")
    assert cells[at].source == "My own reason."
    assert cells[at + 1].source.startswith("**Mark scheme**\n\n- 3 points for the secret reason")
    assert "<li>3 points for the secret reason</li>" in as_formgrader_shows(path)
    assert "secret reason" not in "".join(feedback(class_folder, small, result))
    assert "secret reason" not in json.dumps(store.load("ada").to_json())


def test_an_exercise_that_needs_a_gpu_has_no_score_without_one(small, class_folder, monkeypatch):
    def needs_one(*_: object, **__: object) -> float:
        raise NotGradedError("00-test.letters: Not graded yet: this needs a GPU.")

    monkeypatch.setattr(running, "check", needs_one)
    result = graded(small, REFERENCE)
    assert earned(result)["letters"] is None
    assert result.items[1].look == "2 · Questions could not be graded on this machine."
    assert not result.complete
    store = ResultStore(class_folder, small)
    store.register()
    (class_folder.submitted / REFERENCE / NAME).mkdir(parents=True)
    store.save(result)
    assert grades_of(store, REFERENCE).scores["letters"] is None
    assert all("this needs a GPU" in page for page in feedback(class_folder, small, result))
